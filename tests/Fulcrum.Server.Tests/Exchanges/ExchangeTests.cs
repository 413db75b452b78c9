using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests.Exchanges;

/// <summary>Value exchanges over HTTP: both sides in one answer, owed from the answer on, and every refusal says why.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task An_exchange_is_asked_taken_delivered_counted_and_not_clawed_back()
    {
        await using var server = await LivedAsync();
        var asked = await OwnAsync(server);
        Assert.Equal(("open", true, "none", true), (Text(asked, "state"), asked.GetProperty("offered").GetBoolean(), Text(asked, "heldBack"), asked.GetProperty("allowed").GetBoolean()));
        foreach (var side in new[] { "benefit", "refusal", "withdrawal" })
        {
            Assert.NotEqual("", asked.GetProperty(side).GetProperty("ru").GetString());
        }

        Assert.Equal((HttpStatusCode.BadRequest, "missing-member"), Outcome(await AcceptAsync(server, "")));
        var taken = await AcceptAsync(server, ",\"value\":\"comet\"");
        Assert.Equal(("accepted", true), (Text(taken.Json, "state"), taken.Json.GetProperty("changed").GetBoolean()));
        Assert.False((await AcceptAsync(server, ",\"value\":\"comet\"")).Json.GetProperty("changed").GetBoolean());
        Assert.Equal((HttpStatusCode.Conflict, "exchange-not-now"), Outcome(await server.DecideAsync("/v1/exchanges/decline", Body("test-drive-at-home"))));

        await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"sales-assistance","state":"withdrawn","notice":"web-privacy@2026-11","language":"en","channel":"web"}]}""");
        var delivered = await server.AdminAsync("/v1/exchanges/deliver", Body("test-drive-at-home", ",\"what\":\"car 7\""));
        Assert.Equal("delivered", Text(delivered.Json, "state"));

        var figures = (await server.ReadAsync("/v1/exchanges/figures")).Json.GetProperty("exchanges").EnumerateArray().Single(one => Text(one, "exchange") == "test-drive-at-home");
        Assert.Equal((1, 1, 1, 35.0), (figures.GetProperty("accepted").GetInt32(), figures.GetProperty("delivered").GetInt32(), figures.GetProperty("withdrawn").GetInt32(), figures.GetProperty("cost").GetDouble()));
        Assert.Empty((await server.ReadAsync("/v1/exchanges/overdue")).Json.GetProperty("overdue").EnumerateArray());
    }

    [Fact]
    public async Task The_alarm_counts_what_is_late_and_names_nobody()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var rung = new ConcurrentQueue<(long Late, int Labels)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "fulcrum.exchanges.overdue")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, late, labels, _) => rung.Enqueue((late, labels.Length)));
        listener.Start();
        await using var server = await LivedAsync(clock);
        await AcceptAsync(server, ",\"value\":\"comet\"");
        await RingAsync(TimeSpan.FromHours(1), 0);
        await RingAsync(TimeSpan.FromDays(14), 1);

        async Task RingAsync(TimeSpan passed, long late)
        {
            // The loop may not wait yet when time passes: it passes again until it rings.
            for (var turn = 0; turn < 1_000 && !rung.Contains((late, 0)); turn++)
            {
                clock.Advance(passed);
                passed = TimeSpan.FromHours(1);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            Assert.Contains((late, 0), rung);
        }
    }

    [Fact]
    public async Task What_cannot_be_done_says_why()
    {
        await using var server = await LivedAsync();
        Assert.Equal((HttpStatusCode.NotFound, "unknown-exchange"), Outcome(await server.DecideAsync("/v1/exchanges/accept", Body("none-such"))));
        Assert.Equal((HttpStatusCode.Conflict, "exchange-not-allowed"), Outcome(await server.DecideAsync("/v1/exchanges/accept", Body("owners-guide"))));
        Assert.Equal((HttpStatusCode.NotFound, "nothing-kept"), Outcome(await server.DecideAsync("/v1/exchanges/accept", Body("owners-guide").Replace("u-1", "u-9", StringComparison.Ordinal))));
        Assert.Equal((HttpStatusCode.Conflict, "exchange-not-now"), Outcome(await server.AdminAsync("/v1/exchanges/deliver", Body("owners-guide", ",\"what\":\"x\""))));
        Assert.Equal((HttpStatusCode.Forbidden, "key-of-other-kind"), Outcome(await server.DecideAsync("/v1/exchanges/deliver", Body("owners-guide", ",\"what\":\"x\""))));
        Assert.Equal((HttpStatusCode.BadRequest, "unknown-member"), Outcome(await server.DecideAsync("/v1/exchanges/decline", Body("owners-guide", ",\"value\":\"x\""))));
        Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync("/v1/exchanges/decline", Body("owners-guide"))).Status);
        Assert.Equal("recent-no", Text(await OwnAsync(server), "heldBack"));
    }

    private static string Body(string exchange, string more = "") => $$"""{"identifiers":{"userId":"u-1"},"exchange":"{{exchange}}","by":"self"{{more}}}""";

    private static Task<Reply> AcceptAsync(RunningServer server, string more) => server.DecideAsync("/v1/exchanges/accept", Body("test-drive-at-home", more));

    private static (HttpStatusCode Status, string Code) Outcome(Reply reply) => (reply.Status, reply.Code);

    private static string? Text(JsonElement json, string member) => json.GetProperty(member).GetString();

    private static async Task<JsonElement> OwnAsync(RunningServer server) =>
        (await server.DecideAsync("/v1/exchanges/query", """{"identifiers":{"userId":"u-1"}}""")).Json.GetProperty("exchanges").EnumerateArray().Single(one => Text(one, "exchange") == "test-drive-at-home");

    private static async Task<RunningServer> LivedAsync(FakeTimeProvider? clock = null)
    {
        var server = await RunningServer.StartAsync(clock: clock);
        await server.SendAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"},"context":{"consent":{"categoryPreferences":{"functional":true,"dealer":true}}}}""");
        return server;
    }
}
