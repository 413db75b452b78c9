using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>One browser, one server and one site for all tests of a class.</summary>
public class SnippetFixture : IAsyncLifetime
{
    private static readonly string[] Candidates = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    /// <summary>Whether a yes needs the page's nonce.</summary>
    protected virtual bool HasSurfaces => true;

    /// <summary>The browser of this machine.</summary>
    protected static string Program => Candidates.First(File.Exists);

    public IBrowser Browser { get; private set; } = null!;

    public RunningServer Server { get; private set; } = null!;

    internal SnippetSite Site { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
        Site = await SnippetSite.StartAsync();
        Server = await RunningServer.StartAsync(hasSurfaces: HasSurfaces, files: files => files.SetItem(
            "sources.yaml", files["sources.yaml"].Replace("\"http://localhost:5083\"", $"\"{Site.Origin}\"", StringComparison.Ordinal)));
    }

    /// <summary>A visitor on a page of the site that nobody knows yet.</summary>
    internal async Task<SnippetVisitor> VisitAsync(BrowserNewContextOptions? options = null, bool hasSignal = false)
    {
        options ??= new();
        options.ExtraHTTPHeaders = hasSignal ? [new("Sec-GPC", "1")] : null;
        var context = await OpenAsync(_playwright!, options);
        if (hasSignal)
        {
            await context.AddInitScriptAsync("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true })");
        }

        return new SnippetVisitor(this, context, await context.NewPageAsync());
    }

    /// <summary>A browser that nobody has used yet: such a one takes no third party's cookies.</summary>
    protected virtual Task<IBrowserContext> OpenAsync(IPlaywright playwright, BrowserNewContextOptions options) => Browser.NewContextAsync(options);

    /// <summary>A page with the snippet as the guide gives it.</summary>
    internal string PageWith(string file, string options = "{}", string language = "en", string body = "<h1>Roadster</h1><p>A car.</p>") => $"""
        <!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Roadster</title><script>{Stub(file, options)}</script></head><body><main>{body}</main></body></html>
        """;

    /// <summary>The lines the guide asks people to paste, for this server.</summary>
    internal string Stub(string file, string options = "{}", string? key = null) => File.ReadAllText(Path.Combine(Repository.Root, "sdk", "browser", "stub.js"))
        .Replace("https://events.example.com", Server.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
        .Replace("WRITE-KEY", key ?? RunningServer.WebKey, StringComparison.Ordinal)
        .Replace(", {})", $", {options})", StringComparison.Ordinal)
        .Replace("analytics.min.js", file, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        await Server.DisposeAsync();
        await Site.DisposeAsync();
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes away what a run left.</summary>
    protected virtual void Close()
    {
    }
}

/// <summary>The same in a browser with a profile of its own that takes every third party's cookies.</summary>
public sealed class OpenCookiesFixture : SnippetFixture
{
    private readonly DirectoryInfo _profiles = Directory.CreateTempSubdirectory("fulcrum-profiles-");

    protected override Task<IBrowserContext> OpenAsync(IPlaywright playwright, BrowserNewContextOptions options)
    {
        var profile = Path.Combine(_profiles.FullName, Path.GetRandomFileName());
        Directory.CreateDirectory(Path.Combine(profile, "Default"));
        File.WriteAllText(Path.Combine(profile, "Default", "Preferences"), """{"profile":{"cookie_controls_mode":0,"block_third_party_cookies":false}}""");
        return playwright.Chromium.LaunchPersistentContextAsync(profile, new() { ExecutablePath = Program, Args = ["--no-sandbox"], ExtraHTTPHeaders = options.ExtraHTTPHeaders });
    }

    protected override void Close() => _profiles.Delete(recursive: true);
}

/// <summary>The same for a workspace that does not say where people are asked: it takes every yes as it comes.</summary>
public sealed class NoSurfaceFixture : SnippetFixture
{
    protected override bool HasSurfaces => false;
}
