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

    /// <summary>What it can be looked up by: a signed page nonce, a document's number, a call's id.</summary>
    public string Reference { get; init; } = "";

    /// <summary>Whether the subject agreed apart from every other text and act; null when not said.</summary>
    public bool? IsSeparate { get; init; }

    /// <summary>What shows that a guardian agreed for a child; empty when none did.</summary>
    public string Guardian { get; init; } = "";

    /// <summary>The token that came back from the address (double opt-in); empty when none did.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Which machine's signal said it: <c>gpc</c>, <c>att</c>, <c>tcf</c>, <c>gpp</c>; empty for a person's own act.</summary>
    public string Signal { get; init; } = "";

    /// <summary>What the signal said, as it was received.</summary>
    public string SignalValue { get; init; } = "";

    /// <summary>Which rule of which law settled it, for example <c>ru-152-fz/separate-document</c>; empty when none had to.</summary>
    public string Law { get; init; } = "";
}
