using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>
/// Somebody who wants one thing and presses what leads to it, counting: the button itself where it is seen, else what promises choices, and
/// whatever is asked after. Knows the words of good and of bad pages, and nothing of how ours are built.
/// </summary>
internal sealed partial class Walker : IDisposable
{
    private const int PressesMax = 7;

    // What is only for those who hear the page says what the button is about; the words on it come first.
    private const string Labels = """
        (all) => all.map((one) => { const copy = one.cloneNode(true); copy.querySelectorAll('.apart').forEach((part) => part.remove()); return copy.textContent.replace(/\s+/g, ' ').trim(); })
        """;

    private static readonly string[] Told = ["document", "xhr", "fetch", "ping"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IPage _page;
    private readonly EventHandler<IRequest> _onRequest;
    private readonly EventHandler<IDialog> _onDialog;
    private int _requests;
    private int _pages;
    private int _dialogs;

    public Walker(IPage page)
    {
        _page = page;
        _onRequest = (_, request) =>
        {
            // Styles and pictures come or do not come out of the cache: nobody is told anything by them.
            if (Told.Contains(request.ResourceType))
            {
                Interlocked.Increment(ref _requests);
            }

            if (request.IsNavigationRequest && request.RedirectedFrom is null)
            {
                Interlocked.Increment(ref _pages);
            }
        };
        _onDialog = (_, dialog) =>
        {
            Interlocked.Increment(ref _dialogs);
            _ = dialog.AcceptAsync();
        };
        page.Request += _onRequest;
        page.Dialog += _onDialog;
    }

    /// <summary>Walks.</summary>
    /// <param name="wish">What is wanted.</param>
    /// <param name="isThere">Whether it is done: saved, or shown.</param>
    /// <param name="within">What the wanted button lies in, where there are several.</param>
    /// <param name="ways">What leads there.</param>
    public async Task<Walk> WalkAsync(Regex wish, Func<Task<bool>> isThere, string within = "body", Regex? ways = null)
    {
        var (presses, asked, fields) = (0, 0, 0);
        (_requests, _pages, _dialogs) = (0, 0, 0);
        var pressed = new List<string>();
        while (!await isThere())
        {
            var next = await NextAsync(wish, within, ways ?? Ways(), pressed);
            if (next is null || presses == PressesMax)
            {
                return new Walk(false, presses + _dialogs, _requests, _pages, asked + _dialogs, fields, string.Join(" > ", pressed));
            }

            asked += pressed.Exists(one => wish.IsMatch(one)) ? 1 : 0;
            fields = Math.Max(fields, await _page.Locator("input:not([type=hidden]):not([type=checkbox]):not([type=radio]):visible, textarea:visible, select:visible").CountAsync());
            pressed.Add(next.Value.Label);
            presses++;
            var before = await StateAsync();
            await next.Value.At.ClickAsync();
            await UntilAsync(async () => await isThere() || await StateAsync() != before);
        }

        return new Walk(true, presses + _dialogs, _requests, _pages, asked + _dialogs, fields, string.Join(" > ", pressed));
    }

    public void Dispose()
    {
        _page.Request -= _onRequest;
        _page.Dialog -= _onDialog;
    }

    /// <summary>A yes; to everything where that is offered.</summary>
    [GeneratedRegex(@"^(Allow( all)?|Accept( all)?|I want it|Разрешить( всё)?|Принять( все)?|Хочу)$")]
    public static partial Regex Yes();

    /// <summary>A no, or a yes taken back.</summary>
    [GeneratedRegex(@"^(Don't allow( any)?|Refuse( all)?|Reject( all)?|Turn all off|I do not want it|Не разрешать( ничего)?|Отклонить( все)?|Выключить всё|Не хочу)$")]
    public static partial Regex No();

    /// <summary>What promises choices.</summary>
    [GeneratedRegex(@"^(My choices|Мой выбор|Choose one by one|Выбрать по одному|Privacy settings|Настройки приватности|(More|Manage|Cookie) (options|choices|settings|preferences))$")]
    private static partial Regex Ways();

    /// <summary>What asks once more.</summary>
    [GeneratedRegex(@"\b(sure|confirm|yes|anyway|continue|send|да|подтвер\w*|всё равно|продолжить)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Confirms();

    private async Task<(ILocator At, string Label)?> NextAsync(Regex wish, string within, Regex ways, List<string> pressed)
    {
        // What was pressed and led on is not pressed again: whoever asks once more has another button.
        var isAsked = pressed.Exists(one => wish.IsMatch(one));
        (ILocator Scope, Regex Words)[] wanted = isAsked
            ? [(_page.Locator("body"), Confirms())]
            : [(_page.Locator(within), wish), (_page.Locator("body"), ways)];
        foreach (var (scope, words) in wanted)
        {
            var controls = scope.Locator("button:visible, a[href]:visible");
            var labels = await controls.EvaluateAllAsync<string[]>(Labels);
            var at = Array.FindIndex(labels, label => words.IsMatch(label) && !pressed.Contains(label));
            if (at >= 0)
            {
                return (controls.Nth(at), labels[at]);
            }
        }

        return null;
    }

    private async Task<string> StateAsync()
    {
        try
        {
            var shown = await _page.Locator("button:visible, a[href]:visible").CountAsync();
            var texts = await _page.Locator("h1, h2, .state, [role=status]").AllInnerTextsAsync();
            return $"{_page.Url} {shown} {_dialogs} {string.Join('|', texts)}";
        }
        catch (PlaywrightException)
        {
            return "between two pages"; // The old one is gone, the new one not there yet.
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var until = DateTime.UtcNow + Patience;
        while (!await holds())
        {
            if (DateTime.UtcNow > until)
            {
                throw new TimeoutException("Nothing came of a press.");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }
}

/// <summary>What a walk took.</summary>
/// <param name="Arrived">Whether it led there.</param>
/// <param name="Presses">Presses, with those that answer a question.</param>
/// <param name="Requests">Requests sent on the way.</param>
/// <param name="Pages">Pages loaded on the way.</param>
/// <param name="Questions">Times it was asked again after the wanted button was pressed.</param>
/// <param name="Fields">The most fields seen to fill in at a press.</param>
/// <param name="Way">What was pressed.</param>
internal sealed record Walk(bool Arrived, int Presses, int Requests, int Pages, int Questions, int Fields, string Way);
