using System.Text.RegularExpressions;
using Fulcrum.Notices.Readability;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>Rule 31: the whole sentences of a page pass the gate that notices pass. Labels and figures are no sentences; each is judged where its words are kept.</summary>
internal static partial class PlainWords
{
    /// <summary>The rule it measures.</summary>
    public const int Rule = 31;

    /// <summary>A score of a few words says nothing: below this only vague and too long is looked for.</summary>
    private const int WordsMin = 20;

    private const string Sentences = """
        [document.documentElement.lang, ...[...document.querySelectorAll('main p, main li, main dd, main blockquote')].filter((one) => !one.closest('[lang]:not(html):not(fulcrum-consent)') && one.checkVisibility() && !one.querySelector('p, li, dd, form'))
          .flatMap((one) => one.innerText.split('\n')).map((line) => line.trim()).filter((line) => /[.!?…]$/.test(line) && !/[@:]\S|\d{4}-\d\d/.test(line))]
        """;

    /// <summary>What is too hard.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, string document)
    {
        var said = await page.EvaluateAsync<string[]>($"() => ((document) => {Sentences})({document})");
        var text = string.Join('\n', said.Skip(1).Select(line => Names().Replace(line, "it")).Select(line => Values().Replace(line, "")).Distinct());
        var reading = ReadingGate.Read("page", text, said[0], isShortForm: false);
        return [.. reading.TooHard.Where(_ => reading.Ease.Words >= WordsMin), .. reading.Flagged.Select(flagged => flagged.ToString())];
    }

    /// <summary>What is quoted is the name of something, however many words it has.</summary>
    [GeneratedRegex("\"[^\"]*\"|“[^”]*”|«[^»]*»")]
    private static partial Regex Names();

    /// <summary>What stands in brackets is a value and its day.</summary>
    [GeneratedRegex(@" \([^)]*\)")]
    private static partial Regex Values();
}
