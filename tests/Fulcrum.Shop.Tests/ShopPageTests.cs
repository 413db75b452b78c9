using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Fulcrum.Shop.Tests.Visitor;

namespace Fulcrum.Shop.Tests;

/// <summary>The shop's pages: for everybody, in every mode, with and without a script, and nothing sent that nobody allowed.</summary>
public sealed class ShopPageTests(DemoFixture demo) : IClassFixture<DemoFixture>
{
    public static TheoryData<string, int, ColorScheme, ForcedColors> Modes => new()
    {
        { "en", 320, ColorScheme.Light, ForcedColors.None },
        { "ru", 320, ColorScheme.Dark, ForcedColors.None },
        { "ru", 1280, ColorScheme.Light, ForcedColors.None },
        { "en", 1280, ColorScheme.Dark, ForcedColors.None },
        { "en", 1920, ColorScheme.Light, ForcedColors.Active },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Everybody_can_read_both_halves_in_every_state(string language, int width, ColorScheme scheme, ForcedColors forced)
    {
        await using var guest = await demo.VisitAsync(width, scheme, forced);
        await guest.BeGuestAsync(language);
        await SeeAsync(guest.Page.Locator("fulcrum-consent .banner"));
        await ReadAsync("asked");
        await guest.AnswerAsync("allow");
        await guest.LookAtAsync("wallbox");
        await guest.LookAtAsync("cable");
        await SeeAsync(guest.Page.Locator("#offer .personal"));
        await guest.Known.Locator("button.verify").ClickAsync();
        await SeeAsync(guest.Known.Locator(".verdict.holds"));
        await ReadAsync("personal");
        await guest.Known.Locator("button[data-consent=withdraw]").ClickAsync();
        await SeeAsync(guest.Page.Locator("#offer .general"));
        await ReadAsync("ended");

        async Task ReadAsync(string state)
        {
            await guest.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach((one) => one.open = true)");
            await guest.Page.EvaluateAsync("() => Promise.all(document.getAnimations().map((one) => one.finished))");
            await guest.ShootAsync($"{state}-{language}-{width}-{(forced == ForcedColors.Active ? "forced" : scheme.ToString().ToLowerInvariant())}", whole: true);
            var found = await guest.Page.RunAxe();
            var broken = string.Join('\n', found.Violations.Select(one => $"{state}: {one.Id}: {one.Help} {string.Join("; ", one.Nodes.Select(node => node.Html))}"));
            Assert.True(broken.Length == 0, broken);
            Assert.InRange(await guest.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, width);
        }
    }

    [Theory]
    [InlineData("en", "For everybody")]
    [InlineData("ru", "Для всех")]
    public async Task Without_a_script_the_shop_sells_all_the_same_and_sends_nothing(string language, string general)
    {
        await using var guest = await demo.VisitAsync(scripts: false);
        await guest.BeGuestAsync(language);
        await ReadAsync(guest.Offer, general);
        await guest.LookAtAsync("gloves");
        await guest.LookAtAsync("cap");
        await ReadAsync(guest.Offer, general);
        await guest.Page.Locator(".languages a:not([aria-current])").ClickAsync();

        Assert.EndsWith("/things/cap", new Uri(guest.Page.Url).AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(0, await guest.Page.Locator("button:visible").Filter(new() { HasText = "Verify" }).CountAsync());
        Assert.DoesNotContain(guest.Asked, request => new Uri(request.Url).Authority == demo.Demo.Server.Authority);
    }

    [Fact]
    public async Task Whoever_says_no_leaves_no_event_no_id_and_everybodys_offer()
    {
        await using var guest = await demo.VisitAsync();
        await guest.BeGuestAsync();
        await guest.AnswerAsync("refuse");
        await guest.LookAtAsync("gloves");
        await guest.LookAtAsync("cap");
        await guest.Page.EvaluateAsync("() => fetch('/en/live', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"hasSent\": true}' })");

        await ReadAsync(guest.Offer, "Delivery to your dealer is free");
        await ReadAsync(guest.Known.Locator(".why"), "Nothing about you was used.");
        Assert.Equal(0, await guest.Events.CountAsync());
        Assert.DoesNotContain(guest.Asked, request => request.Url.Contains("/v1/batch", StringComparison.Ordinal));
        Assert.DoesNotContain(await guest.Context.CookiesAsync(), cookie => cookie.Name == "ajs_anonymous_id");
    }

    [Fact]
    public async Task A_browser_that_says_no_for_its_user_is_followed_though_they_allowed_it()
    {
        await using var guest = await demo.VisitAsync();
        await guest.BeGuestAsync();
        await guest.AnswerAsync("allow");
        await guest.LookAtAsync("wallbox");
        await guest.LookAtAsync("cable");
        await SeeAsync(guest.Page.Locator("#offer .personal"));
        await guest.Context.SetExtraHTTPHeadersAsync([new("Sec-GPC", "1")]);
        await guest.OpenAsync("/en/things/cable");

        await SeeAsync(guest.Page.Locator("#offer .general"));
        await ReadAsync(guest.Known.Locator(".why"), "Nothing about you was used.");
    }

    [Fact]
    public async Task No_address_holds_who_looks_and_no_page_holds_a_key_that_is_secret()
    {
        await using var mira = await demo.VisitAsync();
        await mira.OpenAsync("/en/");
        var before = await mira.Context.CookiesAsync();
        await mira.AnswerAsync("allow");
        await mira.LookAtAsync("roof-box");
        await ReadAsync(mira.Events.First, "/shop/roof-box");
        var page = await mira.Page.ContentAsync();

        Assert.Empty(before);
        var browser = (await mira.Context.CookiesAsync()).Single(cookie => cookie.Name == "ajs_anonymous_id").Value;
        Assert.All(mira.Asked, request => Assert.False(
            request.Url.Contains(browser, StringComparison.Ordinal) || request.Url.Contains("mira", StringComparison.OrdinalIgnoreCase) || request.Url.Contains('@', StringComparison.Ordinal), request.Url));
        Assert.DoesNotContain(demo.Demo.DecideKey, page, StringComparison.Ordinal);
        Assert.DoesNotContain("sample-key-shop", page, StringComparison.Ordinal);
        Assert.DoesNotContain("mira@", page, StringComparison.Ordinal);
        Assert.Empty(mira.Complaints);
    }

    [Fact]
    public async Task Another_sites_page_changes_nothing_here()
    {
        await using var mira = await demo.VisitAsync();
        await mira.Page.GotoAsync(new Uri(demo.Demo.Portal, "/en/").ToString());
        var answered = await mira.Context.APIRequest.PostAsync(new Uri(demo.Demo.Shop, "/en/choices").ToString(), new()
        {
            DataObject = new { functional = true }, Headers = new Dictionary<string, string> { ["Sec-Fetch-Site"] = "same-site", ["Origin"] = demo.Demo.Portal.GetLeftPart(UriPartial.Authority) },
        });

        Assert.Equal(403, answered.Status);
    }

    [Fact]
    public async Task Everything_is_reached_from_the_keyboard_and_a_closed_hint_stays_closed()
    {
        await using var guest = await demo.VisitAsync();
        await guest.BeGuestAsync();
        await guest.AnswerAsync("refuse");
        await guest.Page.Locator("#shelf h1").FocusAsync();
        await guest.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Driving gloves", await guest.Page.Locator(":focus").InnerTextAsync());
        await guest.Page.Keyboard.PressAsync("Enter");
        await ReadAsync(guest.Page.Locator("h1:focus"), "Driving gloves");

        var close = guest.Known.Locator(".hint .close");
        await close.FocusAsync();
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Known.Locator(".hint")).ToBeHiddenAsync();
        await guest.OpenAsync("/en/");
        await SeeAsync(guest.Known.Locator(".card").First);
        await Assertions.Expect(guest.Known.Locator(".hint")).ToBeHiddenAsync();
    }
}
