using System.Collections.Immutable;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Consent.Laws;

/// <summary>Which laws a company's workspace holds, and how it tells whose law applies to whom.</summary>
/// <param name="Packs">The rule packs in <c>laws/</c>; empty when the workspace holds none.</param>
/// <param name="ResidenceFact">Name of the fact in which subjects declare where they live, for example <c>RU</c> or <c>US-CA</c>; empty for none.</param>
/// <param name="Default">Where subjects are taken to live whose source does not say; empty for nowhere, so that the strictest law holds.</param>
/// <param name="AgeFact">Name of the fact that tells a subject's age: years, a date of birth, or a band such as <c>13-15</c>; empty for none.</param>
/// <param name="Region">Country this store writes in; empty when not said.</param>
public sealed record LawSettings(Rulebook Packs, string ResidenceFact, string Default, string AgeFact, string Region)
{
    /// <summary>No law but what the purposes themselves declare.</summary>
    public static LawSettings None { get; } = new(new Rulebook(ImmutableArray<RulePack>.Empty), "", "", "", "");
}
