using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>What is looked for on a page in a certain situation: under a signal, after a failure, after a no.</summary>
internal static partial class Watches
{
    /// <summary>Rule 33: under Global Privacy Control a yes is offered for what it refuses, or that is shown as on.</summary>
    /// <param name="page">The page.</param>
    /// <param name="refused">Ids of what the signal refuses.</param>
    public static async Task<IReadOnlyList<string>> UnderSignalAsync(IPage page, IEnumerable<string> refused)
    {
        var found = new List<string>();
        foreach (var one in refused)
        {
            var card = page.Locator($"#{one}");
            found.AddRange(await card.Locator("[value=allow]").CountAsync() > 0 ? [$"a yes is offered: {one}"] : []);
            found.AddRange(await card.Locator(".state").First.InnerTextAsync() is var state && OffBySignal().IsMatch(state) ? [] : [$"not shown as off: {one}: {state}"]);
        }

        return found;
    }

    /// <summary>Rule 34: after a failed save something is called saved, or what was pressed cannot be pressed again.</summary>
    /// <param name="page">The page.</param>
    /// <param name="button">The button that was pressed.</param>
    public static async Task<IReadOnlyList<string>> AfterFailureAsync(IPage page, string button) =>
    [
        .. Claims().Matches(await page.Locator("main").InnerTextAsync()).Select(claim => $"claims: {claim.Value}"),
        .. await page.Locator(button).CountAsync() > 0 ? Array.Empty<string>() : ["nothing to press again"],
    ];

    /// <summary>Rules 17 and 37: something asks for a yes though nobody went to where choices are made. What takes an own act back is no question.</summary>
    public static Task<string[]> PromptsAsync(IPage page) => page.Locator("dialog[open], [role=dialog], [role=alertdialog], .banner, [value=allow], [value=take]")
        .EvaluateAllAsync<string[]>("(all) => all.filter((one) => one.checkVisibility() && !one.closest('#news, .choices') && !/^(Undo|Отменить)\\s/.test(one.textContent.trim() + ' ')).map((one) => one.outerHTML)");

    /// <summary>Rule 18: pages that answer otherwise after a no; what says what stands, and what was just done, may differ.</summary>
    public static IEnumerable<string> Walls(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        before.Where(page => after.GetValueOrDefault(page.Key) != page.Value).Select(page => $"{page.Key}: was {page.Value}, is {after.GetValueOrDefault(page.Key)}");

    /// <summary>What a page answers, with its content but for what says what stands.</summary>
    public static async Task<string> ContentAsync(IPage page, string address)
    {
        var answer = await page.GotoAsync(address);
        var content = await page.Locator("main").EvaluateAsync<string>("(main) => { const copy = main.cloneNode(true); copy.querySelectorAll('.state, #news, [type=hidden]').forEach((one) => one.remove()); return copy.textContent.replace(/\\s+/g, ' ').trim(); }");
        return $"{answer!.Status} {content}";
    }

    [GeneratedRegex("^(Off|Выключено)\\s.*(browser|браузер)", RegexOptions.Singleline)]
    private static partial Regex OffBySignal();

    [GeneratedRegex(@"\b(You said (yes|no)|We stopped (using|all)|Saved|is yours|Done)\b|Вы сказали|Мы (больше не|всё оста)|Сохранено|Готово", RegexOptions.CultureInvariant)]
    private static partial Regex Claims();
}
