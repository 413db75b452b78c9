using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Consent;

/// <summary>Nonces, tokens and decisions of pages over HTTP: what is refused, with which code, and what is taken all the same.</summary>
public sealed class CaptureTests
{
    private const string Origin = "http://localhost:5083";

    [Fact]
    public async Task A_page_asks_for_a_nonce_and_its_visitor_decides_once_also_after_a_restart()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        var proof = await NonceAsync(server, "visitor-1");
        var yes = Yes("""{"anonymousId":"visitor-1"}""", proof);

        var first = await DecideAsync(server, yes);
        Assert.Equal("given", first.Json.GetProperty("taken")[0].GetProperty("state").GetString());
        Assert.Equal("given", await StandingAsync(server, """{"anonymousId":"visitor-1"}"""));

        await DecideAsync(server, No("""{"anonymousId":"visitor-1"}"""));
        Assert.Equal((HttpStatusCode.Conflict, "proof-used"), Told(await DecideAsync(server, yes)));
        await server.RestartAsync();
        Assert.Equal((HttpStatusCode.Conflict, "proof-used"), Told(await DecideAsync(server, yes)));
        Assert.Equal("withdrawn", await StandingAsync(server, """{"anonymousId":"visitor-1"}"""));
    }

    [Fact]
    public async Task A_forged_yes_for_a_customer_is_refused_and_leaves_nothing()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        const string victim = """{"userId":"customer-8"}""";
        var own = await NonceAsync(server, "mallory");

        Assert.Equal((HttpStatusCode.Forbidden, "proof-missing"), Told(await DecideAsync(server, Yes(victim, ""))));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-of-another"), Told(await DecideAsync(server, Yes(victim, own))));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-of-another"), Told(await DecideAsync(server, Yes("""{"userId":"customer-8","anonymousId":"mallory"}""", own))));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-altered"), Told(await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own[..^2] + (own[^2] == 'A' ? "BB" : "AA")))));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-of-other-notice"), Told(await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own, notice: "app-privacy@2026-11"))));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-of-other-surface"), Told(await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own), ConfiguratorKey)));
        Assert.Equal((HttpStatusCode.Forbidden, "not-asked-here"), Told(await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own, purpose: "service"))));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown-purpose"), Told(await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own, purpose: "personalisation"))));
        await server.SendAsync("/v1/track", """{"event":"Segment Consent Preference Updated","userId":"customer-8","context":{"consent":{"categoryPreferences":{"functional":true}}}}""");

        Assert.Equal("unknown", await StandingAsync(server, victim));

        // None of these used the nonce up.
        Assert.Equal(HttpStatusCode.OK, (await DecideAsync(server, Yes("""{"anonymousId":"mallory"}""", own))).Status);
    }

    [Fact]
    public async Task A_nonce_is_too_old_at_the_end_of_its_life()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(clock: clock, hasSurfaces: true);
        var proof = await NonceAsync(server, "visitor-1");

        clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal((HttpStatusCode.Forbidden, "proof-expired"), Told(await DecideAsync(server, Yes("""{"anonymousId":"visitor-1"}""", proof))));
    }

    [Fact]
    public async Task A_no_is_taken_beside_a_yes_that_is_refused_and_tells_nothing_of_what_stood()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        var token = await TokenAsync(server, "customer-8");
        Assert.Equal(HttpStatusCode.OK, (await DecideAsync(server, Yes("""{"userId":"customer-8"}""", token))).Status);

        var both = await DecideAsync(server, """{"identifiers":{"userId":"customer-8"},"decisions":[{"purpose":"personalization","state":"withdrawn"},{"purpose":"analytics","state":"given"}]}""");
        Assert.Equal("proof-missing", both.Json.GetProperty("refused")[0].GetProperty("code").GetString());
        Assert.Equal("withdrawn", await StandingAsync(server, """{"userId":"customer-8"}"""));

        var known = await DecideAsync(server, No("""{"userId":"customer-8"}"""));
        var unknown = await DecideAsync(server, No("""{"userId":"customer-nobody"}"""));
        Assert.Equal(known.Text, unknown.Text);
    }

    [Fact]
    public async Task A_public_key_gets_nonces_for_devices_of_its_own_pages_only()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        var (path, device) = ("/v1/capture/nonces", """{"anonymousId":"a-1"}""");

        Assert.Equal("bad-member", (await server.SendAsync(path, """{"surface":"web-banner","identifiers":{"userId":"customer-8"}}""")).Code);
        Assert.Equal("bad-member", (await server.SendAsync(path, """{"surface":"web-banner","identifiers":{"anonymousId":["a-1","a-2"]}}""")).Code);
        Assert.Equal("bad-member", (await server.SendAsync(path, $$"""{"surface":"web-banner","identifiers":{{device}},"verified":true}""")).Code);
        Assert.Equal("unknown-surface", (await server.SendAsync(path, $$"""{"surface":"app-settings","identifiers":{{device}}}""")).Code);
        Assert.Equal("unknown-surface", (await server.SendAsync(path, $$"""{"surface":"dealer-desk","identifiers":{{device}}}""")).Code);
        Assert.Equal("notice-not-shown-here", (await server.SendAsync(path, $$"""{"surface":"web-banner","notice":"web-privacy@2026-10","identifiers":{{device}}}""")).Code);
        Assert.Equal("write-key-unknown", (await server.SendAsync(path, $$"""{"surface":"web-banner","identifiers":{{device}}}""", "nobodys-key")).Code);
        Assert.Equal("key-of-other-kind", (await server.AdminAsync("/v1/capture/tokens", $$"""{"surface":"web-banner","identifiers":{{device}}}""")).Code);
        Assert.Equal("origin-not-allowed", (await server.AskAsync(HttpMethod.Post, path, null, $$"""{"surface":"web-banner","identifiers":{{device}}}""", RunningServer.Basic(RunningServer.WebKey + ":"), ("Origin", "https://elsewhere.example"))).Code);
        var allowed = await server.AskAsync(HttpMethod.Post, path, null, $$"""{"surface":"web-banner","identifiers":{{device}}}""", RunningServer.Basic(RunningServer.WebKey + ":"), ("Origin", Origin));
        Assert.Equal((HttpStatusCode.OK, Origin), (allowed.Status, allowed.Headers["Access-Control-Allow-Origin"]));
        Assert.DoesNotContain("a-1", allowed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_brings_the_token_of_a_surface_in_the_same_way_and_staff_their_evidence()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        var token = await TokenAsync(server, "customer-8");
        string Said(string surface, string more, string proof) => $$"""
            {"identifiers":{"userId":"customer-8"},"requestId":"r-1","proof":"{{proof}}","decisions":[{"purpose":"sales-assistance","state":"given","notice":"web-privacy@2026-11","language":"en",
              "at":"2026-11-20T09:30:00Z","channel":"phone","evidence":{"surface":"{{surface}}"{{more}} } }]}
            """;

        Assert.Equal("proof-missing", (await server.DecideAsync("/v1/consents", Said("my-privacy", "", ""))).Code);
        Assert.Equal("proof-altered", (await server.DecideAsync("/v1/consents", Said("my-privacy", "", "fct1_AAAA"))).Code);
        Assert.Equal("bad-member", (await server.DecideAsync("/v1/consents", Said("call-centre", "", token))).Code);
        Assert.Equal("bad-member", (await server.DecideAsync("/v1/consents", Said("my-privacy", ",\"kind\":\"subject-token\"", token))).Code);
        Assert.Equal("bad-member", (await server.DecideAsync("/v1/consents", Said("dealer-desk", ",\"hash\":\"ABC\"", ""))).Code);
        Assert.Equal("given", (await server.DecideAsync("/v1/consents", Said("my-privacy", "", token))).Json.GetProperty("recorded")[0].GetProperty("state").GetString());
        Assert.Equal("proof-used", (await server.DecideAsync("/v1/consents", Said("my-privacy", "", token))).Code);

        var bare = await server.DecideAsync("/v1/consents", Said("call-centre", "", "").Replace("r-1", "r-2", StringComparison.Ordinal).Replace("customer-8", "customer-9", StringComparison.Ordinal));
        Assert.Equal(["operator-missing", "evidence-missing", "evidence-of-other-kind"], bare.Json.GetProperty("recorded")[0].GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()));
    }

    [Fact]
    public async Task Imported_records_keep_their_time_and_notice_or_stay_invalid_with_where_they_stood()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        static string File(string surface, string notice) => $$$$$$"""
            {"format":"xdm","surface":"{{{{{{surface}}}}}}","notice":"{{{{{{notice}}}}}}","language":"en","purposes":{"marketing.email":"marketing-email"},"content":{
              "identityMap":{"email":[{"id":"ann@example.com"}]},"consents":{"marketing":{"email":{"val":"y","time":"2026-11-01T10:00:00Z"}}}}}
            """;

        Assert.Equal("unknown-surface", (await server.AdminAsync("/v1/consents/import", File("web-banner", "web-privacy@2026-11"))).Code);
        Assert.Equal(1, (await server.AdminAsync("/v1/consents/import", File("earlier-records", "").Replace("ann@", "bob@", StringComparison.Ordinal))).Json.GetProperty("invalid").GetProperty("notice-missing").GetInt32());
        var taken = await server.AdminAsync("/v1/consents/import", File("earlier-records", "web-privacy@2026-11"));
        Assert.Empty(taken.Json.GetProperty("invalid").EnumerateObject());
        var standing = (await server.DecideAsync("/v1/consents/query", """{"identifiers":{"email":"ann@example.com"}}""")).Json.GetProperty("purposes")
            .EnumerateArray().Single(one => one.GetProperty("purpose").GetString() == "marketing-email");
        Assert.Equal(("given", "web-privacy@2026-11"), (standing.GetProperty("state").GetString(), standing.GetProperty("notice").GetString()));
        Assert.StartsWith("2026-11-01T10:00:00", standing.GetProperty("at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_surfaces_no_page_says_yes_here_and_events_are_taken_as_before()
    {
        await using var server = await RunningServer.StartAsync();
        Assert.Equal((HttpStatusCode.Forbidden, "surface-missing"), Told(await DecideAsync(server, Yes("""{"anonymousId":"a-1"}""", ""))));
        await server.SendAsync("/v1/page", """{"anonymousId":"a-1","properties":{"path":"/"},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""");
        Assert.Equal("given", await StandingAsync(server, """{"anonymousId":"a-1"}"""));
    }

    private const string ConfiguratorKey = "sample-key-configurator-for-development-only";

    private static (HttpStatusCode, string) Told(Reply reply) => (reply.Status, reply.Code);

    private static string Yes(string identifiers, string proof, string notice = "", string purpose = "personalization") =>
        $$"""{"identifiers":{{identifiers}},"proof":"{{proof}}","notice":"{{notice}}","language":"en","decisions":[{"purpose":"{{purpose}}","state":"given"}]}""";

    private static string No(string identifiers) => $$"""{"identifiers":{{identifiers}},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""";

    private static Task<Reply> DecideAsync(RunningServer server, string body, string key = RunningServer.WebKey) => server.SendAsync("/v1/capture/decisions", body, key);

    private static async Task<string> NonceAsync(RunningServer server, string visitor) =>
        (await server.SendAsync("/v1/capture/nonces", $$$"""{"surface":"web-banner","identifiers":{"anonymousId":"{{{visitor}}}"}}""")).Json.GetProperty("proof").GetString()!;

    private static async Task<string> TokenAsync(RunningServer server, string customer) =>
        (await server.DecideAsync("/v1/capture/tokens", $$"""{"surface":"my-privacy","identifiers":{"userId":"{{customer}}"},"verified":true}""")).Json.GetProperty("proof").GetString()!;

    private static async Task<string?> StandingAsync(RunningServer server, string identifiers) =>
        (await server.DecideAsync("/v1/consents/query", $$"""{"identifiers":{{identifiers}}}""")).Json.GetProperty("purposes")
            .EnumerateArray().Single(one => one.GetProperty("purpose").GetString() == "personalization").GetProperty("state").GetString();
}
