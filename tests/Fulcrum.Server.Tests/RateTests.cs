using System.Diagnostics.Metrics;
using System.Net;
using Fulcrum.Hosting.Doors;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Server.Tests;

/// <summary>One caller cannot take the server from all others, and nobody is kept from withdrawing.</summary>
public sealed class RateTests
{
    private const string Question = """{"placements":["home-hero"]}""";
    private const string Withdrawal = """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""";
    private const string Event = """{"event":"E","userId":"u-1"}""";

    private static readonly Rate Three = new(1, 3);

    [Fact]
    public async Task A_key_that_asks_too_often_is_told_when_to_come_back_and_is_served_then()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var server = await StartAsync(limits => limits with { PerKey = Three }, clock);

        var within = await TimesAsync(3, () => server.DecideAsync("/v1/decide", Question));
        var beyond = await server.DecideAsync("/v1/decide", Question);
        var other = await server.ReadAsync("/v1/workspace");
        clock.Advance(TimeSpan.FromSeconds(int.Parse(beyond.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture)));
        var later = await server.DecideAsync("/v1/decide", Question);

        Assert.All(within, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests"), (beyond.Status, beyond.Code));
        Assert.Equal("1", beyond.Headers["Retry-After"]);
        Assert.Equal("\"key\";q=1;w=1", beyond.Headers["RateLimit-Policy"]);
        Assert.Equal("\"key\";r=0;t=1", beyond.Headers["RateLimit"]);
        Assert.Equal("1", beyond.Headers["X-RateLimit-Reset"]);
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.Equal(HttpStatusCode.OK, later.Status);
    }

