using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Pages;

/// <summary>The page of a receipt in a real browser, opened from a file: readable by everybody, at every width, and verified by itself without a network.</summary>
public sealed class ReceiptPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("en", ColorScheme.Light, 1024)]
    [InlineData("en", ColorScheme.Dark, 320)]
    [InlineData("ru", ColorScheme.Light, 320)]
    [InlineData("ru", ColorScheme.Dark, 1024)]
    public async Task Everybody_can_read_it_at_every_width_in_light_and_dark(string language, ColorScheme scheme, int width)
    {
        var page = await OpenAsync(language, width, scheme);
        await page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => one.open = true)");

        var found = await page.RunAxe();
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"receipt-{language}-{scheme}-{width}.png"), FullPage = true });
        }

        Assert.Empty(found.Violations.Select(one => $"{one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
        Assert.InRange(wide, 1, width);
    }

    [Theory]
    [InlineData("en", "Verify", "Verified: the ledger holds this decision as entry 0 of 1.")]
    [InlineData("ru", "Проверить", "Проверено: решение есть в журнале, запись 0 из 1.")]
    public async Task It_verifies_itself_from_the_keyboard_and_asks_nobody(string language, string button, string holds)
    {
        var page = await OpenAsync(language, 1024, ColorScheme.Light);
        var asked = new List<string>();
        var complaints = new List<string>();
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);

        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync(holds);

        Assert.Empty(asked);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_whose_receipt_was_changed_and_one_with_another_key_do_not_verify()
    {
        var page = await OpenAsync("en", 1024, ColorScheme.Light, html => html.Replace("\"state\": \"given\"", "\"state\": \"refused\"", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Not verified. The ledger does not hold this decision.");

        page = await OpenAsync("en", 1024, ColorScheme.Light);
        await page.GetByLabel("Public key of the ledger").FillAsync("ledger.example+00000000+AAAA");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Not verified.");
    }

    [Fact]
    public async Task Without_JavaScript_it_says_everything_and_how_to_verify()
    {
        var page = await OpenAsync("en", 1024, ColorScheme.Light, javaScript: false);

        await Assertions.Expect(page.GetByText("You said yes: E-mail with news and offers")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("fulcrum verify receipt FILE --key KEY")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_script_that_is_not_its_own_does_not_run_and_axe_can_find_something()
    {
        var page = await OpenAsync("en", 1024, ColorScheme.Light, html => html
            .Replace("</main>", "<img src=\"x\"><script>document.title = 'taken over'</script></main>", StringComparison.Ordinal));

        Assert.Equal("Receipt for your choice r-1", await page.TitleAsync());
        Assert.NotEmpty((await page.RunAxe()).Violations);
    }

    private async Task<IPage> OpenAsync(string language, int width, ColorScheme scheme, Func<string, string>? change = null, bool javaScript = true)
    {
        var recorded = await browser.Server.DecideAsync("/v1/consents", """
            {"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"marketing-email","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-20T09:30:00Z","channel":"web"}]}
            """);
        Assert.Equal(200, (int)recorded.Status);
        var answer = await browser.Server.DecideAsync("/v1/receipts/page", JsonSerializer.Serialize(new { receipt = "r-1", language }));
        var file = Path.Combine(browser.Folder.FullName, $"{Path.GetRandomFileName()}.html");
        await File.WriteAllTextAsync(file, change is null ? answer.Text : change(answer.Text), TestContext.Current.CancellationToken);

        var context = await browser.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme, JavaScriptEnabled = javaScript });
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }
}

/// <summary>One browser and one server for all tests of a class.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private static readonly string[] Programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;

    public IBrowser Browser { get; private set; } = null!;

    public RunningServer Server { get; private set; } = null!;

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("fulcrum-page-");

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Programs.First(File.Exists), Args = ["--no-sandbox"] });
        Server = await RunningServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Browser.DisposeAsync();
        _playwright?.Dispose();
        Folder.Delete(recursive: true);
    }
}
