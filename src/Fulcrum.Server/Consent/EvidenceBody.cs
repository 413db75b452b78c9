using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Consent.Capture;

namespace Fulcrum.Server.Consent;

/// <summary>Reads the evidence of a decision: what staff and systems bring. What shows a nonce or token is written by the server alone.</summary>
internal static class EvidenceBody
{
    /// <summary>Reads the object stood on.</summary>
    public static ConsentEvidence Read(ref BodyReader reader)
    {
        reader.EnterObject("evidence");
        var evidence = ConsentEvidence.None;
        while (reader.NextMember())
        {
            if (reader.Is("surface"u8))
            {
                evidence = evidence with { Surface = reader.Text("evidence.surface", 100) };
            }
            else if (reader.Is("operator"u8))
            {
                evidence = evidence with { Operator = reader.Text("evidence.operator", 100) };
            }
            else if (reader.Is("kind"u8))
            {
                evidence = evidence with { Kind = KindOf(reader.Text("evidence.kind", 20)) };
            }
            else if (reader.Is("reference"u8))
            {
                evidence = evidence with { Reference = reader.Text("evidence.reference", 500) };
            }
            else if (reader.Is("hash"u8))
            {
                evidence = evidence with { Hash = HashOf(ref reader, "evidence.hash") };
            }
            else if (reader.Is("separate"u8))
            {
                evidence = evidence with { IsSeparate = reader.Truth("evidence.separate") };
            }
            else if (reader.Is("ageBand"u8))
            {
                evidence = evidence with { AgeBand = reader.Text("evidence.ageBand", 20) };
            }
            else if (reader.Is("guardian"u8))
            {
                evidence = ReadGuardian(ref reader, evidence);
            }
            else if (reader.Is("answer"u8))
            {
                evidence = evidence with { Answer = reader.Text("evidence.answer", 100) };
            }
            else
            {
                throw reader.Unknown("evidence", "surface", "operator", "kind", "reference", "hash", "separate", "ageBand", "guardian", "answer");
            }
        }

        return evidence;
    }

    /// <summary>An object that can be checked; or the text of earlier callers, which is kept and shows nothing.</summary>
    private static ConsentEvidence ReadGuardian(ref BodyReader reader, ConsentEvidence evidence)
    {
        if (reader.Kind == JsonTokenType.String)
        {
            return evidence with { Guardian = reader.Text("evidence.guardian", 200) };
        }

        reader.EnterObject("evidence.guardian");
        var proof = new GuardianProof("", "", Instant.Never, "", "");
        while (reader.NextMember())
        {
            if (reader.Is("who"u8))
            {
                proof = proof with { Who = reader.Text("evidence.guardian.who", 200) };
            }
            else if (reader.Is("method"u8))
            {
                proof = proof with { Method = reader.Text("evidence.guardian.method", 50) };
            }
            else if (reader.Is("at"u8))
            {
                proof = proof with { At = reader.Time("evidence.guardian.at") };
            }
            else if (reader.Is("reference"u8))
            {
                proof = proof with { Reference = reader.Text("evidence.guardian.reference", 500) };
            }
            else if (reader.Is("hash"u8))
            {
                proof = proof with { Hash = HashOf(ref reader, "evidence.guardian.hash") };
            }
            else
            {
                throw reader.Unknown("a guardian", "who", "method", "at", "reference", "hash");
            }
        }

        return evidence with { GuardianProof = proof };
    }

    private static string HashOf(ref BodyReader reader, string member)
    {
        var text = reader.Text(member, 64);
        return text.Length == 0 || (text.Length == 64 && text.All(char.IsAsciiHexDigitLower))
            ? text
            : throw new ProblemException(Problems.BadMember(member, "a SHA-256 in 64 lower-case hex digits"));
    }

    private static EvidenceKind KindOf(string text) =>
        Words.TryRead(text, out EvidenceKind kind) && kind is not (EvidenceKind.None or EvidenceKind.PageNonce or EvidenceKind.SubjectToken)
            ? kind
            : throw new ProblemException(Problems.BadMember("evidence.kind", "recording, paper-form, shop-receipt, document or import-record"));
}
