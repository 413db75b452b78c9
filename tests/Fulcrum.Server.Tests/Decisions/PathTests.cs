using System.Text.Json;
using Xunit;

namespace Fulcrum.Server.Tests.Decisions;

/// <summary>The whole path over HTTP: an event in, a permitted and explained decision out, a look-up, a withdrawal, an erasure.</summary>
public sealed class PathTests
{
    private const string Consent = """{"functional":true,"dealer":true}""";

    [Fact]
    public async Task What_a_visitor_allowed_is_used_explained_and_gone_with_the_withdrawal()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);

        var before = await DecideAsync(server, """{"anonymousId":"a-1"}""");
        var withdrawal = await server.DecideAsync("/v1/consents", """{"identifiers":{"anonymousId":"a-1"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""");
        var after = await DecideAsync(server, """{"anonymousId":"a-1"}""");

        Assert.Equal("personal", before.GetProperty("mode").GetString());
        Assert.Equal("withdrawn", withdrawal.Json.GetProperty("recorded")[0].GetProperty("state").GetString());
        Assert.True(withdrawal.Json.GetProperty("recorded")[0].GetProperty("sequence").GetInt64() > 0);
        Assert.Equal(("contextual", "consent-withdrawn"), (after.GetProperty("mode").GetString(), after.GetProperty("why").GetString()));
        Assert.NotEmpty(after.GetProperty("chosen").EnumerateArray());
    }

    [Fact]
    public async Task A_decision_gives_its_full_account()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);
        var decision = await DecideAsync(server, """{"anonymousId":"a-1"}""");

        var account = (await server.AskAsync(HttpMethod.Get, $"/v1/decisions/{decision.GetProperty("id").GetString()}", RunningServer.DecideKey)).Json;

        Assert.Equal(decision.GetProperty("id").GetString(), account.GetProperty("id").GetString());
        Assert.True(account.GetProperty("agrees").GetBoolean());
        Assert.True(account.GetProperty("consent").GetProperty("sequence").GetInt64() > 0);
        Assert.Equal("web-privacy@2026-11", account.GetProperty("consent").GetProperty("notice").GetString());
        Assert.NotEmpty(account.GetProperty("candidates").EnumerateArray());
        Assert.NotEmpty(account.GetProperty("sentence").GetProperty("en").GetString()!);
        Assert.NotEmpty(account.GetProperty("sentence").GetProperty("ru").GetString()!);
        Assert.Equal("unknown-decision", (await server.AskAsync(HttpMethod.Get, "/v1/decisions/d-none", RunningServer.DecideKey)).Code);
    }

    [Fact]
    public async Task A_repeated_request_id_is_the_same_decision_and_its_outcome_can_be_reported()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);

        var first = await DecideAsync(server, """{"anonymousId":"a-1"}""", "r-1");
        var second = await DecideAsync(server, """{"anonymousId":"a-1"}""", "r-1");
        var id = first.GetProperty("id").GetString();
        var offer = first.GetProperty("chosen")[0].GetProperty("offer").GetString();

        Assert.Equal(id, second.GetProperty("id").GetString());
        Assert.Equal(200, (int)(await server.DecideAsync("/v1/outcomes", $$"""{"decisionId":"{{id}}","offer":"{{offer}}","outcome":"click"}""")).Status);
        Assert.Equal("unknown-decision", (await server.DecideAsync("/v1/outcomes", $$"""{"decisionId":"{{id}}","offer":"no-such","outcome":"click"}""")).Code);
    }

    [Theory]
    [InlineData("Sec-GPC", "1", "privacy-control")]
    [InlineData("Sec-GPC", "0, 1", "privacy-control")]
    [InlineData("SP-Anonymous", "*", "anonymous-requested")]
    public async Task A_request_that_asks_for_anonymity_gets_a_contextual_answer(string header, string value, string why)
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);

        var reply = await server.AskAsync(
            HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, """{"placements":["home-hero"],"subject":{"anonymousId":"a-1"}}""", (header, value));

        var decision = reply.Json.GetProperty("decisions")[0];
        Assert.Equal(("contextual", why), (decision.GetProperty("mode").GetString(), decision.GetProperty("why").GetString()));
    }

    [Fact]
    public async Task An_identifier_that_is_none_is_left_out_and_named_without_its_value()
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.DecideAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"email":"ada-at-example","userId":"null"}}""");

        Assert.Equal("contextual", reply.Json.GetProperty("decisions")[0].GetProperty("mode").GetString());
        Assert.Equal(["email", "user-id"], reply.Json.GetProperty("ignored").EnumerateArray().Select(item => item.GetProperty("identifier").GetString()!));
        Assert.DoesNotContain("ada", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dealer_sees_permitted_facts_with_where_they_came_from_and_the_last_page_at_once()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);

        var view = (await server.DecideAsync("/v1/views/dealer", """{"identifiers":{"anonymousId":"a-1"},"who":"dealer-042","why":"at the desk"}""")).Json;
        var pages = view.GetProperty("facts").EnumerateArray().Single(fact => fact.GetProperty("name").GetString() == "top-pages");

        Assert.True(view.GetProperty("permitted").GetBoolean());
        Assert.True(view.GetProperty("lookUp").GetInt64() > 0);
        Assert.Contains("/cars/roadster", pages.GetProperty("value").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("web", pages.GetProperty("source").GetString());
    }

    [Fact]
    public async Task A_dealer_sees_nothing_of_a_customer_who_did_not_allow_it_or_whom_nobody_knows()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", """{"functional":true}""");
        async Task<string> RefusalAsync(string id)
        {
            var view = (await server.DecideAsync("/v1/views/dealer", $$"""{"identifiers":{"anonymousId":"{{id}}"},"who":"dealer-042","why":"at the desk"}""")).Json;
            Assert.False(view.GetProperty("permitted").GetBoolean());
            Assert.Empty(view.GetProperty("facts").EnumerateArray());
            return view.GetProperty("refusal").GetString()!;
        }

        Assert.Equal("consent-unknown", await RefusalAsync("a-1"));
        Assert.Equal("unknown-subject", await RefusalAsync("a-nobody"));
    }

    [Fact]
    public async Task An_erased_customer_is_known_to_nobody_any_more()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);

        var before = (await DecideAsync(server, """{"anonymousId":"a-1"}""")).GetProperty("id").GetString();
        var erased = (await server.AdminAsync("/v1/erasures", """{"identifiers":{"anonymousId":"a-1"},"by":"clerk-1","why":"asked for"}""")).Json;
        var again = (await server.AdminAsync("/v1/erasures", """{"identifiers":{"anonymousId":"a-1"},"by":"clerk-1","why":"asked for"}""")).Json;
        var decision = await DecideAsync(server, """{"anonymousId":"a-1"}""");

        Assert.True(erased.GetProperty("erased").GetBoolean());
        Assert.True(erased.GetProperty("keys").GetInt32() > 0);
        Assert.False(again.GetProperty("erased").GetBoolean());
        Assert.Equal("contextual", decision.GetProperty("mode").GetString());
        Assert.Equal("decision-not-kept", (await server.AskAsync(HttpMethod.Get, $"/v1/decisions/{before}", RunningServer.DecideKey)).Code);
    }

    [Fact]
    public async Task Links_are_listed_with_their_reason_and_can_be_cut()
    {
        await using var server = await RunningServer.StartAsync();
        await VisitAsync(server, "a-1", Consent);
        await server.SendAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"}}""");
        await server.SendAsync("/v1/identify", """{"userId":"u-1","anonymousId":"a-1","traits":{"firstName":"Ada"}}""");
        async Task<List<JsonElement>> LinksAsync() =>
            [.. (await server.AdminAsync("/v1/links/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("links").EnumerateArray()];

        var link = Assert.Single(await LinksAsync());
        var cut = $$"""{"left":"{{link.GetProperty("left").GetString()}}","right":"{{link.GetProperty("right").GetString()}}","by":"clerk-1","why":"a shared tablet"}""";

        Assert.NotEmpty(link.GetProperty("reason").GetString()!);
        Assert.Equal("""{"cut":true}""", (await server.AdminAsync("/v1/links/cut", cut)).Text);
        Assert.Empty(await LinksAsync());
        Assert.Equal("unknown-link", (await server.AdminAsync("/v1/links/cut", cut)).Code);
        Assert.Equal(200, (int)(await server.ReadAsync("/v1/links/refused")).Status);
    }

    [Fact]
    public async Task What_stands_can_be_asked_and_a_grant_without_its_evidence_enables_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        const string whole = """{"purpose":"personalization","state":"given","notice":"web-privacy@2026-11","language":"en","at":"2026-11-01T09:00:00Z","channel":"web"}""";
        const string bare = """{"purpose":"analytics","state":"given"}""";

        var outcome = (await server.DecideAsync("/v1/consents", $$"""{"identifiers":{"userId":"u-1"},"decisions":[{{whole}},{{bare}}]}""")).Json;
        var standing = (await server.DecideAsync("/v1/consents/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("purposes")
            .EnumerateArray().ToDictionary(item => item.GetProperty("purpose").GetString()!, item => item.GetProperty("state").GetString());

        Assert.Equal(1, outcome.GetProperty("invalid").GetInt32());
        Assert.Equal("given", standing["personalization"]);
        Assert.NotEqual("given", standing["analytics"]);
        Assert.Equal("unknown", standing["marketing-email"]);
        var nobody = (await server.DecideAsync("/v1/consents/query", """{"identifiers":{"userId":"u-nobody"}}""")).Json.GetProperty("purposes");
        Assert.Equal(standing.Count, nobody.GetArrayLength());
        Assert.All(nobody.EnumerateArray(), item => Assert.Equal("unknown", item.GetProperty("state").GetString()));
    }

    private static async Task VisitAsync(RunningServer server, string anonymousId, string consent)
    {
        var context = $$$"""{"consent":{"categoryPreferences":{{{consent}}}}}""";
        var reply = await server.SendAsync(
            "/v1/page", $$$"""{"anonymousId":"{{{anonymousId}}}","name":"Cars","properties":{"path":"/cars/roadster","section":"sport"},"context":{{{context}}}}""");
        Assert.Equal(200, (int)reply.Status);
    }

    private static async Task<JsonElement> DecideAsync(RunningServer server, string subject, string requestId = "")
    {
        var reply = await server.DecideAsync("/v1/decide", $$"""{"placements":["home-hero"],"subject":{{subject}},"context":{},"requestId":"{{requestId}}"}""");
        Assert.True((int)reply.Status == 200, reply.Text);
        return reply.Json.GetProperty("decisions")[0];
    }
}
