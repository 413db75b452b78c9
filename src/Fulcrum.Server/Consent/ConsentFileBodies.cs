using System.Collections.Frozen;
using Fulcrum.Consent.Records;
using Fulcrum.Server.Identity;

namespace Fulcrum.Server.Consent;

/// <summary>In which format consent records go out or come in.</summary>
internal enum RecordFormat
{
    /// <summary>Our JSON with the fields of ISO/IEC TS 27560.</summary>
    Ours,

    /// <summary>JSON-LD in the words of W3C DPV.</summary>
    Dpv,

    /// <summary>Kantara consent receipts 1.1.</summary>
    Kantara,

    /// <summary>The <c>consents</c> of Adobe's XDM.</summary>
    Xdm,
}

/// <summary>Whose consents are asked for, and in which form.</summary>
/// <param name="Identifiers">Whose.</param>
/// <param name="Format">The format.</param>
/// <param name="Principal">Which of the identifiers names the subject in the file; empty for the subject's id.</param>
/// <param name="Language">Of the texts.</param>
/// <param name="Jurisdiction">Whose law.</param>
/// <param name="Purposes">For XDM: our purpose, or part of one, for each path.</param>
internal sealed record ExportBody(IdentifiersBody Identifiers, RecordFormat Format, string Principal, string Language, string Jurisdiction, FrozenDictionary<string, string> Purposes)
{
    /// <summary>Reads it.</summary>
    public static ExportBody Read(ref BodyReader reader)
    {
        IdentifiersBody? identifiers = null;
        var format = RecordFormat.Ours;
        string principal = "", language = "en", jurisdiction = "";
        var purposes = FrozenDictionary<string, string>.Empty;
        while (reader.NextMember())
        {
            if (reader.Is("identifiers"u8))
            {
                identifiers = IdentifiersBody.Read(ref reader, "identifiers");
            }
            else if (reader.Is("format"u8))
            {
                format = RecordFormats.Read(reader.Text("format", 20));
            }
            else if (reader.Is("principal"u8))
            {
                principal = reader.Text("principal", 100);
            }
            else if (reader.Is("language"u8))
            {
                language = reader.Text("language", 35);
            }
            else if (reader.Is("jurisdiction"u8))
            {
                jurisdiction = reader.Text("jurisdiction", 100);
            }
            else if (reader.Is("purposes"u8))
            {
                purposes = RecordFormats.ReadNames(ref reader, "purposes");
            }
            else
            {
                throw reader.Unknown("the body", "identifiers", "format", "principal", "language", "jurisdiction", "purposes");
            }
        }

        return new ExportBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), format, principal, language, jurisdiction, purposes);
    }
}

/// <summary>Records of elsewhere to take in.</summary>
/// <param name="Format">Their format.</param>
/// <param name="Principal">The identifier type of the ids in the file; for XDM of a namespace that has no type of its own name.</param>
/// <param name="Verified">Whether the caller vouches for the ids.</param>
/// <param name="IsTrial">Whether nothing is recorded and only told what would be.</param>
/// <param name="Names">How their names are told in ours.</param>
/// <param name="Content">The file.</param>
internal sealed record ImportBody(RecordFormat Format, string Principal, bool Verified, bool IsTrial, ImportNames Names, byte[] Content)
{
    /// <summary>The surface of kind import that it comes through; empty for none.</summary>
    public string Surface { get; private init; } = "";

    /// <summary>Reads it.</summary>
    public static ImportBody Read(ref BodyReader reader)
    {
        RecordFormat? format = null;
        string principal = "", notice = "", language = "", channel = "", surface = "";
        bool verified = false, isTrial = false;
        var (purposes, notices) = (FrozenDictionary<string, string>.Empty, FrozenDictionary<string, string>.Empty);
        byte[]? content = null;
        while (reader.NextMember())
        {
            if (reader.Is("format"u8))
            {
                format = RecordFormats.Read(reader.Text("format", 20));
            }
            else if (reader.Is("principal"u8))
            {
                principal = reader.Text("principal", 100);
            }
            else if (reader.Is("verified"u8))
            {
                verified = reader.Truth("verified");
            }
            else if (reader.Is("trial"u8))
            {
                isTrial = reader.Truth("trial");
            }
            else if (reader.Is("purposes"u8))
            {
                purposes = RecordFormats.ReadNames(ref reader, "purposes");
            }
            else if (reader.Is("notices"u8))
            {
                notices = RecordFormats.ReadNames(ref reader, "notices");
            }
            else if (reader.Is("notice"u8))
            {
                notice = reader.Text("notice", 200);
            }
            else if (reader.Is("language"u8))
            {
                language = reader.Text("language", 35);
            }
            else if (reader.Is("channel"u8))
            {
                channel = reader.Text("channel", 50);
            }
            else if (reader.Is("surface"u8))
            {
                surface = reader.Text("surface", 100);
            }
            else if (reader.Is("content"u8))
            {
                content = reader.CopyValue("content");
            }
            else
            {
                throw reader.Unknown("the body", "format", "principal", "verified", "trial", "purposes", "notices", "notice", "language", "channel", "surface", "content");
            }
        }

        return new ImportBody(
            format ?? throw new ProblemException(Problems.MissingMember("format")), principal, verified, isTrial,
            new ImportNames(purposes, notices, notice, language, channel), content ?? throw new ProblemException(Problems.MissingMember("content")))
        {
            Surface = surface,
        };
    }
}

/// <summary>Reads what bodies about formats have in common.</summary>
internal static class RecordFormats
{
    private const int NamesMax = 500;

    /// <summary>The format of a name.</summary>
    public static RecordFormat Read(string text) =>
        Words.TryRead(text, out RecordFormat format) ? format : throw new ProblemException(Problems.BadMember("format", "ours, dpv, kantara or xdm"));

    /// <summary>Texts by name.</summary>
    public static FrozenDictionary<string, string> ReadNames(ref BodyReader reader, string member)
    {
        reader.EnterObject(member);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.NextMember())
        {
            var name = reader.Name;
            reader.ToValue();
            if (names.Count == NamesMax)
            {
                throw new ProblemException(Problems.BadMember(member, $"at most {NamesMax} names"));
            }

            names[name] = reader.Text(member, 200);
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
