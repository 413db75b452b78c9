using System.Globalization;
using Fulcrum.Prove.Consent;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>The machine's clock is set by an hour and by more than a year, forward and back, while clients grant, withdraw and decide.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly TimeSpan[] Jumps =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(-2), TimeSpan.FromHours(1), TimeSpan.FromDays(400), TimeSpan.FromDays(-800), TimeSpan.FromDays(400),
    ];

    private readonly ScratchStore _store = ScratchStore.Sqlite();
    private ServerProcess _server = null!;
    private ServerKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var host = Programs.Host("none");
        await ServerProcess.ApplyAsync(host, _store, ScratchStore.WorkspaceFolder, Cancellation);
        _server = ServerProcess.Start(host, _store);
        await _server.Listens;
        _keys = new ServerKeys(_server.DecideKey, _server.AdminKey);
    }

    [Fact]
    public async Task Setting_the_clock_never_lets_a_withdrawn_consent_be_used_and_is_said_in_the_log()
    {
        const int operations = 30_000;
        var done = 0;
        var plan = new ConsentPlan(operations, Seed: 4)
        {
            Disturb = async so =>
            {
                while (done < Jumps.Length && so >= (long)operations * (done + 1) / (Jumps.Length + 1))
                {
                    await ShiftAsync(Jumps[done++]);
                }
            },
        };

        var result = await ConsentRun.RunAsync(plan, await _server.Listens, _keys, TimeProvider.System, Cancellation);

        // A yes said after the clock was set back is a yes all the same: the store's own time did not go back with it.
        Claim[] safety = [.. result.Claims];
        Assert.Equal(4, safety.Length);
        Assert.All(safety, claim => Assert.True(claim.Holds, string.Join('\n', result.Lines())));
        Assert.Equal(Jumps.Length, done);
        await _server.WaitUntilSaidAsync("The machine's clock was set by", Cancellation);
        Console.WriteLine($":: clock: {safety[0].Violations} of {safety[0].Trials} personal decisions used a withdrawn consent through {done} jumps of an hour and of 400 days (95 % bound {safety[0].BoundPercent.ToString("0.####", CultureInfo.InvariantCulture)} %)");
    }

    [Theory]
    [InlineData("none", 1)]
    [InlineData("raw-clock", 2)]
    public async Task A_message_sent_again_after_the_clock_leapt_is_one_event_and_with_the_leap_followed_it_would_be_two(string plant, int stored)
    {
        await using var scratch = ScratchStore.Sqlite();
        var host = Programs.Host(plant);
        await ServerProcess.ApplyAsync(host, scratch, ScratchStore.WorkspaceFolder, Cancellation);
        using var server = ServerProcess.Start(host, scratch);
        using var client = new ProofClient(await server.Listens, new ServerKeys(server.DecideKey, server.AdminKey));
        await SendAsync(client);
        await server.TellAsync(string.Create(CultureInfo.InvariantCulture, $"shift {TimeSpan.FromDays(365).TotalSeconds}"));
        await server.WaitUntilSaidAsync("It is ", Cancellation);

        await SendAsync(client);

        var counts = await client.ReadAsync("/v1/collect/counts?from=2000-01-01T00:00:00Z&until=2200-01-01T00:00:00Z", Cancellation);
        Assert.Equal(stored, counts.Body.GetProperty("sources").EnumerateArray().Single().GetProperty("stored").GetInt32());
        var ready = await client.ReadAsync("/readyz", Cancellation);
        Assert.Equal(plant == "none", ready.Body.TryGetProperty("clock", out var doubt) && doubt.GetProperty("code").GetString() == "clock-ahead");
    }

    [Fact]
    public async Task After_the_clock_was_set_back_ages_are_not_negative_and_message_ids_and_caps_hold()
    {
        using var client = new ProofClient(await _server.Listens, _keys);
        await RecordYesAsync(client);
        await SendAsync(client);
        var asked = new List<string>();
        foreach (var jump in new[] { TimeSpan.Zero, TimeSpan.FromHours(-1), TimeSpan.FromHours(2), TimeSpan.FromDays(-400) })
        {
            await ShiftAsync(jump);
            await SendAsync(client);
            var answer = await client.DecideAsync("/v1/decide", """{"placements":["spot-personalization","counted"],"subject":{"userId":"clock"}}""", Cancellation);
            foreach (var decision in answer.Body.GetProperty("decisions").EnumerateArray())
            {
                var account = await client.ExplainAsync(decision.GetProperty("id").GetString()!, Cancellation);
                Assert.All(account.Body.GetProperty("facts").EnumerateArray(), fact => Assert.True(fact.GetProperty("ageSeconds").GetDouble() >= 0, account.Body.ToString()));
                asked.AddRange(decision.GetProperty("chosen").EnumerateArray().Select(offer => offer.GetProperty("offer").GetString()!));
            }
        }

        var counts = await client.ReadAsync("/v1/collect/counts?from=2000-01-01T00:00:00Z&until=2200-01-01T00:00:00Z", Cancellation);
        var sent = counts.Body.GetProperty("sources").EnumerateArray().Single();
        Assert.Equal((1, 4), (sent.GetProperty("stored").GetInt32(), sent.GetProperty("duplicate").GetInt32()));
        Assert.Equal(3, asked.Count(offer => offer == "gift"));
        Assert.Contains("for-you", asked);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        await _store.DisposeAsync();
    }

    private Task ShiftAsync(TimeSpan by) => _server.TellAsync(string.Create(CultureInfo.InvariantCulture, $"shift {by.TotalSeconds}"));

    private static async Task RecordYesAsync(ProofClient client)
    {
        var at = DateTimeOffset.UnixEpoch.AddYears(50).ToString("O", CultureInfo.InvariantCulture);
        var reply = await client.DecideAsync(
            "/v1/consents",
            $$$"""{"identifiers":{"userId":"clock"},"decisions":[{"purpose":"personalization","state":"given","notice":"scratch@1","language":"en","at":"{{{at}}}","channel":"web"}]}""",
            Cancellation);
        Assert.True(reply.IsOk, $"{reply.Status}");
    }

    private static async Task SendAsync(ProofClient client)
    {
        var reply = await client.CollectAsync(
            """{"writeKey":"prove-scratch-key-sent","batch":[{"type":"track","event":"Proof Sent","messageId":"clock-1","userId":"clock","properties":{"number":1}}]}""", Cancellation);
        Assert.True(reply.IsOk, $"{reply.Status}");
    }
}
