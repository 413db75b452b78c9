using System.Net;
using System.Text.RegularExpressions;
using Fulcrum.Collect;
using Fulcrum.Consent;

namespace Fulcrum.Portal.Tests.Consent;

/// <summary>A form counts only from a page we gave this browser; a device is shown its own answers and nothing of a person.</summary>
public sealed partial class OwnDeviceTests
{
    [Fact]
    public async Task A_form_of_ours_counts_and_a_forged_one_changes_nothing()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mine = await VisitAsync(portal);
        var other = await VisitAsync(portal);
        var head = portal.Core.Store.Journal.Head;
        Dictionary<string, string> fields = new() { ["token"] = mine.Token, ["purpose"] = "analytics", ["channel"] = "", ["answer"] = "allow" };

        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, cookie: null));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, other.Cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, With(fields, "token", ""), mine.Cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, With(fields, "token", other.Token), mine.Cookie));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, mine.Cookie[..^3] + "AAA"));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, mine.Cookie, ("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, mine.Cookie, ("Sec-Fetch-Site", "same-site")));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, mine.Cookie, ("Origin", "https://elsewhere.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(portal, fields, mine.Cookie, ("Origin", "null")));
        Assert.Equal(head, portal.Core.Store.Journal.Head);

        Assert.Equal(HttpStatusCode.SeeOther, await PostAsync(portal, fields, mine.Cookie, ("Origin", portal.Address.GetLeftPart(UriPartial.Authority))));
        Assert.Equal(head + 1, portal.Core.Store.Journal.Head);
    }

    [Theory]
    [InlineData("purpose", "no-such-purpose")]
    [InlineData("purpose", "service")]
    [InlineData("purpose", "protection")]
    [InlineData("purpose", "every-purpose")]
    [InlineData("channel", "pigeon")]
    [InlineData("answer", "given")]
    [InlineData("answer", "")]
    public async Task What_no_form_of_ours_says_changes_nothing(string field, string value)
    {
        await using var portal = await RunningPortal.StartAsync();
        var mine = await VisitAsync(portal);
        Dictionary<string, string> fields = new() { ["token"] = mine.Token, ["purpose"] = "analytics", ["channel"] = "", ["answer"] = "allow" };

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(portal, With(fields, field, value), mine.Cookie));
        fields.Remove(field);
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(portal, fields, mine.Cookie));
        Assert.Equal(0, portal.Core.Store.Journal.Head);
    }

    [Fact]
    public async Task A_form_too_large_for_any_of_ours_is_refused_in_words()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mine = await VisitAsync(portal);

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(portal, new() { ["token"] = mine.Token, ["purpose"] = new string('a', 20_000) }, mine.Cookie));
    }

    [Fact]
    public async Task The_cookie_says_nothing_of_the_visitor_and_lasts_once_a_choice_was_saved()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mine = await VisitAsync(portal);
        Assert.Matches("^__Host-device=[\\w-]{86}; path=/; secure; samesite=lax; httponly$", mine.SetCookie);

        await PostAsync(portal, new() { ["token"] = mine.Token, ["purpose"] = "analytics", ["channel"] = "", ["answer"] = "refuse" }, mine.Cookie);
        await portal.RestartAsync();

        Assert.Contains("You said no on", await ReadAsync(portal, mine.Cookie), StringComparison.Ordinal);
        Assert.DoesNotContain("You said no on", await ReadAsync(portal, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_to_be_saved_cannot_be_made_up()
    {
        await using var portal = await RunningPortal.StartAsync();
        var mine = await VisitAsync(portal);

        foreach (var saved in new[] { "", "x", "YW5hbHl0aWNzCgoyCjEy.AAAA", $"YW5hbHl0aWNzCgoyCjEy.{mine.Token}", "\u0000.\u0000", new string('a', 900) })
        {
            Assert.DoesNotContain("id=\"news\"", await ReadAsync(portal, mine.Cookie, $"?saved={Uri.EscapeDataString(saved)}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_device_that_a_person_used_shows_nothing_of_the_person_and_still_takes_a_no()
    {
        await using var portal = await RunningPortal.StartAsync();
        var person = portal.Read("user-id", "u-ada");
        var now = portal.Core.Now;
        await portal.Core.Consents.RecordAsync(
            new ConsentRequest([person], "", [new ConsentRecord("marketing-email", ConsentState.Given, "web-privacy@2026-11", "en", now, now, "web", ConsentMethod.Express, true, "test", [], false)]), TestContext.Current.CancellationToken);
        await IdentifyAsync(portal, "u-ada", "shared-browser");
        Assert.Equal(ConsentState.Given, await portal.StateOfAsync("anonymous-id", "shared-browser", "marketing-email"));
        var mine = await VisitAsync(portal, "shared-browser");

        var page = await ReadAsync(portal, $"{mine.Cookie}; ajs_anonymous_id=shared-browser");
        Assert.DoesNotContain("You said yes on", page, StringComparison.Ordinal);
        Assert.DoesNotContain("u-ada", page, StringComparison.Ordinal);
        Assert.DoesNotContain("state on", page, StringComparison.Ordinal);

        Assert.Equal(
            HttpStatusCode.SeeOther,
            await PostAsync(portal, new() { ["token"] = mine.Token, ["purpose"] = "marketing-email", ["channel"] = "", ["answer"] = "refuse" }, $"{mine.Cookie}; ajs_anonymous_id=shared-browser"));
        Assert.Equal(ConsentState.Refused, await portal.StateOfAsync("user-id", "u-ada", "marketing-email"));
    }

    private static async Task IdentifyAsync(RunningPortal portal, string userId, string anonymousId)
    {
        var source = portal.Core.Workspace.Current.Sources["web"];
        var now = portal.Core.Now;
        var outcome = await portal.Core.Collect.CollectAsync(
            source, [new Event { Type = EventType.Identify, MessageId = "m-1", UserId = userId, AnonymousId = anonymousId, OccurredAt = now, ReceivedAt = now, Raw = "{}"u8.ToArray() }], default, TestContext.Current.CancellationToken);
        Assert.Equal(1, outcome.Stored);
    }

    private static async Task<(string Cookie, string Token, string SetCookie)> VisitAsync(RunningPortal portal, string site = "")
    {
        using var http = Client(portal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/en/choices");
        if (site.Length > 0)
        {
            request.Headers.Add("Cookie", $"ajs_anonymous_id={site}");
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var set = answer.Headers.GetValues("Set-Cookie").Single();
        var token = Token().Match(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Groups[1].Value;
        return (set.Split(';')[0], token, set);
    }

    private static async Task<string> ReadAsync(RunningPortal portal, string? cookie, string query = "")
    {
        using var http = Client(portal);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/en/choices{query}");
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<HttpStatusCode> PostAsync(RunningPortal portal, Dictionary<string, string> fields, string? cookie, params (string Name, string Value)[] headers)
    {
        using var http = Client(portal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/en/choices") { Content = new FormUrlEncodedContent(fields) };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        return answer.StatusCode;
    }

    private static Dictionary<string, string> With(Dictionary<string, string> fields, string name, string value) => new(fields) { [name] = value };

    private static HttpClient Client(RunningPortal portal) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };

    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
