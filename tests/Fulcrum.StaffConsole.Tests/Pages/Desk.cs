using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Pages;

/// <summary>One browser and one console for all tests of a class.</summary>
public sealed class DeskFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public RunningConsole Console { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.First(File.Exists), Args = ["--no-sandbox"] });
        Console = await RunningConsole.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Console.DisposeAsync();
    }
}

/// <summary>One of ours in a browser that holds an authenticator of Chromium's own, with what the browser complained about.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly RunningConsole _console;
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();

    private Desk(RunningConsole console, IBrowserContext context, IPage page)
    {
        (_console, _context, Page) = (console, context, page);
        page.Console += (_, message) => _complaints.Enqueue(message.Text);
        page.PageError += (_, message) => _complaints.Enqueue(message);
    }

    public IPage Page { get; }

    /// <summary>What the browser said of the pages: a broken policy shows here.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<Desk> OpenAsync(DeskFixture fixture, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool scripts = true, RunningConsole? console = null)
    {
        var context = await fixture.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme, JavaScriptEnabled = scripts });
        var page = await context.NewPageAsync();
        var devices = await context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object> { ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true },
        });
        return new Desk(console ?? fixture.Console, context, page);
    }

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync($"{_console.Address.Origin}{path}");

    /// <summary>Sits down as somebody who is signed in already.</summary>
    public Task SitAsync(StaffClient somebody) => _context.AddCookiesAsync([new() { Name = "__Host-staff", Value = somebody.Session, Url = _console.Address.Origin.Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true }]);

    /// <summary>Names of the cookies of this browser.</summary>
    public async Task<string[]> CookiesAsync() => [.. (await _context.CookiesAsync()).Select(cookie => cookie.Name)];

    /// <summary>The token of whoever is signed in in this browser; empty for nobody.</summary>
    public async Task<string> SessionAsync() => (await _context.CookiesAsync()).FirstOrDefault(cookie => cookie.Name == "__Host-staff")?.Value ?? "";

    public async Task PressAsync(string button) => await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
