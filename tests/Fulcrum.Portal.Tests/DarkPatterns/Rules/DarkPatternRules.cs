using System.Collections.Frozen;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>
/// All 38 rules against steering people into a yes: looked for in the page a browser shows, in walks through the pages, and in what is kept.
/// Drawn from EDPB Guidelines 03/2022 and 05/2020, CNIL 2020-091 and -092, California §7004, GDPR 7 and 152-FZ art. 9.
/// </summary>
internal static class DarkPatternRules
{
    /// <summary>How many there are.</summary>
    public const int Count = 38;

    /// <summary>The rules, by number.</summary>
    public static FrozenDictionary<int, DarkPatternRule> All { get; } =
        new[] { LookRules.All, WordRules.All, DefaultRules.All, StepRules.All, RecordRules.All }.SelectMany(rules => rules).ToFrozenDictionary(rule => rule.Number);

    /// <summary>The rules that have to hold in every mode alike.</summary>
    public static IEnumerable<DarkPatternRule> OfLooks => All.Values.Where(rule => rule.Number is 1 or 2 or 3 or 4 or 32);

    /// <summary>What breaks one rule on the page that is shown.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, int rule, string document = "document") =>
        [.. (await FindAsync(page, [All[rule]], document)).Select(found => found.What)];

    /// <summary>What breaks any rule on the page that is shown, with the rule's number.</summary>
    /// <param name="page">The page.</param>
    /// <param name="document">What is looked at, as a script says it; the whole page when left out.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, string document = "document") =>
        [.. (await FindAsync(page, All.Values, document)).Select(found => found.ToString())];

    /// <summary>What breaks some rules.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(IPage page, IEnumerable<DarkPatternRule> rules, string document = "document")
    {
        var asked = rules.OrderBy(rule => rule.Number).ToArray();
        var found = (await page.EvaluateAsync<string[]>(PageScripts.All(asked, document))).Select(one => new Finding(All[int.Parse(one[..one.IndexOf('\n')])], one[(one.IndexOf('\n') + 1)..])).ToList();
        if (asked.Any(rule => rule.Number == PlainWords.Rule))
        {
            found.AddRange((await PlainWords.FindAsync(page, document)).Select(what => new Finding(All[PlainWords.Rule], what)));
        }

        return found;
    }
}

/// <summary>Something that breaks a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="What">What breaks it.</param>
internal sealed record Finding(DarkPatternRule Rule, string What)
{
    /// <summary>Number, rule and what breaks it.</summary>
    public override string ToString() => $"{Rule}: {What}";
}
