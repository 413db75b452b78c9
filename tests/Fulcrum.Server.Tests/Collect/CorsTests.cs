using Xunit;

namespace Fulcrum.Server.Tests.Collect;

public sealed class CorsTests(KeyTests.Shared shared) : IClassFixture<KeyTests.Shared>
{
    private const string Listed = "https://www.meridian-motors.example";
    private const string AppKey = "sample-key-app-for-development-only";
    private const string Body = """{"event":"E","userId":"u-1"}""";

    [Theory]
    [InlineData("identify")]
    [InlineData("track")]
    [InlineData("page")]
    [InlineData("screen")]
    [InlineData("group")]
    [InlineData("alias")]
    [InlineData("batch")]
    [InlineData("import")]
    [InlineData("i")]
    [InlineData("t")]
    [InlineData("p")]
    [InlineData("s")]
    [InlineData("g")]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("m")]
    [InlineData("projects/key/settings")]
    public async Task Every_route_answers_a_preflight_that_names_each_header(string route)
    {
        var reply = await shared.Server.AskAsync(
            HttpMethod.Options, $"/v1/{route}", null, null, ("Origin", Listed), ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "authorization,content-type,x-retry-count"));

        Assert.Equal(204, (int)reply.Status);
        Assert.Equal(Listed, reply.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("true", reply.Headers["Access-Control-Allow-Credentials"]);
        Assert.Equal("Authorization, Content-Type, X-Retry-Count, Content-Encoding", reply.Headers["Access-Control-Allow-Headers"]);
        Assert.Contains("POST", reply.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_allowed_for_listed_origins_only()
    {
        var other = await shared.Server.AskAsync(HttpMethod.Options, "/v1/t", null, null, ("Origin", "https://other.example"));

        Assert.Equal("*", other.Headers["Access-Control-Allow-Origin"]);
        Assert.False(other.Headers.ContainsKey("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task A_source_that_lists_origins_takes_events_from_no_other()
    {
        Task<Reply> SendAsync(string key, string origin) =>
            shared.Server.AskAsync(HttpMethod.Post, "/v1/t", null, Body, RunningServer.Basic(key), ("Origin", origin));

        Assert.Equal(200, (int)(await SendAsync(RunningServer.WebKey, Listed)).Status);
        Assert.Equal("origin-not-allowed", (await SendAsync(RunningServer.WebKey, "https://other.example")).Code);
        Assert.Equal("origin-not-allowed", (await SendAsync(RunningServer.WebKey, "null")).Code);
        Assert.Equal(200, (int)(await SendAsync(AppKey, "https://other.example")).Status);
    }

    [Fact]
    public async Task A_browser_can_read_why_its_events_were_not_taken()
    {
        var reply = await shared.Server.AskAsync(HttpMethod.Post, "/v1/t", null, Body, RunningServer.Basic("nobody"), ("Origin", Listed));

        Assert.Equal("write-key-unknown", reply.Code);
        Assert.Equal(Listed, reply.Headers["Access-Control-Allow-Origin"]);
        Assert.Equal("Retry-After", reply.Headers["Access-Control-Expose-Headers"]);
    }
}
