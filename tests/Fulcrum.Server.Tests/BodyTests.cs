using Xunit;

namespace Fulcrum.Server.Tests;

public sealed class BodyTests(KeyTests.Shared shared) : IClassFixture<KeyTests.Shared>
{
    [Theory]
    [InlineData("/v1/decide", """{"placments":["home-hero"]}""", "unknown-member", "'placments', which is not known; did you mean 'placements'?")]
    [InlineData("/v1/decide", """{"ada@example.org":1}""", "unknown-member", "a member, which is not known.")]
    [InlineData("/v1/decide", """{}""", "missing-member", "'placements'")]
    [InlineData("/v1/decide", """{"placements":[]}""", "missing-member", "'placements'")]
    [InlineData("/v1/decide", """{"placements":"home-hero"}""", "bad-member", "'placements' is not an array")]
    [InlineData("/v1/decide", """{"placements":["home-heros"]}""", "unknown-placement", "did you mean 'home-hero'?")]
    [InlineData("/v1/decide", """{"placements":["home-hero","home-hero"]}""", "bad-member", "'placements'")]
    [InlineData("/v1/decide", """{"placements":["home-hero"],"subject":{"emial":"x"}}""", "unknown-identifier-type", "did you mean 'email'?")]
    [InlineData("/v1/decide", """{"placements":["home-hero"],"context":{"hour":1e999}}""", "bad-member", "'context' is not a number")]
    [InlineData("/v1/decide", """{"placements":["home-hero"],"context":{"a":{"b":1}}}""", "bad-member", "'context'")]
    [InlineData("/v1/decide", "{\n \"placements\": [}", "malformed-json", "line 2, byte 17")]
    [InlineData("/v1/decide", "", "malformed-json", "line 1")]
    [InlineData("/v1/decide", """{"placements":["home-hero"]} x""", "malformed-json", "line 1, byte 30")]
    [InlineData("/v1/decide", """{"requestId":"\ud800"}""", "bad-member", "whole Unicode characters")]
    [InlineData("/v1/consents", """{"identifiers":{"userId":"u"},"decisions":[{"purpose":"personalisation","state":"given"}]}""", "unknown-purpose", "did you mean 'personalization'?")]
    [InlineData("/v1/consents", """{"identifiers":{"userId":"u"},"decisions":[{"purpose":"personalization","state":"expired"}]}""", "bad-member", "given, refused or withdrawn")]
    [InlineData("/v1/consents", """{"identifiers":{"userId":"u"},"decisions":[{"purpose":"personalization","state":"given","at":"2026-11-24T09:00:00"}]}""", "bad-member", "with its offset")]
    [InlineData("/v1/consents", """{"identifiers":{"userId":"u"},"decisions":[{"purpose":"personalization","state":"given","at":"\udc00\ud800"}]}""", "bad-member", "whole Unicode characters")]
    [InlineData("/v1/consents", """{"identifiers":{},"decisions":[{"purpose":"personalization","state":"given"}]}""", "missing-member", "'identifiers'")]
    [InlineData("/v1/views/dealer", """{"identifiers":{"userId":"u"},"who":"dealer-042"}""", "missing-member", "'why'")]
    [InlineData("/v1/views/dealers", """{}""", "unknown-view", "did you mean 'dealer'?")]
    [InlineData("/v1/nothing", """{}""", "no-such-route", "")]
    [InlineData("/healthz", """{}""", "other-method", "")]
    public async Task A_body_that_cannot_be_used_is_told_what_is_wrong_with_it(string path, string body, string code, string detail)
    {
        var reply = await shared.Server.DecideAsync(path, body);

        Assert.Equal(code, reply.Code);
        Assert.Contains(detail, reply.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal($"/docs/reference/problems/{code}", reply.Json.GetProperty("type").GetString());
        Assert.Equal((int)reply.Status, reply.Json.GetProperty("status").GetInt32());
        Assert.All(["title", "why", "remedy"], member => Assert.NotEmpty(reply.Json.GetProperty(member).GetString()!));
    }

    [Fact]
    public async Task A_body_over_256_KB_is_refused()
    {
        Assert.Equal("body-too-large", (await shared.Server.DecideAsync("/v1/decide", $$"""{"requestId":"{{new string('x', 300_000)}}"}""")).Code);
    }

    [Fact]
    public void A_problem_without_a_page_is_caught() => Assert.False(new Reply(
        System.Net.HttpStatusCode.BadRequest, "application/problem+json", """{"code":"made-up","type":"/docs/reference/problems/made-up"}""", new Dictionary<string, string>()).HasPage);

    [Fact]
    public async Task The_workspace_in_force_is_named()
    {
        var workspace = await shared.Server.ReadAsync("/v1/workspace");

        Assert.Equal(shared.Server.Core.Workspace.Current.Version, workspace.Json.GetProperty("version").GetString());
        Assert.Equal(shared.Server.Core.Workspace.Current.Version, (await shared.Server.AskAsync(HttpMethod.Get, "/readyz")).Json.GetProperty("workspace").GetString());
    }
}
