using System.Net;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Fulcrum.Server.Tests;

/// <summary>However much comes, a withdrawal has its way in, and what is turned away is asked to come back.</summary>
public sealed class LaneTests
{
    private const string Question = """{"placements":["home-hero"]}""";
    private const string Withdrawal = """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""";

    [Fact]
    public async Task With_the_ordinary_lane_full_a_withdrawal_an_erasure_and_readiness_are_answered_and_all_else_is_asked_to_come_back()
    {
        await using var full = await FullAsync(Sizes(4, 2));

        var question = await full.Server.DecideAsync("/v1/decide", Question);
        var events = await full.Server.SendAsync("/v1/t", """{"event":"E","userId":"u-1"}""");
        var withdrawals = new[] { await full.Server.DecideAsync("/v1/consents", Withdrawal), await full.Server.DecideAsync("/v1/consents", Withdrawal) };
        var erasure = await full.Server.AdminAsync("/v1/erasures", """{"identifiers":{"userId":"u-2"},"by":"a","why":"b"}""");
        var ready = await full.Server.AskAsync(HttpMethod.Get, "/readyz");

        Assert.All(new[] { question, events }, reply => Assert.Equal((HttpStatusCode.TooManyRequests, "lane-full", "1"), (reply.Status, reply.Code, reply.Headers["Retry-After"])));
        Assert.All(withdrawals.Append(erasure).Append(ready), reply => Assert.Equal(HttpStatusCode.OK, reply.Status));
    }

    [Fact]
    public async Task Without_a_lane_of_its_own_a_withdrawal_would_be_turned_away()
    {
        await using var full = await FullAsync(Sizes(4, 2) with { HasOwnLaneForRights = false });

        Assert.Equal(HttpStatusCode.TooManyRequests, (await full.Server.DecideAsync("/v1/consents", Withdrawal)).Status);
    }

    [Fact]
    public async Task Once_there_is_room_all_is_served_again()
    {
        await using var full = await FullAsync(Sizes(4, 2));

        var before = await full.Server.DecideAsync("/v1/decide", Question);
        await full.EmptyAsync();
        var after = await full.Server.DecideAsync("/v1/decide", Question);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (before.Status, after.Status));
    }

    [Fact]
    public async Task Who_waits_gets_the_place_that_comes_free_unless_too_many_wait()
    {
        await using var full = await FullAsync(Sizes(4, 2) with { Wait = TimeSpan.FromMinutes(5), Waiting = 1 });

        var first = full.Server.DecideAsync("/v1/decide", Question);
        var second = full.Server.DecideAsync("/v1/decide", Question);
        var turnedAway = await await Task.WhenAny(first, second);
        await full.EmptyAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, turnedAway.Status);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.TooManyRequests], (await Task.WhenAll(first, second)).Select(reply => reply.Status).Order());
    }

    [Fact]
    public async Task One_network_takes_a_quarter_of_a_lane_at_most()
    {
        await using var full = await FullAsync(Sizes(8, 8), held: 2, from: "203.0.113.9");

        Task<Reply> AskAsync(string from) => full.Server.AskAsync(HttpMethod.Get, "/v1/workspace", RunningServer.AdminKey, null, ("X-Forwarded-For", from));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await AskAsync("203.0.113.9")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("203.0.113.10")).Status);
    }

    [Fact]
    public void Places_are_exact_under_many_threads()
    {
        using var lane = new AdmissionGate.Lane("test", 100, Sizes(100, 100));
        var within = 0;

        Parallel.For(0, 10_000, _ => Interlocked.Add(ref within, lane.TryEnter(AdmissionGate.Lane.NoNetwork) ? 1 : 0));
        Assert.Equal((100, 100), (within, lane.Taken));

        Parallel.For(0, 100, _ => lane.Leave(AdmissionGate.Lane.NoNetwork));
        Assert.Equal(0, lane.Taken);
    }

    private static LaneSizes Sizes(int ordinary, int rights) => new(ordinary, rights) { Wait = TimeSpan.Zero };

    /// <summary>A server in which as many requests as fit hang.</summary>
    private static async Task<Full> FullAsync(LaneSizes sizes, int? held = null, string? from = null)
    {
        var full = new Full();
        full.Server = await RunningServer.StartAsync(options => options with
        {
            Lanes = sizes,
            Door = from is null ? options.Door : Door.Default with { Proxies = TrustedProxies.ThisMachine },
            Extra = app => app.MapGet("/v1/hang", (RequestDelegate)full.HangAsync),
        });
        for (var at = 0; at < (held ?? sizes.Ordinary); at++)
        {
            full.Ask(from);
        }

        await full.AllHangAsync(held ?? sizes.Ordinary);
        return full;
    }

    private sealed class Full : IAsyncDisposable
    {
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly SemaphoreSlim _hanging = new(0);
        private readonly List<Task<HttpResponseMessage>> _asked = [];

        public RunningServer Server { get; set; } = null!;

        public async Task HangAsync(HttpContext http)
        {
            _hanging.Release();
            await _go.Task;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        public void Ask(string? from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/hang");
            if (from is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Forwarded-For", from);
            }

            _asked.Add(Server.Http.SendAsync(request, TestContext.Current.CancellationToken));
        }

        public async Task AllHangAsync(int count)
        {
            for (var at = 0; at < count; at++)
            {
                await _hanging.WaitAsync(TestContext.Current.CancellationToken);
            }
        }

        public async Task EmptyAsync()
        {
            _go.TrySetResult();
            foreach (var one in _asked)
            {
                (await one).Dispose();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await EmptyAsync();
            await Server.DisposeAsync();
            _hanging.Dispose();
        }
    }
}
