using System.Net;
using Xunit;

namespace Fulcrum.Server.Tests.Rights;

/// <summary>Rights and requests over HTTP hold from their answer on, and say why when they do not.</summary>
public sealed class RightsTests
{
    private const string Who = "\"identifiers\":{\"userId\":\"u-1\"},\"by\":\"clerk-7\",\"why\":\"asked by phone\"";

    [Fact]
    public async Task A_restriction_holds_for_the_next_decision_until_it_is_lifted()
    {
        await using var server = await LivedAsync();
        Assert.Equal("personal", await ModeAsync(server));
        Assert.True((await RightAsync(server, "\"act\":\"restrict\"")).Json.GetProperty("changed").GetBoolean());
        Assert.Equal("contextual", await ModeAsync(server));
        Assert.False((await RightAsync(server, "\"act\":\"restrict\"")).Json.GetProperty("changed").GetBoolean());
        await RightAsync(server, "\"act\":\"lift\"");
        Assert.Equal("personal", await ModeAsync(server));
    }

    [Theory]
    [InlineData("\"act\":\"correct\",\"fact\":\"nonsense\",\"value\":\"x\"", HttpStatusCode.BadRequest, "right-of-unknown-fact")]
    [InlineData("\"act\":\"correct\",\"fact\":\"lead-score\",\"value\":\"1\"", HttpStatusCode.Conflict, "fact-not-declared")]
    [InlineData("\"act\":\"correct\",\"fact\":\"city\",\"value\":\"\"", HttpStatusCode.BadRequest, "bad-member")]
    [InlineData("\"act\":\"correct\",\"fact\":\"city\",\"value\":\"York\"", HttpStatusCode.Conflict, "fact-not-held")]
    [InlineData("\"act\":\"contest\",\"fact\":\"city\"", HttpStatusCode.Conflict, "fact-not-inferred")]
    [InlineData("\"act\":\"uphold\",\"fact\":\"lead-score\"", HttpStatusCode.Conflict, "fact-not-contested")]
    [InlineData("\"act\":\"forget\"", HttpStatusCode.BadRequest, "bad-member")]
    [InlineData("\"act\":\"restrict\",\"until\":\"x\"", HttpStatusCode.BadRequest, "unknown-member")]
    public async Task What_cannot_be_done_says_why(string asked, HttpStatusCode status, string code)
    {
        await using var server = await LivedAsync();
        var reply = await RightAsync(server, asked);
        Assert.Equal((status, code), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_request_is_joined_timed_acted_on_and_closed()
    {
        await using var server = await LivedAsync();
        var opened = (await server.AdminAsync("/v1/requests", $$"""{{{Who}},"kind":"erasure"}""")).Json;
        var joined = (await server.AdminAsync("/v1/requests", $$"""{{{Who}},"kind":"erasure"}""")).Json;
        Assert.Equal((opened.GetProperty("request").GetString(), opened.GetProperty("dueAt").GetString(), 1), (joined.GetProperty("request").GetString(), joined.GetProperty("dueAt").GetString(), joined.GetProperty("askedAgain").GetInt32()));
        Assert.Equal("uk-gdpr", opened.GetProperty("law").GetString());

        Assert.Equal("working", (await ActAsync(server, "begin")).Json.GetProperty("state").GetString());
        Assert.Equal("request-not-now", (await ActAsync(server, "answer")).Code);
        Assert.Equal("bad-member", (await ActAsync(server, "join")).Code);
        Assert.Equal("done", (await ActAsync(server, "complete")).Json.GetProperty("state").GetString());
        Assert.Equal("no-open-request", (await ActAsync(server, "refuse")).Code);
        var listed = (await server.AdminAsync("/v1/requests/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("requests");
        Assert.Equal("done", Assert.Single(listed.EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("nothing-kept", (await server.AdminAsync("/v1/requests", $$"""{{{Who.Replace("u-1", "u-9", StringComparison.Ordinal)}},"kind":"access"}""")).Code);
        Assert.Equal("key-of-other-kind", (await server.DecideAsync("/v1/requests", $$"""{{{Who}},"kind":"access"}""")).Code);
    }

    [Fact]
    public async Task A_refusal_says_its_reason_and_a_review_what_became_of_it()
    {
        await using var server = await LivedAsync();
        await server.AdminAsync("/v1/requests", $$"""{{{Who}},"kind":"review"}""");
        await server.AdminAsync("/v1/requests", $$"""{{{Who}},"kind":"access"}""");

        Assert.Equal("bad-member", (await EndAsync("access", "refuse", ""","reason":"whim" """)).Code);
        Assert.Equal("bad-member", (await EndAsync("access", "begin", ""","reason":"no-match" """)).Code);
        Assert.Equal("bad-member", (await EndAsync("access", "complete", ""","outcome":"stands" """)).Code);
        Assert.Equal("bad-member", (await EndAsync("review", "complete", ""","outcome":"none" """)).Code);
        Assert.Equal("missing-member", (await EndAsync("review", "complete", "")).Code);
        var refused = (await EndAsync("access", "refuse", ""","reason":"claim-not-covered" """)).Json;
        var reviewed = (await EndAsync("review", "complete", ""","outcome":"changed" """)).Json;

        Assert.Equal(("refused", "claim-not-covered"), (refused.GetProperty("state").GetString(), refused.GetProperty("reason").GetString()));
        Assert.Equal(("done", "changed"), (reviewed.GetProperty("state").GetString(), reviewed.GetProperty("outcome").GetString()));
        Assert.NotEqual("", reviewed.GetProperty("said").GetString());

        Task<Reply> EndAsync(string kind, string act, string more) => server.AdminAsync("/v1/requests/act", $$"""{{{Who}},"kind":"{{kind}}","act":"{{act}}"{{more}}}""");
    }

    private static Task<Reply> RightAsync(RunningServer server, string asked) => server.AdminAsync("/v1/rights", $$"""{{{Who}},{{asked}}}""");

    private static Task<Reply> ActAsync(RunningServer server, string act) => server.AdminAsync("/v1/requests/act", $$"""{{{Who}},"kind":"erasure","act":"{{act}}"}""");

    private static async Task<string> ModeAsync(RunningServer server) =>
        (await server.DecideAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"userId":"u-1"}}""")).Json.GetProperty("decisions")[0].GetProperty("mode").GetString()!;

    private static async Task<RunningServer> LivedAsync()
    {
        var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""");
        return server;
    }
}
