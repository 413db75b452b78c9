using Deque.AxeCore.Playwright;
using Fulcrum.Portal.Tests.DarkPatterns.Rules;
using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>How the snippet asks: a yes and a no alike, readable by everybody, in the way of nobody, and taken back at one press.</summary>
public sealed class BannerTests(SnippetFixture fixture) : IClassFixture<SnippetFixture>
{
    private const string Refused = """fulcrum_choice={"c":{"functional":false,"analytics":false,"advertising":false,"dealer":false},"n":"web-privacy@2026-11"}""";

    /// <summary>What the rules take for the page: the part of the snippet that is in front.</summary>
    internal const string InFront = """
        (() => {
          const root = document.querySelector('fulcrum-consent').shadowRoot
          const body = root.querySelector('dialog[open]') ?? root.querySelector('.banner') ?? root.querySelector('.corner')
          return {
            querySelectorAll: (what) => body.querySelectorAll(what.replaceAll('main ', '')), querySelector: (what) => what === 'main' ? body : body.querySelector(what),
            body, documentElement: root.host, activeElement: root.activeElement, createRange: () => document.createRange(),
          }
        })()
        """;

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
    public async Task Everybody_can_read_it_and_nobody_is_steered_in_any_mode(string language, int width, ColorScheme scheme, ForcedColors forced)
    {
        await using var visitor = await fixture.VisitAsync(new() { ViewportSize = new() { Width = width, Height = 800 }, ColorScheme = scheme, ForcedColors = forced });
        await AskAsync(visitor, language);
        var name = $"{language}-{width}-{(forced == ForcedColors.Active ? "forced" : scheme.ToString().ToLowerInvariant())}";

        await CheckAsync(visitor, $"banner-{name}");
        var box = (await Banner(visitor).BoundingBoxAsync())!;
        Assert.InRange(box.Height / 800, 0.1, 0.71);
        foreach (var answer in new[] { "allow", "refuse" })
        {
            var button = (await Banner(visitor).Locator($"[value={answer}]").BoundingBoxAsync())!;
            Assert.InRange(button.Y + button.Height, box.Y, 800);
        }

        await Banner(visitor).Locator(".more button").First.ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("h2")).ToBeFocusedAsync();
        await CheckAsync(visitor, $"settings-{name}");
        await Settings(visitor).Locator("#functional [value=allow]").ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("#functional strong")).ToHaveTextAsync(language == "en" ? "On" : "Включено");
        await CheckAsync(visitor, $"settings-on-{name}", but: "9 ");
        await Settings(visitor).Locator(".all [value=refuse]").ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("#functional strong")).ToHaveTextAsync(language == "en" ? "Off" : "Выключено");
        await CheckAsync(visitor, $"settings-off-{name}", but: "9 ");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(Corner(visitor)).ToBeVisibleAsync();
        await CheckAsync(visitor, $"corner-{name}", but: "28 ");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_rules_see_what_is_in_front_and_can_find_something()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await visitor.Page.EvaluateAsync("() => { const root = document.querySelector('fulcrum-consent').shadowRoot; root.querySelector('[value=refuse]').style.fontSize = '11px'; root.querySelector('.text').append(new Image()) }");

        var found = await DarkPatternRules.FindAsync(visitor.Page, InFront);
        Assert.Contains(found, one => one.StartsWith("3 ", StringComparison.Ordinal));
        Assert.Contains(found, one => one.StartsWith("32 ", StringComparison.Ordinal));
        Assert.NotEmpty((await visitor.Page.RunAxe()).Violations);
    }

    [Fact]
    public async Task One_press_allows_and_one_press_takes_it_back()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Corner(visitor).GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved.");
        var id = await visitor.IdAsync();
        Assert.Equal("given", await visitor.StateAsync(id, "marketing-email"));
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);

        await Button(visitor, "Turn all off").ClickAsync();
        await Assertions.Expect(Button(visitor, "Turn all off")).ToBeHiddenAsync();
        await SnippetVisitor.UntilAsync(async () => await visitor.StateAsync(id, "marketing-email") == "withdrawn", "the server knows");
        await SnippetVisitor.UntilAsync(async () => !(await visitor.KeptAsync()).Contains(id, StringComparison.Ordinal), "the id is gone");
    }

    [Fact]
    public async Task A_no_is_one_press_too_and_is_not_asked_again()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await Button(visitor, "Don't allow any").ClickAsync();
        await Assertions.Expect(Corner(visitor)).ToBeVisibleAsync();

        Assert.Equal(Refused, await visitor.KeptAsync());
        await visitor.OpenAsync("analytics.min.js", path: "/cars/comet");
        await Assertions.Expect(Corner(visitor)).ToBeVisibleAsync();
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);
        await Assertions.Expect(Button(visitor, "Turn all off")).ToBeHiddenAsync();
        Assert.DoesNotContain(visitor.Asked, path => path.Contains("capture", StringComparison.Ordinal) || path.Contains("batch", StringComparison.Ordinal));
        Assert.InRange((await visitor.Context.CookiesAsync()).Single().Expires, DateTimeOffset.UtcNow.AddDays(179).ToUnixTimeSeconds(), DateTimeOffset.UtcNow.AddDays(181).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Closing_it_decides_nothing_and_keeps_nothing(bool byKey)
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await Button(visitor, "Close without an answer").FocusAsync();
        await visitor.Page.Keyboard.PressAsync(byKey ? "Escape" : "Enter");
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);

        Assert.Equal("", await visitor.KeptAsync());
        Assert.DoesNotContain(visitor.Asked, path => path.Contains("capture", StringComparison.Ordinal) || path.Contains("batch", StringComparison.Ordinal));
        await visitor.OpenAsync("analytics.min.js", path: "/cars/comet");
        await Assertions.Expect(Banner(visitor)).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("Allow all", "allow")]
    [InlineData("Don't allow any", "refuse")]
    public async Task From_the_keyboard_it_comes_first_and_both_answers_are_as_near(string name, string answer)
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => document.activeElement === document.body"));
        var presses = 0;
        while (await visitor.Page.EvaluateAsync<string?>("() => document.activeElement.shadowRoot?.activeElement?.textContent") != name && presses < 9)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            presses++;
        }

        Assert.Equal(answer == "allow" ? 2 : 3, presses);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Corner(visitor)).ToBeVisibleAsync();
        Assert.Equal(answer == "allow", (await visitor.IdAsync()).Length > 0);
    }

    [Fact]
    public async Task One_by_one_each_answer_is_its_own_and_the_settings_give_the_focus_back()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await Button(visitor, "Choose one by one").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Settings(visitor).Locator("h2")).ToBeFocusedAsync();
        await Settings(visitor).Locator("#analytics [value=allow]").ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("#analytics .state")).ToHaveTextAsync("On You said yes.");
        await Assertions.Expect(Settings(visitor).Locator("#functional .state")).ToHaveTextAsync("Off You have not answered.");
        await Settings(visitor).Locator("#functional [value=refuse]").ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("#functional .state")).ToHaveTextAsync("Off You said no.");
        await visitor.Page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(Button(visitor, "Choose one by one")).ToBeFocusedAsync();
        var id = await visitor.IdAsync();
        Assert.Equal(("given", "unknown"), (await visitor.StateAsync(id, "analytics"), await visitor.StateAsync(id, "marketing-email")));
        await SnippetVisitor.UntilAsync(async () => await visitor.StateAsync(id, "personalization") == "refused", "the no is told too, now that the visitor is known");
    }

    [Fact]
    public async Task A_script_cannot_press_for_the_visitor()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await visitor.Page.EvaluateAsync("() => document.querySelector('fulcrum-consent').shadowRoot.querySelector('[value=allow]').click()");

        await Assertions.Expect(Banner(visitor)).ToBeVisibleAsync();
        Assert.Equal("", await visitor.KeptAsync());
    }

    [Theory]
    [InlineData("en", "We follow it.")]
    [InlineData("ru", "Мы выполняем просьбу.")]
    public async Task A_browsers_signal_is_shown_as_followed_and_nobody_is_asked_to_outweigh_it(string language, string says)
    {
        await using var visitor = await fixture.VisitAsync(hasSignal: true);
        await AskAsync(visitor, language);

        await Assertions.Expect(Banner(visitor)).ToContainTextAsync(says);
        await Assertions.Expect(Banner(visitor).Locator("[value=allow]")).ToHaveCountAsync(0);
        await CheckAsync(visitor, $"signal-{language}");
        await Banner(visitor).Locator(".more button").First.ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("[value=allow]")).ToHaveCountAsync(0);
        await CheckAsync(visitor, $"signal-settings-{language}");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Banner(visitor).Locator(".more button").Last.ClickAsync();
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);
        await visitor.OpenAsync("analytics.min.js", language: language, path: "/cars/comet");
        await Assertions.Expect(Corner(visitor)).ToBeVisibleAsync();
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);
        Assert.Equal("""fulcrum_choice={"c":{},"n":"web-privacy@2026-11"}""", await visitor.KeptAsync());
    }

    [Fact]
    public async Task What_could_not_be_saved_is_never_called_saved()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await visitor.Context.RouteAsync("**/v1/capture/*", route => route.AbortAsync());
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Banner(visitor).GetByRole(AriaRole.Status)).ToContainTextAsync("does not count");
        Assert.Equal("", await visitor.IdAsync());

        await visitor.Context.UnrouteAsync("**/v1/capture/*");
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Corner(visitor).GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved.");
        await visitor.Context.RouteAsync("**/v1/capture/*", route => route.AbortAsync());
        await Button(visitor, "Turn all off").ClickAsync();
        await Assertions.Expect(Corner(visitor).GetByRole(AriaRole.Status)).ToContainTextAsync("we keep trying");
        Assert.Equal("", await visitor.IdAsync());
    }

    [Fact]
    public async Task Under_a_strict_policy_of_the_page_it_looks_the_same_and_breaks_nothing()
    {
        await using var visitor = await fixture.VisitAsync();
        var server = fixture.Server.Address.ToString().TrimEnd('/');
        fixture.Site.Plant("/strict", $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Roadster</title><script async src="{server}/analytics.js/v1/{RunningServer.WebKey}/analytics.min.js"></script></head><body><main><h1>Roadster</h1></main></body></html>
            """, $"default-src 'none'; script-src {server}; connect-src {server}; require-trusted-types-for 'script'; trusted-types 'none'");
        await visitor.Page.GotoAsync(fixture.Site.Origin + "/strict");
        await Assertions.Expect(Banner(visitor)).ToHaveCSSAsync("position", "fixed");

        Assert.DoesNotContain(visitor.Complaints, complaint => complaint.Contains("fulcrum", StringComparison.OrdinalIgnoreCase) || complaint.Contains("style", StringComparison.OrdinalIgnoreCase));
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Corner(visitor).GetByRole(AriaRole.Status)).ToHaveTextAsync("Saved.");
    }

    [Fact]
    public async Task A_page_with_its_own_ways_back_gets_no_bar_and_both_work()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor, body: "<h1>Roadster</h1><button data-consent=\"settings\">Choices</button><button data-consent=\"withdraw\">Off</button>");
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);
        await Assertions.Expect(Corner(visitor)).ToHaveCountAsync(0);
        await Button(visitor, "Choices").ClickAsync();
        await Assertions.Expect(Settings(visitor).Locator("#functional strong")).ToHaveTextAsync("On");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Button(visitor, "Off").ClickAsync();

        await SnippetVisitor.UntilAsync(async () => await visitor.IdAsync() == "", "the id is gone");
    }

    [Fact]
    public async Task After_a_reset_it_asks_again_and_on_paper_it_is_not_there()
    {
        await using var visitor = await fixture.VisitAsync();
        await AskAsync(visitor);
        await Button(visitor, "Allow all").ClickAsync();
        await Assertions.Expect(Banner(visitor)).ToHaveCountAsync(0);
        await visitor.Page.EvaluateAsync("() => { analytics.reset() }");
        await Assertions.Expect(Banner(visitor)).ToBeVisibleAsync();
        await visitor.Page.EvaluateAsync("() => { analytics.consent() }");
        await Assertions.Expect(Settings(visitor)).ToBeVisibleAsync();

        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(Banner(visitor)).ToBeHiddenAsync();
    }

    private static Task AskAsync(SnippetVisitor visitor, string language = "en", string body = "<h1>Roadster</h1><p>A car.</p>") => visitor.OpenAsync("analytics.min.js", language: language, body: body);

    private static ILocator Banner(SnippetVisitor visitor) => visitor.Page.Locator("fulcrum-consent .banner");

    private static ILocator Corner(SnippetVisitor visitor) => visitor.Page.Locator("fulcrum-consent .corner");

    private static ILocator Settings(SnippetVisitor visitor) => visitor.Page.Locator("fulcrum-consent dialog");

    private static ILocator Button(SnippetVisitor visitor, string name) => visitor.Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Whatever is in front. After a press the focus is where the visitor put it (9); the bar has too few words to tell a language by (28).</summary>
    private static async Task CheckAsync(SnippetVisitor visitor, string name, string but = "none")
    {
        await visitor.Page.Mouse.MoveAsync(1, 1);
        if (Environment.GetEnvironmentVariable("FULCRUM_SHOTS") is { } shots)
        {
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(shots, $"{name}.png") });
        }

        var found = await visitor.Page.RunAxe();
        Assert.Empty(found.Violations.Select(one => $"{name}: {one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
        Assert.DoesNotContain(await DarkPatternRules.FindAsync(visitor.Page, InFront), one => !one.StartsWith(but, StringComparison.Ordinal));
        Assert.InRange(await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, visitor.Page.ViewportSize!.Width);
    }
}
