using System.Globalization;
using System.Text;
using Fulcrum.Portal.Tests.Golden;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights;
using Fulcrum.StaffConsole.Tests.Pages;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Fulcrum.StaffConsole.Tests.Golden;

/// <summary>
/// The main pages of the console as they are to look, kept as pictures: nothing changes how they look without somebody seeing it. <c>FULCRUM_WRITE=1</c>
/// takes the pictures anew; look at the difference before keeping it.
/// </summary>
public sealed class GoldenTests(GoldenFixture fixture) : IClassFixture<GoldenFixture>
{
    public static TheoryData<string, string, int, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string, int, string>();
            foreach (var path in new[] { "", "people", "requests", "decisions", "live", "quarantine", "training", "audit", "go", "card" })
            {
                pages.Add(path, "en", 1280, "light");
                pages.Add(path, "ru", 320, "dark");
            }

            pages.Add("card", "ru", 1920, "dark");
            pages.Add("card", "en", 1280, "forced");
            pages.Add("audit", "en", 1280, "forced");
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_looks_as_it_is_kept(string path, string language, int width, string mode)
    {
        var page = await fixture.ShowAsync(path, language, width, mode);
        await GoldenPicture.CheckAsync(fixture.Blank, $"console-{(path.Length == 0 ? "home" : path)}-{language}-{width.ToString(CultureInfo.InvariantCulture)}-{mode}", await TakeAsync(page));
    }

    [Theory]
    [InlineData("button { color: #a00 !important; border-color: #a00 !important }")]
    [InlineData("main { padding-top: calc(2.25rem + 4px) !important }")]
    [InlineData(".when { white-space: normal !important }")]
    public async Task A_button_of_another_colour_a_page_that_moved_and_times_that_wrap_are_noticed(string style)
    {
        var page = await fixture.ShowAsync("audit", "en", 1280, "light");
        await page.EvaluateAsync("(style) => { const sheet = document.createElement('style'); sheet.textContent = style; document.head.append(sheet); }", style);

        Assert.False((await PictureComparison.CompareAsync(fixture.Blank, await GoldenPicture.ReadAsync("console-audit-en-1280-light"), await TakeAsync(page))).IsSame);
    }

    private static Task<byte[]> TakeAsync(IPage page) => page.ScreenshotAsync(new() { FullPage = true, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide, Scale = ScreenshotScale.Css });
}

/// <summary>A console where it is always the same time and the same things wait, and a browser that draws every letter with one font.</summary>
public sealed class GoldenFixture : IAsyncLifetime
{
    /// <summary>DejaVu Sans comes with Debian's fontconfig, which Chromium needs. The menu is another page's doing each time one is added.</summary>
    private const string Style = "* { font-family: 'DejaVu Sans' !important; caret-color: transparent !important; transition: none !important } nav.menu { display: none }";

    /// <summary>Numbers that are drawn or counted anew in each run.</summary>
    private const string SameNumbers = """
        () => {
          const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replace(/\b([a-z]-)[0-9a-f]{8,}/g, "$10000000000").replace(/\b[0-9a-f]{16,}\b/g, "0000000000000000").replace(/look-up=\d+/g, "look-up=0");
          for (const lead of document.querySelectorAll(".lead")) lead.textContent = lead.textContent.replace(/\d+/g, "0");
        }
        """;

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly DeskFixture _desks = new();
    private RunningConsole? _console;
    private IPage? _page;

    /// <summary>A page to compare pictures in.</summary>
    public IPage Blank { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _desks.InitializeAsync();
        _console = await RunningConsole.StartAsync(clock: new FakeTimeProvider(Now));
        await FillAsync(_console);
        var context = await _desks.Browser.NewContextAsync(new() { BypassCSP = true, JavaScriptEnabled = false, Locale = "en-GB", TimezoneId = "UTC" });
        await context.RouteAsync("**/*.css", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = await answer.TextAsync() + Style });
        });
        using var ada = await _console.EnterAsync("Ada", "owner,service-desk,dealer,data-engineer,auditor", "careful-use", "keeping-records");
        await context.AddCookiesAsync([new() { Name = "__Host-staff", Value = ada.Session, Url = _console.Address.Origin.Replace("http:", "https:", StringComparison.Ordinal), Secure = true, HttpOnly = true }]);
        _page = await context.NewPageAsync();
        Blank = await (await _desks.Browser.NewContextAsync()).NewPageAsync();
    }

    /// <summary>A page in a language, a width and a mode: light, dark or forced.</summary>
    public async Task<IPage> ShowAsync(string path, string language, int width, string mode)
    {
        var page = _page!;
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new()
        {
            ColorScheme = mode == "dark" ? ColorScheme.Dark : ColorScheme.Light, ForcedColors = mode == "forced" ? ForcedColors.Active : ForcedColors.None, ReducedMotion = ReducedMotion.Reduce,
        });
        await page.GotoAsync($"{_console!.Address.Origin}/{language}/{(path == "card" ? "people" : path)}");
        if (path == "card")
        {
            await page.Locator("#view").SelectOptionAsync("service-desk");
            await page.Locator("#type").SelectOptionAsync("email");
            await page.Locator("#value").FillAsync("mira@example.com");
            await page.Locator("#why").FillAsync("asks where the order is");
            await page.Locator("form.panel button").First.ClickAsync();
            await page.Locator("button[formaction$='/choices']").WaitForAsync();
        }

        if (path == "audit")
        {
            // Each picture of a card is a row more: only those that were there before are looked at.
            await page.Locator("#find").FillAsync("staff-added");
            await page.Locator("form.entry button").First.ClickAsync();
            await page.Locator("#find[value='staff-added']").WaitForAsync();
        }

        // Whole, with its foot and its style: a picture of a page on its way is none.
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.Locator("footer").WaitForAsync();
        await page.EvaluateAsync(SameNumbers);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _console!.DisposeAsync();
        await _desks.DisposeAsync();
    }

    /// <summary>Somebody who is known and waits for an answer, something that was set aside, something that comes in.</summary>
    private static async Task FillAsync(RunningConsole console)
    {
        var token = TestContext.Current.CancellationToken;
        using var engineer = await console.EnterAsync("Eva", "data-engineer", "careful-use", "keeping-records");
        await engineer.SendAsync("GET", "events/0");
        await console.KnowAsync("mira");
        await console.Core.Collect.QuarantineBodyAsync(console.Core.Workspace.Current.Sources["web"], Encoding.UTF8.GetBytes("no JSON"), new Fault("body-not-json", "The body is no JSON.", "Send one JSON object."), token);
        Assert.True(console.Core.Identifiers.TryRead("user-id", "mira", verified: true, out var mira, out _));
        await console.Core.Requests.OpenAsync(RightsAsker.Self(mira, "web"), RequestKind.Review, "please", token);
    }
}
