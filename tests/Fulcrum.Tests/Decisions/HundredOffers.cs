using System.Collections.Frozen;
using System.Globalization;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Decisions.Rules;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests.Decisions;

/// <summary>The size the figures name: one placement, 100 offers, rules of ten terms over 40 facts.</summary>
internal static class HundredOffers
{
    internal static DecisionPlans Plans { get; } = DecisionPlans.Compile(Build());

    internal static Made Decide()
    {
        var plan = Plans.Find("wall")!;
        return DecisionSamples.Decide(Plans, plan, new DecisionInputs
        {
            At = DecisionSamples.At,
            Personal = true,
            Why = "",
            Facts = Readings(plan),
            Counts = plan.Count([], DecisionSamples.At),
        }, DecisionSamples.Consent);
    }

    internal static FactReading[] Readings(PlacementPlan plan) =>
        [.. plan.Program.Facts.Select((fact, index) => DecisionSamples.Seen(fact.Type == FactType.Text ? FactValue.Of("comet") : FactValue.Of(index % 12), index % 30))];

    private static Workspace Build()
    {
        var motors = DecisionSamples.Motors.Workspace;
        var facts = Enumerable.Range(0, 40)
            .Select(index => RuleSamples.Fact(string.Create(CultureInfo.InvariantCulture, $"fact-number-{index:00}"), index, index % 8 == 0 ? FactType.Text : FactType.Number))
            .ToArray();
        var placement = motors.Placements["home-hero"] with { Name = "wall", Fallback = "", Ranking = "offer.value * (fact-number-01 else 1)" };
        var offers = Enumerable.Range(0, 100).Select(number => motors.Offers["drive-comet"] with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"offer-{number:000}"),
            Placements = ["wall"],
            Priority = number,
            Value = number % 10,
            Rule = string.Join(" and ", Enumerable.Range(0, 10).Select(term => Term(facts[((number * 7) + (term * 3)) % 40], number, term))),
        });
        return motors with
        {
            Facts = facts.Concat(motors.Facts.Values).ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal),
            Offers = offers.ToFrozenDictionary(offer => offer.Name, StringComparer.Ordinal),
            Placements = new[] { placement }.ToFrozenDictionary(spot => spot.Name, StringComparer.Ordinal),
        };
    }

    private static string Term(FactDefinition fact, int number, int term) => fact.Type == FactType.Text
        ? string.Create(CultureInfo.InvariantCulture, $"{fact.Name} != \"coupe-{number % 5}\"")
        : string.Create(CultureInfo.InvariantCulture, $"({fact.Name} >= {term % 4} or {fact.Name} < {number % 3})");
}
