using System.Net;

namespace Fulcrum.Portal.Tests.Identity;

/// <summary>What a browser keeps of a session, how long one holds, and where it leads.</summary>
public sealed class SessionTests
{
    private const string Ann = "ann@example.com";

    [Fact]
    public async Task Every_cookie_is_of_this_host_alone_out_of_reach_of_scripts_small_and_drawn_anew()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        var set = new List<string>();
        var ids = new List<string>();
        for (var time = 0; time < 3; time++)
        {
            set.Add((await ann.GetAsync("/en/sign-in")).HeaderOf("Set-Cookie"));
            var asked = await ann.AskAsync(Ann);
            var signed = await ann.TryAsync(asked, await portal.Mailbox.CodeAsync(portal, Ann));
            set.Add(signed.HeaderOf("Set-Cookie"));
            ids.Add(ann.Cookies["__Host-session"].Split('.')[0]);
            await ann.GetAsync("/en/choices");
            set.Add((await ann.PostAsync("/en/sign-out")).HeaderOf("Set-Cookie"));
        }

        var cookies = set.Where(one => one.Length > 0).ToList();
        Assert.True(cookies.Count >= 7, string.Join('\n', cookies));
        Assert.All(cookies, cookie => Assert.Matches("^__Host-(device|session)=[\\w.-]*; (expires=Thu, 01 Jan 1970 00:00:00 GMT; )?(max-age=\\d+; )?path=/; secure; samesite=lax; httponly$", cookie));
        Assert.All(cookies, cookie => Assert.InRange(cookie.IndexOf(';', StringComparison.Ordinal), 1, 200));

        // 128 bits of the generator, in base64.
        Assert.All(ids, id => Assert.Matches("^[\\w-]{22}$", id));
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_session_ends_after_a_quarter_of_an_hour_without_a_page_and_after_an_hour_in_any_case()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.SignInAsync(Ann);
        portal.Clock.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/en/data")).Status);
        portal.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("/en/sign-in?to=data", (await ann.GetAsync("/en/data")).Location);

        await ann.SignInAsync(Ann);
        for (var quarter = 0; quarter < 4; quarter++)
        {
            portal.Clock.Advance(TimeSpan.FromMinutes(14.9));
            Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/en/data")).Status);
        }

        portal.Clock.Advance(TimeSpan.FromMinutes(0.5));
        Assert.Equal("/en/sign-in?to=data", (await ann.GetAsync("/en/data")).Location);
    }

    [Fact]
    public async Task Signing_out_has_the_browser_forget_what_it_showed_and_every_page_of_ones_own_offers_it()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.SignInAsync(Ann);
        foreach (var path in Pages.PageTests.OwnPaths)
        {
            Assert.Contains("action=\"/en/sign-out\"", (await ann.GetAsync($"/en/{path}")).Body, StringComparison.Ordinal);
        }

        var ended = await ann.PostAsync("/en/sign-out");

        Assert.Equal((HttpStatusCode.SeeOther, "\"cache\""), (ended.Status, ended.HeaderOf("Clear-Site-Data")));
        Assert.Equal("", (await ann.GetAsync("/en/")).HeaderOf("Clear-Site-Data"));
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("%2f%2fevil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("data\r\nLocation: https://evil.example")]
    [InlineData("data/../../evil")]
    [InlineData("../evil")]
    [InlineData("DATA")]
    public async Task Whoever_signs_in_is_led_to_a_page_of_ours_and_to_no_other(string to)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        var page = await ann.GetAsync($"/en/sign-in?to={Uri.EscapeDataString(to)}");
        Assert.DoesNotContain("evil", page.Body, StringComparison.Ordinal);
        var asked = await ann.PostAsync("/en/sign-in", ("step", "ask"), ("to", to), ("address", Ann));
        Assert.DoesNotContain("evil", asked.Body, StringComparison.Ordinal);
        var signed = await ann.PostAsync(
            "/en/sign-in", ("step", "code"), ("to", to), ("address", Ann), ("challenge", asked.FieldOf("challenge")), ("proof", asked.FieldOf("proof")), ("code", await portal.Mailbox.CodeAsync(portal, Ann)));

        Assert.Equal((HttpStatusCode.SeeOther, "/en/"), (signed.Status, signed.Location));
        Assert.Equal("/en/", (await ann.GetAsync($"/en/sign-in?to={Uri.EscapeDataString(to)}")).Location);
    }

    [Fact]
    public async Task It_is_led_to_the_page_that_it_wanted()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var ann = new PlainVisitor(portal);
        await ann.SignInAsync(Ann);

        Assert.Equal("/en/data", (await ann.GetAsync("/en/sign-in?to=data")).Location);
    }
}
