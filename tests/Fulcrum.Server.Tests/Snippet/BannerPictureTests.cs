using Fulcrum.Portal.Tests.Golden;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>The snippet's question and its settings as they are to look, kept as pictures. <c>FULCRUM_WRITE=1</c> takes them anew; look at the difference before keeping it.</summary>
public sealed class BannerPictureTests(SnippetFixture fixture) : IClassFixture<SnippetFixture>
{
    /// <summary>The one font that is on every machine that runs these tests, inside the question too: no style of a page gets in there.</summary>
    private const string OneFont = """
        (style) => {
          for (const root of [document.head, document.querySelector('fulcrum-consent').shadowRoot]) {
            const sheet = document.createElement('style'); sheet.textContent = "* { font-family: 'DejaVu Sans' !important; transition: none !important; caret-color: transparent !important } " + style; root.append(sheet);
          }
        }
        """;

    public static TheoryData<string, int, string> Modes => new() { { "en", 1280, "light" }, { "en", 320, "dark" }, { "ru", 1280, "dark" }, { "ru", 320, "light" }, { "en", 1280, "forced" } };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_question_and_the_settings_look_as_they_are_kept(string language, int width, string mode)
    {
        await using var visitor = await AskAsync(language, width, mode);
        var blank = await visitor.Context.NewPageAsync();

        await GoldenPicture.CheckAsync(blank, $"banner-{language}-{width}-{mode}", await TakeAsync(visitor));
        await visitor.Page.BringToFrontAsync();
        await visitor.Page.Locator("fulcrum-consent .banner .more button").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent dialog h2")).ToBeFocusedAsync();
        await GoldenPicture.CheckAsync(blank, $"banner-settings-{language}-{width}-{mode}", await TakeAsync(visitor));
    }

    [Theory]
    [InlineData("[value=allow] { background: #060 !important; color: #fff !important }")]
    [InlineData("[value=refuse] { visibility: hidden }")]
    [InlineData(".banner { padding-bottom: 44px !important }")]
    public async Task A_louder_yes_a_no_that_went_and_a_question_that_moved_are_noticed(string style)
    {
        await using var visitor = await AskAsync("en", 1280, "light", style);
        var blank = await visitor.Context.NewPageAsync();

        Assert.False((await PictureComparison.CompareAsync(blank, await GoldenPicture.ReadAsync("banner-en-1280-light"), await TakeAsync(visitor))).IsSame);
    }

    private async Task<SnippetVisitor> AskAsync(string language, int width, string mode, string style = "")
    {
        var visitor = await fixture.VisitAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = mode == "dark" ? ColorScheme.Dark : ColorScheme.Light, ForcedColors = mode == "forced" ? ForcedColors.Active : ForcedColors.None,
        });
        await visitor.OpenAsync("analytics.min.js", language: language);
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent .banner")).ToBeVisibleAsync();
        await visitor.Page.EvaluateAsync(OneFont, style);
        return visitor;
    }

    private static Task<byte[]> TakeAsync(SnippetVisitor visitor) => visitor.Page.ScreenshotAsync(new() { Animations = ScreenshotAnimations.Disabled, Caret = ScreenshotCaret.Hide, Scale = ScreenshotScale.Css });
}
