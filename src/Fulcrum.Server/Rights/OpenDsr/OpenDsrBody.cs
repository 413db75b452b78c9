using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Fulcrum.Identity;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>A request as OpenDSR writes it (its section 7.1). Members that it leaves to others are passed over.</summary>
internal sealed partial class OpenDsrBody
{
    private const int IdentitiesMax = 32;
    private const int CallbacksMax = 8;
    private static readonly string[] Formats = ["raw", "sha1", "md5", "sha256"];
    private static readonly string[] Regulations = ["gdpr", "ccpa"];

    private readonly List<(string Type, string Value, string Format)> _identities = [];
    private readonly List<string> _callbacks = [];

    /// <summary>The law it is asked under; empty where OpenGDPR has none.</summary>
    public string Regulation { get; private set; } = "";

    /// <summary>The partner's id of it.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>Which right.</summary>
    public RequestKind Kind { get; private set; }

    /// <summary>When the customer asked.</summary>
    public Instant SubmittedAt { get; private set; }

    /// <summary>Who is to be told.</summary>
    public ImmutableArray<string> Callbacks => [.. _callbacks];

    /// <summary>Reads it, as version 2 has it, or as OpenGDPR had it.</summary>
    public static BodyReader.Reading<OpenDsrBody> Reading(bool needsRegulation) => (ref BodyReader reader) =>
    {
        var body = new OpenDsrBody();
        var isTimed = false;
        while (reader.NextMember())
        {
            if (reader.Is("regulation"u8))
            {
                body.Regulation = OneOf(reader.Text("regulation", 20), "regulation", Regulations);
            }
            else if (reader.Is("subject_request_id"u8))
            {
                body.Reference = Id(reader.Text("subject_request_id", 40));
            }
            else if (reader.Is("subject_request_type"u8))
            {
                body.Kind = OneOf(reader.Text("subject_request_type", 20), "subject_request_type", OpenDsrWords.Types) switch
                {
                    "access" => RequestKind.Access,
                    "portability" => RequestKind.Portability,
                    _ => RequestKind.Erasure,
                };
            }
            else if (reader.Is("submitted_time"u8))
            {
                (body.SubmittedAt, isTimed) = (reader.Time("submitted_time"), true);
            }
            else if (reader.Is("subject_identities"u8))
            {
                body.ReadIdentities(ref reader);
            }
            else if (reader.Is("status_callback_urls"u8))
            {
                body.ReadCallbacks(ref reader);
            }
            else
            {
                reader.PassOver();
            }
        }

        Require(body.Regulation.Length > 0 || !needsRegulation, "regulation");
        Require(body.Reference.Length > 0, "subject_request_id");
        Require(body.Kind != default, "subject_request_type");
        Require(isTimed, "submitted_time");
        Require(body._identities.Count > 0, "subject_identities");
        return body;
    };

    /// <summary>Those that can be matched, and which cannot and why; nobody's value is in the reasons.</summary>
    public (List<Identifier> Matched, List<UnmatchedIdentity> Unmatched) Match(ServerParts parts)
    {
        var (matched, unmatched, book) = (new List<Identifier>(), new List<UnmatchedIdentity>(), parts.Served.Workspace.Partners);
        foreach (var (index, (type, value, format)) in _identities.Index())
        {
            if (book.Find(type, format) is not { } identifier)
            {
                var reason = format == "raw"
                    ? "nobody is known by identities of this type here"
                    : $"a {format} of a value cannot be looked up: what is kept of it is a hash under a key of ours; send it raw";
                unmatched.Add(new UnmatchedIdentity(index, type, format, reason));
            }
            else if (parts.Core.Identifiers.TryRead(identifier.Name, value, verified: false, out var read, out var fault))
            {
                matched.Add(read);
            }
            else
            {
                unmatched.Add(new UnmatchedIdentity(index, type, format, fault.What));
            }
        }

        return (matched, unmatched);
    }

    private void ReadIdentities(ref BodyReader reader)
    {
        reader.EnterArray("subject_identities");
        while (reader.NextElement())
        {
            reader.EnterObject("subject_identities");
            string type = "", value = "", format = "";
            while (reader.NextMember())
            {
                if (reader.Is("identity_type"u8))
                {
                    type = Type(reader.Text("identity_type", 60));
                }
                else if (reader.Is("identity_value"u8))
                {
                    value = reader.Text("identity_value", 512);
                }
                else if (reader.Is("identity_format"u8))
                {
                    format = OneOf(reader.Text("identity_format", 10), "identity_format", Formats);
                }
                else
                {
                    reader.PassOver();
                }
            }

            Require(type.Length > 0, "identity_type");
            Require(value.Length > 0, "identity_value");
            Require(format.Length > 0, "identity_format");
            _identities.Add(_identities.Count < IdentitiesMax ? (type, value, format) : throw new ProblemException(Problems.BadMember("subject_identities", $"a list of at most {IdentitiesMax}")));
        }
    }

    private void ReadCallbacks(ref BodyReader reader)
    {
        reader.EnterArray("status_callback_urls");
        while (reader.NextElement())
        {
            var callback = reader.Text("status_callback_urls", 500);
            _callbacks.Add(_callbacks.Count < CallbacksMax ? callback : throw new ProblemException(Problems.BadMember("status_callback_urls", $"a list of at most {CallbacksMax}")));
        }
    }

    private static string OneOf(string text, string member, string[] words) =>
        words.Contains(text) ? text : throw new ProblemException(Problems.BadMember(member, $"one of {string.Join(", ", words)}"));

    private static string Id(string text) =>
        IdForm().IsMatch(text) ? text : throw new ProblemException(Problems.BadMember("subject_request_id", "a UUID of version 4 in lower case"));

    private static string Type(string text) =>
        TypeForm().IsMatch(text) ? text : throw new ProblemException(Problems.BadMember("identity_type", "a type of lower-case letters, digits and underscores"));

    private static void Require(bool isThere, string member)
    {
        if (!isThere)
        {
            throw new ProblemException(Problems.MissingMember(member));
        }
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex IdForm();

    [GeneratedRegex("^[a-z][a-z0-9_]*$")]
    private static partial Regex TypeForm();
}

/// <summary>An identity that was sent and is of no use here.</summary>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="Type">Its type.</param>
/// <param name="Format">Its format.</param>
/// <param name="Reason">Why.</param>
internal sealed record UnmatchedIdentity(int Index, string Type, string Format, string Reason);
