using Fulcrum.Consent.Capture;

namespace Fulcrum.Consent;

/// <summary>What shows that a decision was made as its record says. Every member may be empty; a law may demand one.</summary>
public sealed record ConsentEvidence
{
    /// <summary>Nothing but the record itself.</summary>
    public static ConsentEvidence None { get; } = new();

    /// <summary>Where it was captured, as the workspace names its surfaces, for example <c>call-centre</c>.</summary>
    public string Surface { get; init; } = "";

    /// <summary>Who of the staff, or which system, wrote it down for the subject.</summary>
    public string Operator { get; init; } = "";

    /// <summary>What kind of thing <see cref="Reference"/> names.</summary>
    public EvidenceKind Kind { get; init; }

    /// <summary>What it can be looked up by: a nonce's id, a document's number, a call's id, a place in a file.</summary>
    public string Reference { get; init; } = "";

    /// <summary>SHA-256 of what the reference names, in lower-case hex: of a form's scan, of an imported file; empty when not taken.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Whether the subject agreed apart from every other text and act; null when not said.</summary>
    public bool? IsSeparate { get; init; }

    /// <summary>How old the subject said they are, as a band such as <c>13-15</c>; empty when they were not asked. The lower of this and what is known counts.</summary>
    public string AgeBand { get; init; } = "";

    /// <summary>What somebody wrote about a guardian. It shows nothing: <see cref="GuardianProof"/> does.</summary>
    public string Guardian { get; init; } = "";

    /// <summary>What shows that a guardian agreed for a child; null when nothing does.</summary>
    public GuardianProof? GuardianProof { get; init; }

    /// <summary>The token that came back from the address (double opt-in); empty when none did.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Which machine's signal said it: <c>gpc</c>, <c>att</c>, <c>tcf</c>, <c>gpp</c>; empty for a person's own act.</summary>
    public string Signal { get; init; } = "";

    /// <summary>What the signal said, as it was received.</summary>
    public string SignalValue { get; init; } = "";

    /// <summary>Which rule of which law settled it, for example <c>ru-152-fz/separate-document</c>; empty when none had to.</summary>
    public string Law { get; init; } = "";
}
