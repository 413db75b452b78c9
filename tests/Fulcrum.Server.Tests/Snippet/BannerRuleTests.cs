using System.Text.Json;
using Fulcrum.Portal.Tests.DarkPatterns.Flows;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>The rules against steering that a walk, the traffic and time show, on the snippet's question and settings.</summary>
public sealed class BannerRuleTests(SnippetFixture fixture) : IClassFixture<SnippetFixture>
{
    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(38, "banner", "settings")]
    public async Task Neither_the_question_nor_the_settings_break_a_rule_in_any_mode(string language)
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync("analytics.min.js", language: language);
        Assert.Empty(await ShownModes.FindAsync(visitor.Page, BannerTests.InFront));

        await visitor.Page.Locator("fulcrum-consent .banner .more button").First.ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent dialog h2")).ToBeFocusedAsync();
        Assert.Empty(await ShownModes.FindAsync(visitor.Page, BannerTests.InFront));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [Measures(6, "banner")]
    [Measures(7, "banner")]
    [Measures(8, "banner")]
    [Measures(21, "banner")]
    [Measures(23, "banner")]
    public async Task A_no_and_a_taking_back_are_as_near_as_a_yes_and_send_no_more(string language)
    {
        await using var visitor = await fixture.VisitAsync();
        using var walker = new Walker(visitor.Page);
        async Task<Walk> WalkAsync(System.Text.RegularExpressions.Regex wish, bool isGiven)
        {
            await visitor.OpenAsync("analytics.min.js", language: language);
            return await walker.WalkAsync(wish, async () => (await visitor.KeptAsync()).Contains("fulcrum_choice", StringComparison.Ordinal) && (await visitor.IdAsync()).Length > 0 == isGiven, "fulcrum-consent");
        }

        var refuse = await WalkAsync(Walker.No(), isGiven: false);
        await visitor.Context.ClearCookiesAsync();
        var give = await WalkAsync(Walker.Yes(), isGiven: true);
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent .corner [role=status]")).ToHaveTextAsync(language == "en" ? "Saved." : "Сохранено.");
        var takeBack = await WalkAsync(Walker.No(), isGiven: false);

        Assert.Empty(WalkRules.OfAnswers(give, refuse).Concat(WalkRules.OfTakingBack(give, takeBack)));
        Console.WriteLine($":: withdraw.steps: {takeBack.Presses}, and {give.Presses} to give: the snippet, {language}");
        Assert.Equal((1, 0, 1), (refuse.Presses, refuse.Requests, takeBack.Presses));
    }

    [Fact]
    [Measures(9, "banner")]
    [Measures(10, "banner")]
    [Measures(11, "banner")]
    public async Task Looking_around_beside_the_question_sends_and_keeps_nothing()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync("analytics.min.js", body: "<h1>Roadster</h1><p style=\"height:3000px\">A car.</p>");

        Assert.Empty(await Looking.FindAsync(visitor.Page));
        await visitor.Page.EvaluateAsync("() => document.querySelector('fulcrum-consent').shadowRoot.querySelector('[value=allow]').click()");
        Assert.Empty(await Looking.FindAsync(visitor.Page));
        Assert.Equal("", await visitor.KeptAsync());
    }

    [Fact]
    [Measures(12, "settings")]
    public async Task What_is_sent_is_what_was_pressed()
    {
        await using var visitor = await fixture.VisitAsync();
        var sent = new List<string>();
        visitor.Page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/capture/decisions", StringComparison.Ordinal))
            {
                sent.AddRange(JsonDocument.Parse(request.PostData!).RootElement.GetProperty("decisions").EnumerateArray().Select(one => $"{one.GetProperty("purpose")} {one.GetProperty("state")}"));
            }
        };
        await visitor.OpenAsync("analytics.min.js");
        await visitor.Page.Locator("fulcrum-consent .banner .more button").First.ClickAsync();
        await visitor.Page.Locator("fulcrum-consent dialog #analytics [value=allow]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent dialog #analytics strong")).ToHaveTextAsync("On");
        await visitor.Page.Locator("fulcrum-consent dialog #dealer [value=allow]").ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("fulcrum-consent dialog #dealer strong")).ToHaveTextAsync("On");

        Assert.Equal(["analytics given", "sales-assistance given"], sent);
    }

    [Fact]
    [Measures(17, "banner")]
    public async Task For_half_a_year_nobody_is_asked_again_but_about_something_new()
    {
        await using var visitor = await fixture.VisitAsync();
        var banner = visitor.Page.Locator("fulcrum-consent .banner");
        await visitor.OpenAsync("analytics.min.js");
        await banner.Locator("[value=refuse]").ClickAsync();
        await Assertions.Expect(banner).ToHaveCountAsync(0);
        var choice = (await visitor.Context.CookiesAsync()).Single();
        var began = DateTimeOffset.UtcNow;
        foreach (var (days, isAsked) in new[] { (1, false), (90, false), (179, false), (181, true) })
        {
            // The browser's own clock cannot be moved: what it would have thrown away by then, is.
            await visitor.Context.ClearCookiesAsync();
            if (choice.Expires > began.AddDays(days).ToUnixTimeSeconds())
            {
                await visitor.Context.AddCookiesAsync([new() { Name = choice.Name, Value = choice.Value, Domain = choice.Domain, Path = choice.Path, Expires = choice.Expires, SameSite = choice.SameSite }]);
            }

            await visitor.OpenAsync("analytics.min.js");
            await Assertions.Expect(visitor.Page.Locator("fulcrum-consent .corner")).ToHaveCountAsync(1);
            Assert.Equal(isAsked ? 1 : 0, await banner.CountAsync());
        }

        await banner.Locator("[value=refuse]").ClickAsync();
        await Assertions.Expect(banner).ToHaveCountAsync(0);
        await visitor.Context.RouteAsync("**/v1/projects/*/policy*", async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("\"id\":\"dealer\"", "\"id\":\"quite-new\"", StringComparison.Ordinal) });
        });
        await visitor.OpenAsync("analytics.min.js");
        await Assertions.Expect(banner).ToBeVisibleAsync();
    }
}
