using System.Net;
using Xunit;

namespace Fulcrum.Server.Tests.Rights.Breaches;

/// <summary>The breach register over HTTP: what cannot be is refused in words, and nothing is handed out without the admin key, a name and a reason.</summary>
public sealed class BreachRoutesTests
{
    private const string Opening = """{"what": "The log was open", "from": "2020-01-01T00:00:00Z", "by": "nina"}""";

    [Fact]
    public async Task From_the_record_to_the_close_each_step_says_where_it_stands()
    {
        await using var server = await RunningServer.StartAsync();
        var opened = await AskAsync(server, "/v1/breaches", Opening);
        Assert.Equal(("b-1", 0), (opened.Json.GetProperty("breach").GetString(), opened.Json.GetProperty("people").GetInt32()));

        var draft = await server.AskAsync(HttpMethod.Get, "/v1/breaches/b-1/draft?to=subjects&language=ru", RunningServer.AdminKey);
        Assert.Contains("К кому обращаться", draft.Text, StringComparison.Ordinal);
        var told = await AskAsync(server, "/v1/breaches/b-1/told", """{"to": "authority", "law": "uk-gdpr", "by": "nina"}""");
        Assert.Equal("authority", told.Json.GetProperty("told")[0].GetProperty("to").GetString());
        Assert.Equal(0, (await AskAsync(server, "/v1/breaches/b-1/people", """{"why": "letters", "by": "nina"}""")).Json.GetProperty("people").GetArrayLength());
        Assert.True((await AskAsync(server, "/v1/breaches/b-1/close", """{"found": "nobody was in it", "by": "nina"}""")).Json.GetProperty("closed").GetBoolean());
        Assert.Equal("unknown-breach", (await AskAsync(server, "/v1/breaches/b-1/close", """{"found": "again", "by": "nina"}""")).Code);
        Assert.Equal(1, (await server.ReadAsync("/v1/breaches")).Json.GetProperty("breaches").GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/breaches", """{"from": "2020-01-01T00:00:00Z", "by": "nina"}""", "missing-member")]
    [InlineData("/v1/breaches", """{"what": "x", "by": "nina"}""", "missing-member")]
    [InlineData("/v1/breaches", """{"what": "x", "from": "2020-01-01T00:00:00Z"}""", "missing-member")]
    [InlineData("/v1/breaches", """{"what": "x", "from": "2020-01-01T00:00:00Z", "until": "2019-01-01T00:00:00Z", "by": "nina"}""", "breach-times")]
    [InlineData("/v1/breaches", """{"what": "x", "from": "2020-01-01T00:00:00Z", "knownAt": "2999-01-01T00:00:00Z", "by": "nina"}""", "breach-times")]
    [InlineData("/v1/breaches", """{"what": "x", "from": "2020-01-01T00:00:00Z", "source": "nonsense", "by": "nina"}""", "bad-member")]
    [InlineData("/v1/breaches", """{"what": "x", "from": "yesterday", "by": "nina"}""", "bad-member")]
    [InlineData("/v1/breaches/b-9/told", """{"to": "authority", "law": "uk-gdpr", "by": "nina"}""", "unknown-breach")]
    [InlineData("/v1/breaches/b-1/told", """{"to": "nobody", "law": "uk-gdpr", "by": "nina"}""", "bad-member")]
    [InlineData("/v1/breaches/b-1/told", """{"to": "authority", "law": "nonsense", "by": "nina"}""", "bad-member")]
    [InlineData("/v1/breaches/b-1/people", """{"by": "nina"}""", "missing-member")]
    [InlineData("/v1/breaches/b-1/people", """{"why": "x", "by": "nina", "more": 1}""", "unknown-member")]
    [InlineData("/v1/breaches/b-1/people", """{"why": "x", "by": "nina\nstaff:s-1"}""", "bad-member")]
    [InlineData("/v1/breaches/b-1/people", """{"why": "x\ny", "by": "nina"}""", "bad-member")]
    [InlineData("/v1/breaches/b-1/close", """{"by": "nina"}""", "missing-member")]
    [InlineData("/v1/breaches/b-2/people", """{"why": "x", "by": "nina"}""", "breach-drill")]
    [InlineData("/v1/breaches/nonsense/close", """{"found": "x", "by": "nina"}""", "unknown-breach")]
    public async Task What_cannot_be_is_refused_with_its_reason(string path, string body, string code)
    {
        await using var server = await RunningServer.StartAsync();
        await AskAsync(server, "/v1/breaches", Opening);
        await AskAsync(server, "/v1/breaches", Opening.Replace("\"by\"", "\"drill\": true, \"by\"", StringComparison.Ordinal));

        Assert.Equal(code, (await AskAsync(server, path, body)).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.AskAsync(HttpMethod.Post, path, null, body)).Status);
        Assert.Equal(2, (await server.ReadAsync("/v1/breaches")).Json.GetProperty("breaches").GetArrayLength());
    }

    private static Task<Reply> AskAsync(RunningServer server, string path, string body) => server.AskAsync(HttpMethod.Post, path, RunningServer.AdminKey, body);
}
