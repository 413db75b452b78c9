using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fulcrum.Hosting.Nodes;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Decisions;

/// <summary>A node that reaches no owner decides from the context alone, and of all else says what became of it.</summary>
public sealed class DetachedTests : IAsyncLifetime
{
    private const string Question = """{"placements":["home-hero"],"subject":{"userId":"u-1"}}""";

    private static readonly Workspace Motors = WorkspaceReader.Read(RunningServer.MotorsFiles(), Numbering.Empty).Workspace!;

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private Workspace? _seen = Motors;
    private WebApplication? _app;
    private HttpClient _http = new();

    private ServerOptions Options => new()
    {
        Port = 0, DecideKeyHashes = [SHA256.HashData(Encoding.UTF8.GetBytes(RunningServer.DecideKey))], Clock = _clock,
        Limits = RateLimits.Default with { PerKey = new Rate(1, 5) },
    };

    public async ValueTask InitializeAsync()
    {
        _app = FulcrumServer.CreateDetached(Options, () => _seen);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app!.DisposeAsync();
    }

    [Fact]
    public async Task A_decision_is_contextual_and_says_why_and_has_no_id()
    {
        var reply = await AskAsync(HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, Question);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        var decision = Assert.Single(reply.Json.GetProperty("decisions").EnumerateArray());
        Assert.Equal("contextual", decision.GetProperty("mode").GetString());
        Assert.Contains("\"owner-unreachable\"", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"d-", reply.Text, StringComparison.Ordinal);
        Assert.Contains("discover-range", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("decide_wrong")]
    public async Task Without_the_key_nothing_is_decided(string? key) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(HttpMethod.Post, "/v1/decide", key, Question)).Status);

    [Theory]
    [InlineData("""{"placements":["nowhere"]}""")]
    [InlineData("""{"placements":[]}""")]
    [InlineData("""{"placements":""")]
    [InlineData("""{"placements":["home-hero"],"nothing":1}""")]
    public async Task A_mistake_in_the_question_is_told_as_anywhere(string body)
    {
        var reply = await AskAsync(HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, body);

        Assert.InRange((int)reply.Status, 400, 499);
        Assert.NotEmpty(reply.Json.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task Where_no_workspace_was_seen_lately_nothing_is_decided()
    {
        _seen = null;

        var reply = await AskAsync(HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, Question);

        AssertUnreachable(reply);
        _seen = Motors;
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, Question)).Status);
    }

    [Theory]
    [InlineData("POST", "/v1/track")]
    [InlineData("POST", "/v1/consents")]
    [InlineData("GET", "/v1/decisions/d-1")]
    [InlineData("GET", "/v1/decide")]
    [InlineData("DELETE", "/nowhere/at.all")]
    public async Task Of_everything_else_it_is_said_that_it_was_not_done(string method, string path) =>
        AssertUnreachable(await AskAsync(new HttpMethod(method), path, RunningServer.DecideKey, method == "POST" ? "{}" : null));

    [Fact]
    public async Task The_process_is_alive()
    {
        _seen = null;

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(HttpMethod.Get, "/healthz", null, null)).Status);
    }

    [Fact]
    public async Task A_key_that_asks_too_often_is_turned_away_here_too()
    {
        var last = HttpStatusCode.OK;
        for (var asked = 0; asked < 6; asked++)
        {
            Assert.Equal(HttpStatusCode.OK, last);
            var reply = await AskAsync(HttpMethod.Post, "/v1/decide", RunningServer.DecideKey, Question);
            last = reply.Status;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public async Task A_request_that_may_have_been_done_is_told_as_such()
    {
        using var inner = new Inner();
        await using var app = FulcrumServer.CreateDetached(Options with { Listener = inner }, () => _seen);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var (http, body) = (new DefaultHttpContext(), new MemoryStream());
        (http.Request.Method, http.Request.Path, http.Response.Body) = ("POST", "/v1/consents", body);
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Features.Set(new DetachedRequest(MayBeDone: true));

        await inner.Serve(http.Features);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, http.Response.StatusCode);
        Assert.EndsWith("/outcome-unsure", JsonDocument.Parse(body.ToArray()).RootElement.GetProperty("type").GetString(), StringComparison.Ordinal);
    }

    private static void AssertUnreachable(Reply reply)
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "owner-unreachable"), (reply.Status, reply.Code));
        Assert.Equal("2", reply.Headers["Retry-After"]);
        Assert.NotEmpty(reply.Json.GetProperty("remedy").GetString()!);
    }

    private async Task<Reply> AskAsync(HttpMethod method, string path, string? key, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Reply.ReadAsync(response);
    }

    /// <summary>A server that is handed its requests.</summary>
    private sealed class Inner : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Func<IFeatureCollection, Task> Serve { get; private set; } = _ => Task.CompletedTask;

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            Serve = features => application.ProcessRequestAsync(application.CreateContext(features));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
