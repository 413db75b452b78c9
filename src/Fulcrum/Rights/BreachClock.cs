using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Rights;

/// <summary>By when a breach must be told of. Pure.</summary>
/// <remarks>
/// Hours are counted from the moment it became known, nights and days off among them (Regulation 1182/71 Art. 3(4) moves no last hour).
/// The hour in which it became known is counted too, which is stricter than Art. 3(1).
/// </remarks>
public static class BreachClock
{
    /// <summary>By when each law wants it told, the earliest first. Empty when no law sets hours; telling without delay is owed all the same.</summary>
    /// <param name="toWhom">Whom to tell.</param>
    /// <param name="knownAt">When it became known.</param>
    /// <param name="packs">The laws that protect those affected.</param>
    public static ImmutableArray<Deadline> Deadlines(BreachAddressee toWhom, Instant knownAt, ImmutableArray<RulePack> packs) =>
    [
        .. from pack in packs
           from deadline in (from rule in pack.InForce(knownAt)
                             where rule.Axis.Name == AxisOf(toWhom)
                             orderby rule.Value.Strictness descending
                             select Count(pack, rule, knownAt)).Take(1)
           orderby deadline.DueAt, pack.Name
           select deadline,
    ];

    private static string AxisOf(BreachAddressee toWhom) => toWhom == BreachAddressee.Authority ? "breach-authority-hours" : "breach-subject-hours";

    private static Deadline Count(RulePack pack, Rule rule, Instant knownAt)
    {
        var hours = double.Parse(rule.Value.Words, CultureInfo.InvariantCulture);
        var due = knownAt + TimeSpan.FromHours(hours);
        return new Deadline(due, pack, rule, IsExtended: false, [string.Create(CultureInfo.InvariantCulture, $"known at {knownAt}"), string.Create(CultureInfo.InvariantCulture, $"{hours:0.##} hours later, days off counted: {due}")]);
    }
}

/// <summary>Who must be told of a breach.</summary>
public enum BreachAddressee
{
    /// <summary>The supervisory authority.</summary>
    Authority,

    /// <summary>Those whose data it concerns.</summary>
    Subjects,
}
