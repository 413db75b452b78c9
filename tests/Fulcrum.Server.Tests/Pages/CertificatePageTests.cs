using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Pages;

/// <summary>The page of a certificate in a real browser, opened from a file: readable by everybody, at every width, with nothing loaded and nothing run.</summary>
public sealed class CertificatePageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Theory]
    [InlineData("en", ColorScheme.Light, 1024)]
    [InlineData("en", ColorScheme.Dark, 320)]
    [InlineData("ru", ColorScheme.Light, 320)]
    [InlineData("ru", ColorScheme.Dark, 1024)]
    public async Task Everybody_can_read_it_at_every_width_in_light_and_dark(string language, ColorScheme scheme, int width)
    {
        var (page, asked, complaints) = await OpenAsync(language, width, scheme);
        await page.GetByText(language == "ru" ? "Файл" : "The file", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        var found = await page.RunAxe();
        var wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"certificate-{language}-{scheme}-{width}.png"), FullPage = true });
        }

        await Assertions.Expect(page.GetByText("\"certificate_id\"")).ToBeVisibleAsync();
        Assert.Empty(found.Violations.Select(one => $"{one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
        Assert.InRange(wide, 1, width);
        Assert.Empty(asked);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_script_does_not_run_in_it()
    {
        var (page, _, _) = await OpenAsync("en", 1024, ColorScheme.Light, html => html.Replace("</main>", "<script>document.title = 'taken over'</script></main>", StringComparison.Ordinal));

        Assert.StartsWith("Certificate of erasure e-", await page.TitleAsync(), StringComparison.Ordinal);
    }

    private async Task<(IPage Page, List<string> Asked, List<string> Complaints)> OpenAsync(string language, int width, ColorScheme scheme, Func<string, string>? change = null)
    {
        var user = Path.GetRandomFileName();
        await browser.Server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"{{user}}"},"decisions":[{"purpose":"analytics","state":"refused"}]}""");
        var erased = (await browser.Server.AdminAsync("/v1/erasures", $$"""{"identifiers":{"userId":"{{user}}"},"by":"clerk","why":"asked"}""")).Json;
        var answer = await browser.Server.DecideAsync("/v1/erasures/certificate/page", JsonSerializer.Serialize(new { certificate = erased.GetProperty("certificate").GetString(), language }));
        var file = Path.Combine(browser.Folder.FullName, $"{Path.GetRandomFileName()}.html");
        await File.WriteAllTextAsync(file, change is null ? answer.Text : change(answer.Text), TestContext.Current.CancellationToken);

        // Axe needs a script of its own; the page has none, and its policy would stop one.
        var context = await browser.Browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        var (asked, complaints) = (new List<string>(), new List<string>());
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        page.Request += (_, request) => asked.Add(request.Url);
        page.Console += (_, message) => complaints.Add(message.Text);
        return (page, asked, complaints);
    }
}
