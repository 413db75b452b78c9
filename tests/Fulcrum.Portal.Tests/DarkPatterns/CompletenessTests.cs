using System.Reflection;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>Every one of the 38 rules has a sentence, a source, a measure, a surface it is measured on, and something bad that its measure finds.</summary>
public sealed class CompletenessTests
{
    private static readonly MethodInfo[] Tests = [.. typeof(CompletenessTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FactAttribute>() is not null)];

    [Fact]
    public void No_rule_is_without_a_measure_a_surface_or_a_page_that_breaks_it() =>
        Assert.Empty(Missing(DarkPatternRules.All.Values, Measured(), Caught()));

    [Fact]
    public void A_rule_that_nobody_measures_or_breaks_is_caught()
    {
        var nobodys = new DarkPatternRule(39, "It is there", "A law", "by looking");

        Assert.Equal(["40 rules", "39: no measure", "39: nothing bad is shown to it"], Missing([.. DarkPatternRules.All.Values, nobodys, nobodys], Measured(), Caught()).Distinct());
        Assert.Equal(["7: no measure"], Missing(DarkPatternRules.All.Values, [.. Measured().Where(rule => rule != 7)], Caught()));
        Assert.Equal(["7: nothing bad is shown to it"], Missing(DarkPatternRules.All.Values, Measured(), [.. Caught().Where(rule => rule != 7)]));
    }

    private static IEnumerable<string> Missing(IEnumerable<DarkPatternRule> rules, HashSet<int> measured, HashSet<int> caught)
    {
        var all = rules.ToList();
        return
        [
            .. all.Count == DarkPatternRules.Count ? Array.Empty<string>() : [$"{all.Count} rules"],
            .. Enumerable.Range(1, DarkPatternRules.Count).Where(number => all.TrueForAll(rule => rule.Number != number)).Select(number => $"{number}: no rule"),
            .. all.Where(rule => rule.Says.Length == 0 || rule.Source.Length == 0 || rule.Measured.Length == 0).Select(rule => $"{rule.Number}: not described"),
            .. all.Where(rule => !measured.Contains(rule.Number)).Select(rule => $"{rule.Number}: no measure"),
            .. all.Where(rule => !caught.Contains(rule.Number)).Select(rule => $"{rule.Number}: nothing bad is shown to it"),
        ];
    }

    /// <summary>What a page shows is looked for on every surface; the rest by tests that say where.</summary>
    private static HashSet<int> Measured() =>
    [
        .. DarkPatternRules.All.Values.Where(rule => rule.IsOfPage).Select(rule => rule.Number), PlainWords.Rule,
        .. Tests.SelectMany(test => test.GetCustomAttributes<MeasuresAttribute>()).Where(measure => measure.Surfaces.Count > 0).Select(measure => measure.Rule),
    ];

    private static HashSet<int> Caught() =>
        [.. Planted.Broken.Select(row => row.Data.Item1), .. Tests.SelectMany(test => test.GetCustomAttributes<CatchesAttribute>()).SelectMany(caught => caught.Rules)];
}
