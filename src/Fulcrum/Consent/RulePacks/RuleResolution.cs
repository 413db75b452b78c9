using System.Collections.Immutable;

namespace Fulcrum.Consent.RulePacks;

/// <summary>What several laws together demand: the strictest on every axis, and which law decided. Pure; the order of the packs means nothing.</summary>
/// <param name="Jurisdictions">Whose rules were looked at.</param>
/// <param name="Why">How they were chosen, in words.</param>
/// <param name="At">The instant asked about.</param>
/// <param name="Demands">One an axis and class, by axis and class.</param>
public sealed record RuleResolution(ImmutableArray<string> Jurisdictions, string Why, Instant At, ImmutableArray<RuleDemand> Demands)
{
    /// <summary>What holds on an axis for a class of use; null when no law says anything.</summary>
    /// <remarks>A rule for <c>any</c> class holds for each; where both speak, the stricter does.</remarks>
    public RuleDemand? Find(string axis, string @class)
    {
        RuleDemand? strictest = null;
        foreach (var demand in Demands)
        {
            if (demand.Axis.Name == axis && (demand.Class == @class || demand.Class == Rulebook.Any) && (strictest is null || demand.Value.Strictness > strictest.Value.Strictness))
            {
                strictest = demand;
            }
        }

        return strictest;
    }
}

/// <summary>What holds on one axis for one class of use.</summary>
/// <param name="Axis">What it speaks about.</param>
/// <param name="Class">Which uses or rights.</param>
/// <param name="Value">What is demanded.</param>
/// <param name="Pack">The law that decided.</param>
/// <param name="Rule">Its rule.</param>
/// <param name="Others">What the other laws would have been content with, by name of the pack.</param>
/// <param name="IsConflict">Whether two laws demand what cannot both be done: the use is refused.</param>
public sealed record RuleDemand(
    RuleAxis Axis, string Class, RuleValue Value, RulePack Pack, Rule Rule, ImmutableArray<(string Pack, RuleValue Value)> Others, bool IsConflict);
