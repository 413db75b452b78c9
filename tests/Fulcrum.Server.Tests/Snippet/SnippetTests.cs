using Microsoft.Playwright;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>The snippet in a real browser, on a page of another site than the server's: nothing before the choice, everything allowed after it, nothing after a no.</summary>
public abstract class SnippetTests(SnippetFixture fixture)
{
    private const string All = "{ functional: true, analytics: true, advertising: true, dealer: true }";
    private const string None = "{ functional: false, analytics: false, advertising: false, dealer: false }";

    private static readonly string[] OnlyWhatEverybodyGets = ["/analytics.js/v1/KEY/core.min.js", "/v1/projects/KEY/policy"];

    /// <summary>Whether a third party's cookie comes back to it in this browser.</summary>
    protected abstract bool TakesForeignCookies { get; }

    [Fact]
    public async Task The_browser_takes_third_party_cookies_only_where_this_run_says_so()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        var said = await visitor.Page.EvaluateAsync<string>("async (url) => { await fetch(url, { credentials: 'include' }); return (await fetch(url, { credentials: 'include' })).text() }", fixture.Site.ForeignCookies);

        Assert.Equal(TakesForeignCookies ? "known" : "unknown", said);
    }

    [Fact]
    public async Task Before_the_choice_nothing_is_kept_and_nothing_is_sent_but_what_everybody_gets()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.TrackAsync("Brochure Downloaded");
        await visitor.TrackAsync("Test Drive Booked");
        await visitor.Page.EvaluateAsync("() => { analytics.identify('customer-7', { firstName: 'Ada' }) }");

        Assert.Equal("", await visitor.KeptAsync());
        Assert.Equal(OnlyWhatEverybodyGets, visitor.Asked);
        Assert.Empty(visitor.Others);
        Assert.DoesNotContain("ookie", visitor.Sent, StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_yes_brings_the_pages_nonce_and_what_waited_arrives()
    {
        await using var visitor = await fixture.VisitAsync();
        var before = await fixture.Server.CountsAsync("web");
        await visitor.OpenAsync();
        await visitor.TrackAsync("Brochure Downloaded");

        Assert.True(await visitor.ChooseAsync(All));
        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored >= before.Stored + 2, "both events are stored");

        var id = await visitor.IdAsync();
        Assert.Matches("^[0-9a-f]{32}$", id);
        foreach (var purpose in new[] { "personalization", "analytics", "marketing-email", "sales-assistance" })
        {
            Assert.Equal("given", await visitor.StateAsync(id, purpose));
        }

        Assert.Equal(before.Refused, (await fixture.Server.CountsAsync("web")).Refused);
        var cookies = await visitor.Context.CookiesAsync();
        Assert.All(cookies, cookie => Assert.Equal(("localhost", SameSiteAttribute.Lax), (cookie.Domain, cookie.SameSite)));
        Assert.Equal(["ajs_anonymous_id", "fulcrum_choice"], cookies.Select(cookie => cookie.Name).Order());
        Assert.Empty(visitor.Others);

        await visitor.OpenAsync(path: "/cars/comet");
        Assert.Equal(id, await visitor.IdAsync());
        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored >= before.Stored + 3, "the next page is stored without asking again");
        Assert.Equal(1, visitor.Asked.Count(path => path == "/v1/capture/decisions"));
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_choice_kept_wider_than_its_host_says_how_wide_so_that_the_privacy_centre_can_write_a_no_into_it()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.Context.AddInitScriptAsync("""
            const kept = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
            window.written = []
            Object.defineProperty(document, 'cookie', { get: () => kept.get.call(document), set: (cookie) => { window.written.push(cookie); kept.set.call(document, cookie) } })
            """);
        await visitor.OpenAsync(options: "{ cookie: { domain: 'shop.example' } }");
        await visitor.ChooseAsync("{ functional: false }");

        var written = await visitor.Page.EvaluateAsync<string[]>("() => window.written.filter((one) => one.startsWith('fulcrum_choice='))");
        Assert.NotEmpty(written);
        Assert.All(written, cookie => Assert.Contains(";domain=shop.example", cookie, StringComparison.Ordinal));
        Assert.All(written, cookie => Assert.Contains("\"d\":\";domain=shop.example\"", Uri.UnescapeDataString(cookie.Split(';')[0]), StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_no_nothing_is_sent_and_only_the_no_is_kept_without_an_id()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.TrackAsync("Brochure Downloaded");

        Assert.True(await visitor.ChooseAsync(None));
        await visitor.OpenAsync(path: "/cars/comet");
        await visitor.TrackAsync("Brochure Downloaded");
        await visitor.Page.GotoAsync("about:blank");

        Assert.DoesNotContain(visitor.Asked, path => path.Contains("capture", StringComparison.Ordinal) || path.Contains("batch", StringComparison.Ordinal));
        await visitor.OpenAsync(path: "/cars/terra");
        Assert.Equal("""fulcrum_choice={"c":{"functional":false,"analytics":false,"advertising":false,"dealer":false},"n":"web-privacy@2026-11"}""", await visitor.KeptAsync());
    }

    [Fact]
    public async Task A_part_said_yes_to_is_that_part_and_no_more()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        Assert.True(await visitor.ChooseAsync("{ functional: true, analytics: false, advertising: false, dealer: false }"));

        var id = await visitor.IdAsync();
        Assert.Equal(
            ("given", "refused", "refused"), (await visitor.StateAsync(id, "personalization"), await visitor.StateAsync(id, "analytics"), await visitor.StateAsync(id, "sales-assistance")));
    }

    [Fact]
    public async Task Taking_back_stops_at_once_tells_the_server_and_leaves_no_id_and_no_queue()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        var id = await visitor.IdAsync();
        await visitor.Page.EvaluateAsync("() => { analytics.identify('customer-of-the-withdrawal') }");
        await SnippetVisitor.UntilAsync(async () => (await visitor.KeptAsync()).Contains("ajs_user_id", StringComparison.Ordinal), "the user's id is kept");

        Assert.True(await visitor.ChooseAsync(None));
        Assert.Equal("withdrawn", await visitor.StateAsync(id, "personalization"));
        Assert.Equal("withdrawn", await visitor.StateAsync(id, "sales-assistance"));
        Assert.Equal("""fulcrum_choice={"c":{"functional":0,"analytics":0,"advertising":0,"dealer":0},"n":"web-privacy@2026-11"}""", await visitor.KeptAsync());
        Assert.DoesNotContain(id, await visitor.KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_that_does_not_get_through_is_not_called_done_and_is_told_when_it_can_be()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        var id = await visitor.IdAsync();
        await visitor.Context.RouteAsync("**/v1/capture/decisions", route => route.AbortAsync());

        Assert.False(await visitor.ChooseAsync(None));
        Assert.Equal("", await visitor.IdAsync());
        await visitor.Context.UnrouteAsync("**/v1/capture/decisions");
        await visitor.OpenAsync(path: "/cars/comet");
        await SnippetVisitor.UntilAsync(async () => await visitor.StateAsync(id, "analytics") == "withdrawn", "the server knows of the no");
        await SnippetVisitor.UntilAsync(async () => !(await visitor.KeptAsync()).Contains(id, StringComparison.Ordinal), "the id is forgotten");
    }

    [Fact]
    public async Task A_yes_that_does_not_get_through_is_none()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.Context.RouteAsync("**/v1/capture/nonces", route => route.FulfillAsync(new() { Status = 503, Headers = [new("Access-Control-Allow-Origin", "*")] }));

        Assert.False(await visitor.ChooseAsync(All));
        Assert.Equal("", await visitor.IdAsync());
        Assert.DoesNotContain("/v1/batch", visitor.Asked);
        await visitor.Context.UnrouteAsync("**/v1/capture/nonces");
        Assert.True(await visitor.ChooseAsync(All));
        Assert.NotEqual("", await visitor.IdAsync());
    }

    [Fact]
    public async Task Going_without_an_answer_is_a_no_but_what_was_ordered_is_done()
    {
        await using var visitor = await fixture.VisitAsync();
        var before = await fixture.Server.CountsAsync("web");
        await visitor.OpenAsync();
        await visitor.TrackAsync("Brochure Downloaded");
        await visitor.TrackAsync("Test Drive Booked", "{ model: 'roadster', dealer: 'london' }");
        await visitor.Page.GotoAsync("about:blank");

        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored == before.Stored + 1, "the booking is stored");
        Assert.Equal(before.Received + 1, (await fixture.Server.CountsAsync("web")).Received);
        await visitor.OpenAsync();
        Assert.Equal("", await visitor.KeptAsync());
    }

    [Fact]
    public async Task A_browsers_signal_is_a_no_that_no_yes_on_the_page_outweighs()
    {
        await using var visitor = await fixture.VisitAsync(hasSignal: true);
        await visitor.OpenAsync();
        await visitor.TrackAsync("Brochure Downloaded");
        await visitor.ChooseAsync(All);

        Assert.DoesNotContain(visitor.Asked, path => path.Contains("capture", StringComparison.Ordinal) || path.Contains("batch", StringComparison.Ordinal));
        Assert.Equal("", await visitor.IdAsync());
    }

    [Fact]
    public async Task What_the_server_cannot_take_now_is_sent_again_and_what_it_never_takes_is_not()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        var before = await fixture.Server.CountsAsync("web");
        var answers = new Queue<int>([503, 429, 500]);
        await visitor.Context.RouteAsync("**/v1/batch", route => answers.TryDequeue(out var status)
            ? route.FulfillAsync(new() { Status = status, Headers = [new("Access-Control-Allow-Origin", "*")] })
            : route.ContinueAsync());
        await visitor.TrackAsync("Brochure Downloaded");
        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored == before.Stored + 1, "the event is stored after three refusals");
        Assert.DoesNotContain("fulcrum_queue", await visitor.KeptAsync(), StringComparison.Ordinal);

        answers.Enqueue(400);
        await visitor.TrackAsync("Brochure Downloaded");
        await SnippetVisitor.UntilAsync(() => Task.FromResult(visitor.Complaints.Contains("Fulcrum: dropped 1 events: 400")), "the page's maker is told");
        Assert.Equal(before.Stored + 1, (await fixture.Server.CountsAsync("web")).Stored);
    }

    [Fact]
    public async Task What_happened_offline_outlives_the_page_and_arrives_once()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        var before = await fixture.Server.CountsAsync("web");
        await visitor.Context.RouteAsync("**/v1/batch", route => route.AbortAsync("internetdisconnected"));
        await visitor.TrackAsync("Brochure Downloaded");
        await SnippetVisitor.UntilAsync(async () => (await visitor.KeptAsync()).Contains("Brochure Downloaded", StringComparison.Ordinal), "the event waits in storage");
        await visitor.Context.UnrouteAsync("**/v1/batch");

        await visitor.OpenAsync(path: "/cars/comet");
        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored >= before.Stored + 2, "the event and the page are stored");
        Assert.Equal(before.Stored + 2, (await fixture.Server.CountsAsync("web")).Stored);
        Assert.DoesNotContain("fulcrum_queue", await visitor.KeptAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segments_own_lines_load_it_too_and_its_calls_arrive_with_what_they_carry()
    {
        await using var visitor = await fixture.VisitAsync();
        var before = await fixture.Server.CountsAsync("web");
        fixture.Site.Plant("/segment", $$$"""
            <!doctype html><title>Cars</title><script>
            !function(){var i="analytics",analytics=window[i]=window[i]||[];if(!analytics.initialize)if(analytics.invoked)window.console&&console.error&&console.error("Segment snippet included twice.");else{analytics.invoked=!0;analytics.methods=["trackSubmit","trackClick","identify","reset","group","track","ready","alias","debug","page","on"];
            analytics.factory=function(e){return function(){var n=Array.prototype.slice.call(arguments);n.unshift(e);analytics.push(n);return analytics}};for(var n=0;n<analytics.methods.length;n++){var key=analytics.methods[n];analytics[key]=analytics.factory(key)}
            analytics.load=function(key,n){var t=document.createElement("script");t.type="text/javascript";t.async=!0;t.src="{{{fixture.Server.Address}}}analytics.js/v1/"+key+"/core.min.js";var r=document.getElementsByTagName("script")[0];r.parentNode.insertBefore(t,r);analytics._loadOptions=n};analytics._writeKey="{{{RunningServer.WebKey}}}";
            analytics.load("{{{RunningServer.WebKey}}}");analytics.page("Cars","Roadster",{section:"sport"})}}();
            analytics.track('Brochure Downloaded', { model: 'roadster' }, { context: { campaign: { name: 'spring' } } }, () => { window.isCalledBack = true })
            window.heard = []; analytics.on('track', (name) => heard.push(name)); analytics.track('Test Drive Booked', { model: 'comet' })
            </script>
            """);
        await visitor.Page.GotoAsync(fixture.Site.Origin + "/segment");
        await visitor.Page.WaitForFunctionAsync("() => window.isCalledBack");
        var request = await visitor.Page.RunAndWaitForRequestAsync(() => visitor.ChooseAsync(All), asked => asked.Url.EndsWith("/v1/batch", StringComparison.Ordinal));

        var batch = request.PostDataJSON()!.Value.GetProperty("batch");
        var page = batch[0];
        Assert.Equal(("page", "Roadster", "Cars", "sport"), (page.GetProperty("type").GetString(), page.GetProperty("name").GetString(), page.GetProperty("category").GetString(), page.GetProperty("properties").GetProperty("section").GetString()));
        Assert.Equal("/segment", page.GetProperty("context").GetProperty("page").GetProperty("path").GetString());
        Assert.Equal("Cars", page.GetProperty("properties").GetProperty("title").GetString());
        Assert.Contains("Chrome", page.GetProperty("context").GetProperty("userAgent").GetString(), StringComparison.Ordinal);
        Assert.Equal("spring", batch[1].GetProperty("context").GetProperty("campaign").GetProperty("name").GetString());
        Assert.Equal("Test Drive Booked", (await visitor.Page.EvaluateAsync<string[]>("() => heard")).Single());
        Assert.Equal(3, batch.EnumerateArray().Select(one => one.GetProperty("messageId").GetString()).Distinct().Count());
        await SnippetVisitor.UntilAsync(async () => (await fixture.Server.CountsAsync("web")).Stored == before.Stored + 3, "all three are stored");
    }

    [Fact]
    public async Task A_yes_whose_id_is_gone_is_asked_for_again_and_not_claimed_for_a_new_one()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.AllowAsync();
        await visitor.Context.ClearCookiesAsync(new() { Name = "ajs_anonymous_id" });
        var before = visitor.Asked.Count(path => path == "/v1/batch");
        await visitor.OpenAsync(path: "/cars/comet");
        await visitor.TrackAsync("Brochure Downloaded");

        Assert.Equal("", await visitor.IdAsync());
        await visitor.AllowAsync();
        Assert.NotEqual("", await visitor.IdAsync());
        Assert.Equal(before + 1, visitor.Asked.Count(path => path == "/v1/batch"));
    }

    [Fact]
    public async Task Forgetting_who_was_here_forgets_their_yes_and_their_ids()
    {
        await using var visitor = await fixture.VisitAsync();
        await visitor.OpenAsync();
        await visitor.ChooseAsync("{ functional: true, analytics: false, advertising: false, dealer: false }");
        Assert.NotEqual("", await visitor.IdAsync());
        await visitor.Page.EvaluateAsync("() => analytics.reset()");

        Assert.Equal("""fulcrum_choice={"c":{"analytics":false,"advertising":false,"dealer":false},"n":"web-privacy@2026-11"}""", await visitor.KeptAsync());
    }
}

/// <summary>In a browser that takes every third party's cookies.</summary>
public sealed class OrdinarySnippetTests(OpenCookiesFixture fixture) : SnippetTests(fixture), IClassFixture<OpenCookiesFixture>
{
    protected override bool TakesForeignCookies => true;
}

/// <summary>In a browser that blocks every third-party cookie.</summary>
public sealed class BlockedCookiesSnippetTests(SnippetFixture fixture) : SnippetTests(fixture), IClassFixture<SnippetFixture>
{
    protected override bool TakesForeignCookies => false;
}
