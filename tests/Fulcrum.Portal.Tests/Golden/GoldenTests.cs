using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.Golden;

/// <summary>
/// The pages as they are to look, kept as pictures: nothing changes how they look without somebody seeing it. <c>FULCRUM_WRITE=1</c> takes the
/// pictures anew; look at the difference before keeping it.
/// </summary>
public sealed class GoldenTests(GoldenFixture fixture) : IClassFixture<GoldenFixture>
{
    public static TheoryData<string, string, int, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string, int, string>();
            foreach (var path in new[] { "", "choices", "notices", "trust", "data", "uses", "reasons", "benefits", "requests", "requests/erase", "history" })
            {
                pages.Add(path, "en", 1280, "light");
                pages.Add(path, "ru", 320, "dark");
            }

            pages.Add("sign-in", "en", 1280, "light"); // Seen by somebody who is not signed in.
            pages.Add("sign-in", "ru", 320, "dark");
            pages.Add("choices", "en", 1280, "forced");
            pages.Add("choices", "en", 718, "print");
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task A_page_looks_as_it_is_kept(string path, string language, int width, string mode)
    {
        var page = await fixture.ShowAsync(width, mode, isSignedIn: path != "sign-in");
        await page.GotoAsync(new Uri(fixture.Portal.Address, $"/{language}/{path}").ToString());
        await CheckAsync(page, $"{(path.Length == 0 ? "home" : path.Replace('/', '-'))}-{language}-{width.ToString(CultureInfo.InvariantCulture)}-{mode}");
    }

    [Theory]
    [InlineData("button { color: #a00 !important; border-color: #a00 !important }")]
    [InlineData("main { padding-top: calc(2.25rem + 4px) !important }")]
    [InlineData("[value=refuse] { visibility: hidden }")]
    public async Task A_button_of_another_colour_a_page_that_moved_and_noes_that_went_are_noticed(string style)
    {
        var page = await fixture.ShowAsync(1280, "light");
        await page.GotoAsync(new Uri(fixture.Portal.Address, "/en/choices").ToString());
        await page.AddStyleTagAsync(new() { Content = style });

        var taken = await TakeAsync(page);
        Assert.False((await PictureComparison.CompareAsync(fixture.Blank, await GoldenPicture.ReadAsync("choices-en-1280-light"), taken)).IsSame);
    }

    [Fact]
    public async Task The_same_page_twice_is_the_same_picture()
    {
        var page = await fixture.ShowAsync(1280, "light");
        await page.GotoAsync(new Uri(fixture.Portal.Address, "/en/choices").ToString());
        var once = await TakeAsync(page);
        await page.ReloadAsync();

        Assert.Equal(0, (await PictureComparison.CompareAsync(fixture.Blank, once, await TakeAsync(page))).Share);
    }

    private async Task CheckAsync(IPage page, string name) => await GoldenPicture.CheckAsync(fixture.Blank, name, await TakeAsync(page));

    private static Task<byte[]> TakeAsync(IPage page) => page.ScreenshotAsync(new() { FullPage = true, Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide, Scale = ScreenshotScale.Css });
}

/// <summary>A portal where it is always the same time and the customer is always the same, and a browser that draws every letter with one font.</summary>
public sealed class GoldenFixture : IAsyncLifetime
{
    /// <summary>DejaVu Sans comes with Debian's fontconfig, which Chromium needs: the one font that is on every machine that runs these tests.</summary>
    private const string Style = "* { font-family: 'DejaVu Sans' !important; caret-color: transparent !important; transition: none !important } code { visibility: hidden }";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly VisitFixture _visits = new();
    private IPage? _own;
    private IPage? _open;

    /// <summary>The portal.</summary>
    public RunningPortal Portal { get; private set; } = null!;

    /// <summary>A page to compare pictures in.</summary>
    public IPage Blank { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _visits.InitializeAsync();
        Portal = await RunningPortal.StartAsync(clock: new FakeTimeProvider(Now));
        Blank = await (await _visits.Browser.NewContextAsync()).NewPageAsync();
        (_own, _open) = (await OpenAsync(), await OpenAsync());
        var visitor = new Visitor(Portal, _own.Context, _own);
        await visitor.SignInAsync((await Customer.MakeAsync(Portal, address: "mira@example.com")).Email);
    }

    /// <summary>A page in a width and a mode: light, dark, forced or print.</summary>
    public async Task<IPage> ShowAsync(int width, string mode, bool isSignedIn = true)
    {
        var page = isSignedIn ? _own! : _open!;
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new()
        {
            Media = mode == "print" ? Media.Print : Media.Screen, ColorScheme = mode == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            ForcedColors = mode == "forced" ? ForcedColors.Active : ForcedColors.None, ReducedMotion = ReducedMotion.Reduce,
        });
        return page;
    }

    private async Task<IPage> OpenAsync()
    {
        var context = await _visits.Browser.NewContextAsync(new() { BypassCSP = true, Locale = "en-GB", TimezoneId = "UTC" });
        await context.RouteAsync("**/*.css", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = await answer.TextAsync() + Style });
        });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        await _visits.DisposeAsync();
    }
}
