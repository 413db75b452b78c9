using Xunit;

namespace Fulcrum.Server.Tests;

public sealed class KeyTests(KeyTests.Shared shared) : IClassFixture<KeyTests.Shared>
{
    public static TheoryData<string, string, string> Routes => new()
    {
        { "POST", "/v1/decide", "decide" },
        { "POST", "/v1/outcomes", "decide" },
        { "POST", "/v1/consents", "decide" },
        { "POST", "/v1/consents/query", "decide" },
        { "GET", "/v1/decisions/d-x", "decide admin" },
        { "POST", "/v1/views/dealer", "decide admin" },
        { "GET", "/v1/workspace", "decide admin" },
        { "POST", "/v1/workspace", "admin" },
        { "POST", "/v1/workspace/diff", "admin" },
        { "POST", "/v1/erasures", "admin" },
        { "POST", "/v1/erasures/compaction", "admin" },
        { "POST", "/v1/erasures/certificate", "decide admin" },
        { "POST", "/v1/erasures/certificate/page", "decide admin" },
        { "POST", "/v1/links/query", "admin" },
        { "POST", "/v1/links/cut", "admin" },
        { "GET", "/v1/links/refused", "admin" },
        { "GET", "/v1/collect/counts", "admin" },
        { "GET", "/v1/quarantine", "admin" },
        { "GET", "/v1/quarantine/look-ups", "admin" },
        { "POST", "/v1/quarantine/no-such/read", "admin" },
        { "POST", "/v1/quarantine/no-such/replay", "admin" },
        { "GET", "/openapi/v1.json", "admin" },
        { "GET", "/healthz", "none" },
        { "GET", "/readyz", "none" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Each_route_takes_the_kinds_of_key_it_names_and_no_other(string method, string path, string kinds)
    {
        var keys = new Dictionary<string, string?>
        {
            ["decide"] = RunningServer.DecideKey, ["admin"] = RunningServer.AdminKey, ["write"] = RunningServer.WebKey, ["wrong"] = "decide_wrong", [""] = null,
        };

        foreach (var (kind, key) in keys)
        {
            var reply = await shared.Server.AskAsync(new HttpMethod(method), path, key, method == "POST" ? "{}" : null);

            var code = reply.Code;
            if (kinds == "none" || (kind.Length > 0 && kinds.Contains(kind, StringComparison.Ordinal)))
            {
                Assert.False((int)reply.Status is 401 or 403 or >= 500, reply.Text);
            }
            else
            {
                Assert.Equal(kind switch { "" => "key-missing", "decide" or "admin" => "key-of-other-kind", _ => "key-unknown" }, code);
                Assert.Equal(code == "key-of-other-kind" ? 403 : 401, (int)reply.Status);
            }
        }
    }

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
    public async Task Event_routes_take_write_keys_only(string route)
    {
        const string body = """{"batch":[],"userId":"u-1","anonymousId":"a-1","event":"E","messageId":"m"}""";

        Assert.Equal(200, (int)(await shared.Server.SendAsync($"/v1/{route}", body)).Status);
        Assert.Equal("write-key-unknown", (await shared.Server.SendAsync($"/v1/{route}", body, "nobody")).Code);
        Assert.Equal("write-key-unknown", (await shared.Server.SendAsync($"/v1/{route}", body, RunningServer.DecideKey)).Code);
        Assert.Equal("write-key-unknown", (await shared.Server.DecideAsync($"/v1/{route}", body)).Code);
        Assert.Equal("write-key-unknown", (await shared.Server.AskAsync(HttpMethod.Post, $"/v1/{route}", null, body)).Code);
    }

    [Fact]
    public async Task A_key_counts_in_its_header_and_once()
    {
        const string Body = """{"placements":["home-hero"]}""";

        var twice = await shared.Server.AskAsync(HttpMethod.Post, "/v1/decide", null, Body, ("Authorization", "Bearer decide_wrong"), ("Authorization", $"Bearer {RunningServer.DecideKey}"));
        var elsewhere = await shared.Server.AskAsync(HttpMethod.Post, $"/v1/decide?Authorization=Bearer%20{RunningServer.DecideKey}&key={RunningServer.DecideKey}", null, Body);
        var body = await shared.Server.AskAsync(HttpMethod.Post, "/v1/decide?placements=home-hero", RunningServer.DecideKey, "{}");

        Assert.True(twice.Code is "key-missing" or "key-unknown", twice.Code);
        Assert.Equal("key-missing", elsewhere.Code);
        Assert.Equal("missing-member", body.Code);
    }

    [Fact]
    public async Task A_server_without_keys_lets_nobody_decide_or_administer()
    {
        await using var closed = await RunningServer.StartAsync(options => options with { DecideKeyHashes = [], AdminKeyHashes = [] });

        Assert.Equal("key-unknown", (await closed.DecideAsync("/v1/decide", "{}")).Code);
        Assert.Equal("key-missing", (await closed.AskAsync(HttpMethod.Post, "/v1/decide", null, "{}")).Code);
        Assert.Equal("key-unknown", (await closed.ReadAsync("/v1/quarantine")).Code);
    }

    public sealed class Shared : IAsyncLifetime
    {
        public RunningServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await RunningServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
