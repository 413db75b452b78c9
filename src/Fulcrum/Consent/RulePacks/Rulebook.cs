using System.Collections.Immutable;

namespace Fulcrum.Consent.RulePacks;

/// <summary>All packs a company uses, and which of them apply to whom.</summary>
/// <remarks>Immutable.</remarks>
public sealed class Rulebook
{
    /// <summary>The class of a rule that holds for every class.</summary>
    public const string Any = "any";

    /// <summary>Keeps the packs given.</summary>
    public Rulebook(ImmutableArray<RulePack> packs) => All = packs;

    /// <summary>In the order read.</summary>
    public ImmutableArray<RulePack> All { get; }

    /// <summary>
    /// What holds for a subject: by the residence they declared, else by the source's default, else by every law there is,
    /// the strictest on each axis.
    /// </summary>
    /// <param name="residence">What the subject declared; null when they did not.</param>
    /// <param name="sourceDefault">Where the source's visitors are taken to live; null when it does not say.</param>
    /// <param name="at">The instant asked about.</param>
    public RuleResolution Resolve(string? residence, string? sourceDefault, Instant at)
    {
        var declared = PacksOf(residence);
        if (residence is not null && declared.Length > 0)
        {
            return Resolve(declared, $"declared residence {residence}", at);
        }

        var taken = PacksOf(sourceDefault);
        return sourceDefault is not null && taken.Length > 0
            ? Resolve(taken, $"the source's default {sourceDefault}", at)
            : Resolve(All, All.IsEmpty ? "no law" : "residence unknown, so the strictest of all", at);
    }

    /// <summary>The packs of a place: its own, and those of what it is a part of (<c>US-CA</c> is a part of <c>US</c>).</summary>
    public ImmutableArray<RulePack> PacksOf(string? jurisdiction) => jurisdiction is null
        ? []
        : [.. All.Where(pack => pack.Jurisdiction == jurisdiction || jurisdiction.StartsWith(pack.Jurisdiction + "-", StringComparison.Ordinal))];

    /// <summary>Where a rule named <c>pack/axis</c> is written, as it stood at an instant; empty when there is none.</summary>
    public string FindSource(string name, Instant at)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? ""
            : All.FirstOrDefault(pack => pack.Name == name[..slash])?.InForce(at).FirstOrDefault(rule => rule.Axis.Name == name[(slash + 1)..])?.Source ?? "";
    }

    /// <summary>What several packs demand together.</summary>
    public static RuleResolution Resolve(ImmutableArray<RulePack> packs, string why, Instant at)
    {
        var demands = from pack in packs
                      from rule in pack.InForce(at)
                      group (pack, rule) by (rule.Axis, rule.Class) into rules
                      orderby rules.Key.Axis.Name, rules.Key.Class
                      select Strictest(rules.Key.Axis, rules.Key.Class, [.. rules]);
        return new RuleResolution([.. packs.Select(pack => pack.Jurisdiction).Distinct().Order(StringComparer.Ordinal)], why, at, [.. demands]);
    }

    private static RuleDemand Strictest(RuleAxis axis, string @class, ImmutableArray<(RulePack Pack, Rule Rule)> rules)
    {
        // Of equals the pack first by name, so that the order of the files changes nothing.
        var ordered = rules
            .OrderByDescending(each => each.Rule.Value.Strictness)
            .ThenBy(each => each.Pack.Name, StringComparer.Ordinal)
            .ThenByDescending(each => each.Rule.From)
            .ToArray();
        var (pack, rule) = ordered[0];
        var others = ordered[1..].Where(each => each.Pack != pack).Select(each => (each.Pack.Name, each.Rule.Value)).ToImmutableArray();
        if (axis.Scale == RuleScale.Set)
        {
            // Only what every law accepts; where they have nothing in common, nothing is accepted.
            var common = RuleValue.OfSet(ordered.Select(each => RuleValue.Parts(each.Rule.Value.Words)).Aggregate((left, right) => [.. left.Intersect(right, StringComparer.Ordinal)]));
            return new RuleDemand(axis, @class, common, pack, rule, others, IsConflict: common.Words.Length == 0);
        }

        var isConflict = axis.Scale == RuleScale.Region && ordered.Any(each => each.Rule.Value.Words != rule.Value.Words);
        return new RuleDemand(axis, @class, rule.Value, pack, rule, others, isConflict);
    }
}
