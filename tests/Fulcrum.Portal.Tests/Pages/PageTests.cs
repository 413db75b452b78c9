using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>Every page in a real browser: readable by everybody in every mode, small, and loading nothing from anybody.</summary>
public sealed class PageTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private const int FirstLoadBytesMax = 50 * 1024;

    private static readonly string[] Paths = ["", "choices", "notices", "notices/web-privacy", "trust", "sign-in", "nowhere"];

    /// <summary>The pages of whoever is signed in.</summary>
    internal static readonly string[] OwnPaths = ["", "choices", "data", "uses", "reasons", "benefits", "requests", "requests/erase", "history", "passkeys"];

    public static TheoryData<string, int, ColorScheme, ForcedColors> Modes
    {
        get
        {
            var modes = new TheoryData<string, int, ColorScheme, ForcedColors>();
            foreach (var language in new[] { "en", "ru" })
            {
                foreach (var width in new[] { 320, 1280 })
                {
                    modes.Add(language, width, ColorScheme.Light, ForcedColors.None);
                    modes.Add(language, width, ColorScheme.Dark, ForcedColors.None);
                    modes.Add(language, width, ColorScheme.Light, ForcedColors.Active);
                }
            }

            return modes;
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Everybody_can_read_every_page_in_every_mode(string language, int width, ColorScheme scheme, ForcedColors forced)
    {
        await using var visitor = await visits.VisitAsync(width, scheme, forced);
        foreach (var path in Paths)
        {
            await visitor.OpenAsync($"/{language}/{path}");
            await ReadAsync(path.Length == 0 ? "home" : path.Replace('/', '-'));
        }

        if (forced == ForcedColors.Active && width < 1280)
        {
            return; // Forced colours and a narrow screen are looked at together above; each by itself on the pages of one's own.
        }

        var customer = await Customer.MakeAsync(visits.Portal);
        await visitor.OpenAsync($"/{language}/sign-in");
        await visitor.Page.Locator("button[value=ask]").ClickAsync();
        await ReadAsync("sign-in-wrong");
        await visitor.Page.Locator("#address").FillAsync(customer.Email);
        await visitor.Page.Locator("button[value=ask]").ClickAsync();
        await ReadAsync("sign-in-code");
        await visitor.SignInAsync(customer.Email, language);
        foreach (var path in OwnPaths)
        {
            await visitor.OpenAsync($"/{language}/{path}");
            await ReadAsync($"own-{(path.Length == 0 ? "home" : path.Replace('/', '-'))}");
        }

        async Task ReadAsync(string name)
        {
            await visitor.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => one.open = true)");
            await ShootAsync(visitor.Page, $"{name}-{language}-{width}-{(forced == ForcedColors.Active ? "forced" : scheme.ToString().ToLowerInvariant())}");

            var found = await visitor.Page.RunAxe();
            Assert.Empty(found.Violations.Select(one => $"{name}: {one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
            Assert.InRange(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task A_first_visit_loads_little_and_only_from_us_and_breaks_no_policy(string language)
    {
        foreach (var path in Paths.Where(path => path != "nowhere"))
        {
            await using var visitor = await visits.VisitAsync();
            await visitor.OpenAsync($"/{language}/{path}");
            await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

            var bytes = 0L;
            foreach (var response in visitor.Loaded)
            {
                Assert.Equal(visits.Portal.Address.Authority, new Uri(response.Url).Authority);
                bytes += (await response.BodyAsync()).Length;
            }

            Console.WriteLine($":: portal: /{language}/{path} first loads {bytes} bytes");
            Assert.InRange(bytes, 1000, FirstLoadBytesMax);
            Assert.Empty(visitor.Complaints);
            Assert.Equal(path is "choices" or "sign-in" ? 1 : 0, (await visitor.Context.CookiesAsync()).Count);
        }
    }

    [Fact]
    public async Task A_style_and_a_script_that_are_not_ours_do_not_run_and_are_complained_about()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.Page.RouteAsync("**/en/", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("</main>", "<script>document.title = 'taken over'</script><p style=\"color:red\">x</p></main>", StringComparison.Ordinal) });
        });
        await visitor.OpenAsync("/en/");

        Assert.NotEqual("taken over", await visitor.Page.TitleAsync());
        Assert.Equal(2, visitor.Complaints.Count(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_language_switch_stays_on_the_page_and_every_link_leads_somewhere()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        foreach (var path in Paths.Where(path => path != "nowhere"))
        {
            await visitor.OpenAsync($"/en/{path}");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Русский" }).ClickAsync();
            Assert.EndsWith($"/ru/{path}", visitor.Page.Url, StringComparison.Ordinal);
            Assert.Equal("ru", await visitor.Page.Locator("html").GetAttributeAsync("lang"));
            foreach (var link in await visitor.Page.Locator("a[href^='/']").AllAsync())
            {
                var answer = await visitor.Context.APIRequest.GetAsync(new Uri(visits.Portal.Address, await link.GetAttributeAsync("href")).ToString());
                Assert.True(answer.Ok, $"{await link.GetAttributeAsync("href")} on {path}");
            }
        }
    }

    [Fact]
    public async Task Whoever_is_signed_in_keeps_the_page_and_the_session_in_the_other_language_and_every_link_leads_somewhere()
    {
        var customer = await Customer.MakeAsync(visits.Portal);
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.SignInAsync(customer.Email);
        foreach (var path in OwnPaths)
        {
            await visitor.OpenAsync($"/en/{path}");
            await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Русский" }).ClickAsync();
            Assert.EndsWith($"/ru/{path}", visitor.Page.Url, StringComparison.Ordinal);
            await Assertions.Expect(visitor.Page.Locator("form.account")).ToBeVisibleAsync();
            foreach (var link in await visitor.Page.Locator("a[href^='/']").AllAsync())
            {
                Assert.Equal(200, (await visitor.Context.APIRequest.GetAsync(new Uri(visits.Portal.Address, await link.GetAttributeAsync("href")).ToString())).Status);
            }
        }

        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task On_paper_there_is_the_text_and_nothing_to_press()
    {
        await using var visitor = await visits.VisitAsync();
        await visitor.OpenAsync("/en/choices");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });

        Assert.Equal(0, await visitor.Page.Locator("button:visible").CountAsync());
        await Assertions.Expect(visitor.Page.GetByText("We write to you about cars and offers that suit you.")).ToBeVisibleAsync();
    }

    internal static async Task ShootAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{name}.png"), FullPage = true });
        }
    }
}
