using Fulcrum.Consent.Capture;

namespace Fulcrum.Consent.Ledger;

/// <summary>The bytes of a consent record that its ledger entry commits to; anybody can make them again from the record.</summary>
/// <remarks>
/// <para>
/// One JSON object in the form of RFC 8785, UTF-8. Its members bear the names of the record's, in camelCase, and <c>subject</c>
/// (for example <c>s-42</c>). States and methods are their names in lower case. Times are whole milliseconds since
/// 1970-01-01T00:00:00Z. What is empty is left out: an empty text or list, a false, a time nobody knows, an object without members.
/// A member that may be unsaid, such as <c>isSeparate</c>, stands when it was said, true or false.
/// </para>
/// <para>
/// A verifier elsewhere sorts the names by UTF-16 code units and writes no white space: in JavaScript,
/// <c>JSON.stringify</c> of an object whose keys were inserted in sorted order.
/// </para>
/// </remarks>
public static class ConsentCanonical
{
    /// <summary>Writes a record.</summary>
    /// <param name="subject">Whose it is.</param>
    /// <param name="record">As it was journaled.</param>
    public static byte[] Write(SubjectId subject, ConsentRecord record) => new CanonicalJson()
        .Text("subject", subject.ToString())
        .Text("purpose", record.Purpose)
        .Text("state", NameOf(record.State))
        .Text("notice", record.Notice)
        .Text("language", record.Language)
        .Time("at", record.At)
        .Time("receivedAt", record.ReceivedAt)
        .Text("channel", record.Channel)
        .Text("method", NameOf(record.Method))
        .Truth("verified", record.Verified)
        .Text("source", record.Source)
        .Texts("faults", record.Faults)
        .Truth("synthetic", record.Synthetic)
        .Object("scope", new CanonicalJson().Text("channel", record.Scope.Channel).Text("category", record.Scope.Category))
        .Object("evidence", Evidence(record.Evidence))
        .ToBytes();

    private static CanonicalJson Evidence(ConsentEvidence evidence) => new CanonicalJson()
        .Text("surface", evidence.Surface)
        .Text("operator", evidence.Operator)
        .Text("kind", evidence.Kind == EvidenceKind.None ? "" : NameOf(evidence.Kind))
        .Text("reference", evidence.Reference)
        .Text("hash", evidence.Hash)
        .Text("ageBand", evidence.AgeBand)
        .Said("isSeparate", evidence.IsSeparate)
        .Text("guardian", evidence.Guardian)
        .Object("guardianProof", Guardian(evidence.GuardianProof))
        .Text("answer", evidence.Answer)
        .Text("signal", evidence.Signal)
        .Text("signalValue", evidence.SignalValue)
        .Text("law", evidence.Law);

    private static CanonicalJson Guardian(GuardianProof? proof) => proof is null ? new CanonicalJson() : new CanonicalJson()
        .Text("who", proof.Who)
        .Text("method", proof.Method)
        .Time("at", proof.At)
        .Text("reference", proof.Reference)
        .Text("hash", proof.Hash);

    private static string NameOf<T>(T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return name.ToLowerInvariant();
    }
}
