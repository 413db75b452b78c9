using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests;

/// <summary>One browser and one portal for all tests of a class.</summary>
public sealed class VisitFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public RunningPortal Portal { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.First(File.Exists), Args = ["--no-sandbox"] });
        Portal = await RunningPortal.StartAsync();
    }

    /// <summary>A visitor with a browser of their own, that nobody knows yet.</summary>
    internal async Task<Visitor> VisitAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, ForcedColors forced = ForcedColors.None, bool scripts = true, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        var context = await Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ForcedColors = forced, JavaScriptEnabled = scripts, ExtraHTTPHeaders = headers,
        });
        return new Visitor(Portal, context, await context.NewPageAsync());
    }

    /// <summary>A visitor of another portal, without scripts.</summary>
    internal async Task<Visitor> VisitAsync(RunningPortal portal)
    {
        var context = await Browser.NewContextAsync(new() { JavaScriptEnabled = false });
        return new Visitor(portal, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Portal.DisposeAsync();
    }
}

/// <summary>A visitor in a browser, with what the browser loaded and complained about.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly RunningPortal _portal;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<IResponse> _loaded = new();

    public Visitor(RunningPortal portal, IBrowserContext context, IPage page)
    {
        (_portal, Context, Page) = (portal, context, page);
        page.Console += (_, message) => _complaints.Enqueue(message.Text);
        page.PageError += (_, message) => _complaints.Enqueue(message);
        page.Response += (_, response) => _loaded.Enqueue(response);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the browser said of the page: a broken policy shows here.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>What was loaded.</summary>
    public IReadOnlyCollection<IResponse> Loaded => _loaded;

    public Task<IResponse?> OpenAsync(string path) => Page.GotoAsync(new Uri(_portal.Address, path).ToString());

    /// <summary>Proves that an address is theirs, by the pages alone.</summary>
    public async Task SignInAsync(string address, string language = "en", string to = "")
    {
        await OpenAsync($"/{language}/sign-in{(to.Length > 0 ? $"?to={to}" : "")}");
        await Page.Locator("#address").FillAsync(address);
        await Page.Locator("button[value=ask]").ClickAsync();
        await Page.Locator("#code").FillAsync(await _portal.Mailbox.CodeAsync(_portal, address));
        await Page.Locator("button[value=code]").ClickAsync();
        await Assertions.Expect(Page.Locator("form.account")).ToBeVisibleAsync();
    }

    /// <summary>The card of a purpose.</summary>
    public ILocator Choice(string purpose) => Page.Locator($"#{purpose}");

    /// <summary>Presses a button of a purpose's own form and waits for the page that answers.</summary>
    public async Task PressAsync(string purpose, string answer)
    {
        await Choice(purpose).Locator($":scope > form button[value={answer}]").ClickAsync();
        await Assertions.Expect(Page.Locator("#news")).ToBeVisibleAsync();
    }

    /// <summary>Presses Tab until something of this name has the focus.</summary>
    public Task TabToAsync(string name) => TabAsync(name, async focused => string.Join(' ', (await focused.InnerTextAsync()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) == name);

    /// <summary>Presses Tab until a field has the focus.</summary>
    public Task TabToFieldAsync(string id) => TabAsync(id, async focused => await focused.GetAttributeAsync("id") == id);

    private async Task TabAsync(string name, Func<ILocator, Task<bool>> isIt)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await Page.Keyboard.PressAsync("Tab");
            var focused = Page.Locator(":focus");
            if (await focused.CountAsync() > 0 && await isIt(focused))
            {
                return;
            }
        }

        Assert.Fail($"No press of Tab led to '{name}'.");
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
