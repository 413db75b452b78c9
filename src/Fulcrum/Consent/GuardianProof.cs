namespace Fulcrum.Consent;

/// <summary>What shows that a guardian agreed for a child.</summary>
/// <param name="Who">Who agreed, as the company can find them again: an account, a case number. Personal data.</param>
/// <param name="Method">How it was made sure that they are the guardian, in the words of the rule packs, for example <c>identity-document</c>.</param>
/// <param name="At">When they agreed; <see cref="Instant.Never"/> when not known.</param>
/// <param name="Reference">What it can be looked up by.</param>
/// <param name="Hash">SHA-256 of the document, in lower-case hex; empty when there is none.</param>
public sealed record GuardianProof(string Who, string Method, Instant At, string Reference, string Hash)
{
    /// <summary>Whether it says who, how, when, and where it can be looked up.</summary>
    public bool IsWhole => Who.Length > 0 && Method.Length > 0 && At != Instant.Never && At.UnixMs > 0 && (Reference.Length > 0 || Hash.Length > 0);

    /// <summary>Always <c>GuardianProof(…)</c>.</summary>
    public override string ToString() => "GuardianProof(…)";
}
