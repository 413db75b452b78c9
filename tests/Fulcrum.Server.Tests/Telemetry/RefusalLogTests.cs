using System.Collections.Concurrent;
using Fulcrum.Hosting.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>Whatever is refused is in the log, by the template of its route and never with what was sent; a flood is a line and a number.</summary>
public sealed class RefusalLogTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Lines _lines = new();

    [Theory]
    [InlineData("POST", "/v1/decide", 401)]
    [InlineData("POST", "/{language}/choices", 403)]
    [InlineData("GET", "/{language}/data", 429)]
    [InlineData("POST", "/{language}/sign-in", 400)]
    [InlineData("POST", "/v1/staff/set-up", 400)]
    [InlineData("POST", "/v1/staff/prove", 400)]
    public void What_is_refused_is_said(string method, string route, int status)
    {
        new RefusalLog(_lines, _clock).Note(Answered(method, route, status));

        Assert.Equal([$"Refused {status} at {route} to nobody, and 0 more since the last such line."], _lines);
    }

    [Theory]
    [InlineData("POST", "/v1/decide", 200)]
    [InlineData("POST", "/v1/decide", 400)]
    [InlineData("GET", "/{language}/sign-in", 400)]
    [InlineData("POST", "/{language}/sign-in", 303)]
    [InlineData("GET", "/v1/nothing", 404)]
    public void What_is_not_is_not(string method, string route, int status)
    {
        new RefusalLog(_lines, _clock).Note(Answered(method, route, status));

        Assert.Empty(_lines);
    }

    [Fact]
    public void A_flood_is_a_line_and_a_number_and_others_are_told_apart()
    {
        var log = new RefusalLog(_lines, _clock);
        Parallel.For(0, 1_000, _ => log.Note(Answered("POST", "/v1/decide", 401)));
        log.Note(Answered("POST", "/v1/staff/members", 403, "s-2"));
        _clock.Advance(TimeSpan.FromSeconds(10));
        log.Note(Answered("POST", "/v1/decide", 401));

        Assert.Equal(
            [
                "Refused 401 at /v1/decide to nobody, and 0 more since the last such line.", "Refused 403 at /v1/staff/members to s-2, and 0 more since the last such line.",
                "Refused 401 at /v1/decide to nobody, and 999 more since the last such line.",
            ],
            _lines);
    }

    private static DefaultHttpContext Answered(string method, string route, int status, string? who = null)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = "/what/was/asked/ada@example.org";
        http.Request.QueryString = new QueryString("?code=12345678");
        http.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse(route), 0, null, null));
        http.Response.StatusCode = status;
        http.Items[RefusalLog.Who] = who;
        return http;
    }

    private sealed class Lines : ConcurrentQueue<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Enqueue(formatter(state, exception));
    }
}
