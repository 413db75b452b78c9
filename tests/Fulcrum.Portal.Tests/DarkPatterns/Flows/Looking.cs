using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>Somebody who only looks: scrolls, moves, presses Esc, opens another page and goes back. Whatever is sent or kept of that is a yes nobody gave.</summary>
internal static class Looking
{
    private const string Kept = "() => Object.keys(localStorage).concat(Object.keys(sessionStorage)).sort().join(' ')";

    /// <summary>What was sent or kept.</summary>
    /// <param name="page">A page that is open and whose own start is over.</param>
    /// <param name="scripts">Whether the page may run scripts: without, it has no frames to wait for and nothing to store with.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, bool scripts = true)
    {
        var found = new List<string>();
        void Hear(object? sender, IRequest request)
        {
            if (request.Method is not ("GET" or "HEAD"))
            {
                found.Add($"{request.Method} {new Uri(request.Url).AbsolutePath}");
            }
        }

        async Task<(string Stored, string[] Cookies)> KeptAsync() =>
            (scripts ? await page.EvaluateAsync<string>(Kept) : "", [.. (await page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}").Order(StringComparer.Ordinal)]);

        var before = await KeptAsync();
        page.Request += Hear;
        await page.EvaluateAsync("() => window.scrollTo(0, document.body.scrollHeight)");
        await page.Mouse.MoveAsync(300, 300);
        await page.Mouse.WheelAsync(0, 600);
        await page.Keyboard.PressAsync("Escape");
        if (scripts)
        {
            await page.EvaluateAsync("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))");
        }

        page.Request -= Hear;
        var after = await KeptAsync();
        if (before.Stored != after.Stored || !before.Cookies.SequenceEqual(after.Cookies))
        {
            found.Add($"kept: {after.Stored} {string.Join("; ", after.Cookies)}");
        }

        return found;
    }
}
