using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fulcrum.Shop.Tests;

/// <summary>One browser and one demo for all tests of a class.</summary>
public sealed class DemoFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public RunningDemo Demo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.First(File.Exists), Args = ["--no-sandbox"] });
        Demo = await RunningDemo.StartAsync();
    }

    /// <summary>Somebody with a browser of their own, that nobody knows yet.</summary>
    internal async Task<Visitor> VisitAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, ForcedColors forced = ForcedColors.None, bool scripts = true)
    {
        var context = await Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, ForcedColors = forced, JavaScriptEnabled = scripts });
        context.SetDefaultTimeout(60_000);
        return new Visitor(Demo, context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Demo.DisposeAsync();
    }
}

/// <summary>Somebody in the shop, with what their browser complained about and whom it asked.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    /// <summary>As long as a slow machine may take; nothing is judged by it.</summary>
    private const float Patience = 60_000;

    private readonly RunningDemo _demo;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<IRequest> _asked = new();

    public Visitor(RunningDemo demo, IBrowserContext context, IPage page)
    {
        (_demo, Context, Page) = (demo, context, page);
        page.Console += (_, message) => _complaints.Enqueue(message.Text);
        page.PageError += (_, message) => _complaints.Enqueue(message);
        context.Request += (_, request) => _asked.Enqueue(request);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the browser said of the page: a broken policy shows here.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Everything the browser asked for.</summary>
    public IReadOnlyCollection<IRequest> Asked => _asked;

    /// <summary>The offer of the left half.</summary>
    public ILocator Offer => Page.Locator("#offer .offer");

    /// <summary>The right half.</summary>
    public ILocator Known => Page.Locator("#known");

    /// <summary>The events of the right half.</summary>
    public ILocator Events => Page.Locator("#events li");

    public Task<IResponse?> OpenAsync(string path) => Page.GotoAsync(new Uri(_demo.Shop, path).ToString());

    /// <summary>Signs out: nobody's but this browser's.</summary>
    public async Task BeGuestAsync(string language = "en")
    {
        await OpenAsync($"/{language}/");
        await Page.Locator("form[action$=sign-out] button").ClickAsync();
        await SeeAsync(Page.Locator("form[action$=sign-in]"));
    }

    /// <summary>Answers the snippet's question with one press.</summary>
    public async Task AnswerAsync(string answer)
    {
        await Page.Locator("fulcrum-consent .banner button[value=" + answer + "]").ClickAsync();
        await Assertions.Expect(Page.Locator("fulcrum-consent .banner")).ToHaveCountAsync(0, new() { Timeout = Patience });
    }

    /// <summary>Opens a thing from the shelf, as people do.</summary>
    public async Task LookAtAsync(string thing)
    {
        await Page.Locator($"#shelf a[href$='/things/{thing}']").First.ClickAsync();
        await SeeAsync(Page.Locator($"#shelf [data-path='/shop/{thing}']"));
    }

    /// <summary>Waits until something is on the screen.</summary>
    public static Task SeeAsync(ILocator what) => Assertions.Expect(what).ToBeVisibleAsync(new() { Timeout = Patience });

    /// <summary>Waits until something says it.</summary>
    public static Task ReadAsync(ILocator what, string text) => Assertions.Expect(what).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Keeps a picture where somebody asked for pictures.</summary>
    public async Task ShootAsync(string name, bool whole = false)
    {
        if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{name}.png"), FullPage = whole });
        }
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