    [Fact]
    public async Task Withdrawals_and_erasures_go_on_while_the_same_key_is_turned_away_elsewhere()
    {
        await using var server = await StartAsync(limits => limits with { PerKey = Three }, Standing());

        await TimesAsync(5, () => server.DecideAsync("/v1/decide", Question));
        await TimesAsync(5, () => server.ReadAsync("/v1/workspace"));
        var withdrawals = await TimesAsync(20, () => server.DecideAsync("/v1/consents", Withdrawal));
        var erasures = await TimesAsync(5, () => server.AdminAsync("/v1/erasures", """{"identifiers":{"userId":"u-2"},"by":"a","why":"b"}"""));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await server.DecideAsync("/v1/decide", Question)).Status);
        Assert.All(withdrawals.Concat(erasures), reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }

    [Fact]
    public async Task The_lane_of_rights_has_a_limit_too()
    {
        await using var server = await StartAsync(limits => limits with { RightsPerKey = Three }, Standing());

        var replies = await TimesAsync(4, () => server.DecideAsync("/v1/consents", Withdrawal));

        Assert.Equal(HttpStatusCode.TooManyRequests, replies[^1].Status);
        Assert.Equal(HttpStatusCode.OK, (await server.DecideAsync("/v1/decide", Question)).Status);
    }

    [Fact]
    public async Task Networks_are_told_apart_behind_a_proxy_that_is_believed_and_this_machine_has_none()
    {
        await using var believed = await RunningServer.StartAsync(options => options with { Limits = options.Limits with { PerNetwork = Three }, Door = Door.Default with { Proxies = TrustedProxies.ThisMachine } }, Standing());
        await using var plain = await StartAsync(limits => limits with { PerNetwork = Three }, Standing());
        Task<Reply> AskAsync(RunningServer server, string? from) =>
            from is null ? server.AskAsync(HttpMethod.Get, "/healthz") : server.AskAsync(HttpMethod.Get, "/healthz", null, null, ("X-Forwarded-For", from));

        await TimesAsync(3, () => AskAsync(believed, "203.0.113.9, 192.0.2.1"));
        await TimesAsync(3, () => AskAsync(believed, "2001:db8:1:2::1"));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(believed, "198.51.100.7, 192.0.2.1")).Status);
        Assert.Equal("\"network\";q=1;w=1", (await AskAsync(believed, "192.0.2.1")).Headers["RateLimit-Policy"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync(believed, "2001:db8:1:2:ffff::9")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(believed, "2001:db8:1:3::1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(believed, "192.0.2.2")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await TimesAsync(9, () => AskAsync(believed, "nonsense")))[^1].Status);
        Assert.All(await TimesAsync(9, () => AskAsync(plain, "192.0.2.1")), reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }

    [Fact]
    public async Task Questions_about_one_customer_are_counted_a_yes_too_and_never_a_no()
    {
        await using var server = await StartAsync(limits => limits with { PerSubject = Three, GrantsPerSubject = Three }, Standing());
        static string About(string user) => $$$"""{"placements":["home-hero"],"subject":{"userId":"{{{user}}}"}}""";
        const string Yes = """{"identifiers":{"userId":"u-3"},"decisions":[{"purpose":"personalization","state":"given","notice":"general@1","language":"en","at":"2026-01-01T00:00:00Z"}]}""";

        var asked = await TimesAsync(4, () => server.DecideAsync("/v1/decide", About("u-1")));
        var other = await server.DecideAsync("/v1/decide", About("u-2"));
        var grants = await TimesAsync(4, () => server.DecideAsync("/v1/consents", Yes));
        var withdrawals = await TimesAsync(9, () => server.DecideAsync("/v1/consents", Withdrawal.Replace("u-1", "u-3", StringComparison.Ordinal)));

        Assert.Equal([200, 200, 200, 429], asked.Select(reply => (int)reply.Status));
        Assert.Equal("\"subject\";q=1;w=1", asked[^1].Headers["RateLimit-Policy"]);
        Assert.Equal(HttpStatusCode.OK, other.Status);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, grants[2].Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, grants[^1].Status);
        Assert.All(withdrawals, reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }

    [Fact]
    public async Task Events_are_counted_by_their_write_key_wherever_it_stands_and_none_is_taken_beyond()
    {
        await using var server = await StartAsync(limits => limits with { PerKey = Three }, Standing());
        var inBody = $$"""{"writeKey":"{{RunningServer.WebKey}}",{{Event[1..]}}""";

        var header = await TimesAsync(4, () => server.SendAsync("/v1/t", Event));
        var body = await TimesAsync(4, () => server.AskAsync(HttpMethod.Post, "/v1/t", null, inBody, ("Origin", "https://www.meridian-motors.example")));

        Assert.Equal([200, 200, 200, 429], header.Select(reply => (int)reply.Status));
        Assert.Equal([200, 200, 200, 429], body.Select(reply => (int)reply.Status));
        Assert.Equal("https://www.meridian-motors.example", body[^1].Headers["Access-Control-Allow-Origin"]);
        Assert.Equal(6, await ReceivedAsync(server));
    }

    [Fact]
    public async Task Requests_sent_again_and_requests_turned_away_are_measured_without_a_label()
    {
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        await using var server = await StartAsync(limits => limits with { PerKey = Three }, Standing());
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == ServerMeter.Name)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) =>
        {
            lock (measured)
            {
                measured[instrument.Name] = measured.GetValueOrDefault(instrument.Name) + value + (1_000_000 * labels.Length);
            }
        });
        listener.Start();

        await server.AskAsync(HttpMethod.Post, "/v1/t", null, Event, RunningServer.Basic(RunningServer.WebKey), ("X-Retry-Count", "0"));
        await server.AskAsync(HttpMethod.Post, "/v1/t", null, Event, RunningServer.Basic(RunningServer.WebKey), ("X-Retry-Count", "2"));
        await TimesAsync(3, () => server.SendAsync("/v1/t", Event, RunningServer.WebKey + ":x"));
        await TimesAsync(1, () => server.SendAsync("/v1/t", Event, RunningServer.WebKey + ":x"));

        // Other tests of this process may measure at the same time: at least ours are there, and none bears a label.
        Assert.InRange(measured["fulcrum.collect.retried"], 1, 999_999);
        Assert.InRange(measured["fulcrum.rate.turned_away"], 1, 999_999);
    }

    [Fact]
    public void Memory_does_not_grow_with_callers_and_a_rate_holds_exactly_under_many_threads()
    {
        var table = new RateTable(new Rate(10, 100), ticksPerSecond: 1_000);
        var within = 0;

        Parallel.For(0, 10_000, _ => Interlocked.Add(ref within, table.Count(7, now: 5_000) == 0 ? 1 : 0));
        for (var caller = 0; caller < 1_000_000; caller++)
        {
            table.Count(caller, now: 5_000);
        }

        Assert.Equal(100, within);
        Assert.Equal(0, table.Count(7, now: 5_000 + 100_000_000));
    }

    [Fact]
    public void A_rate_lets_through_what_it_says_in_the_long_run()
    {
        var table = new RateTable(new Rate(10, 5), ticksPerSecond: 1_000);

        var within = Enumerable.Range(0, 60_000).Count(millisecond => table.Count(1, millisecond) == 0);

        Assert.InRange(within, 600, 605);
    }

    private static FakeTimeProvider Standing() => new(DateTimeOffset.UnixEpoch.AddYears(56));

    private static Task<RunningServer> StartAsync(Func<RateLimits, RateLimits> change, FakeTimeProvider clock) =>
        RunningServer.StartAsync(options => options with { Limits = change(options.Limits) }, clock);

    private static async Task<Reply[]> TimesAsync(int times, Func<Task<Reply>> ask)
    {
        var replies = new Reply[times];
        for (var at = 0; at < times; at++)
        {
            replies[at] = await ask();
        }

        return replies;
    }

    private static async Task<long> ReceivedAsync(RunningServer server) => (await server.CountsAsync("web")).Received;
}
