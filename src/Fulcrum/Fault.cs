namespace Fulcrum;

/// <summary>A mistake in something a person or program handed us: what, why, and how to mend it.</summary>
/// <remarks>Never holds personal data: keys, ids, positions and counts only.</remarks>
/// <param name="Code">Stable key in kebab-case; has a page under <c>docs/reference/problems</c>.</param>
/// <param name="What">What was found, in one sentence.</param>
/// <param name="Remedy">What to do about it, in one sentence.</param>
public sealed record Fault(string Code, string What, string Remedy)
{
    /// <inheritdoc />
    public override string ToString() => $"{Code}: {What} {Remedy}";
}
