using System.Globalization;
using Fulcrum.Clusters;
using Fulcrum.Postgres.Cluster;
using Npgsql;
using Xunit;

namespace Fulcrum.Postgres.Tests.Cluster;

/// <summary>Of all nodes that would own the store one does, and whoever lost it is told so.</summary>
public sealed class LeaseTests
{
    internal static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    private static readonly int Conflicts = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" ? 10_000 : 1_000;

    private readonly PostgresAddress _address = PostgresAddress.Parse(Server.Cluster.ConnectionString(Server.Cluster.NewSchema()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_that_claim_at_once_exactly_one_wins_each_time()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OwnerLease.OpenAsync(_address, Patient, Cancellation)));
        var wins = new int[leases.Length];
        for (var conflict = 1; conflict <= Conflicts; conflict++)
        {
            var seen = await leases[conflict % leases.Length].LookAsync(Cancellation);
            var claims = await Task.WhenAll(leases.Select((lease, number) => lease.TryClaimAsync(NodeOf(number), seen, Cancellation)));

            var winner = Assert.Single(Enumerable.Range(0, claims.Length), number => claims[number] is not null);
            Assert.Equal(conflict, claims[winner]);
            Assert.Equal(NodeOf(winner), (await leases[0].LookAsync(Cancellation)).Owner);
            wins[winner]++;
        }

        foreach (var lease in leases)
        {
            await lease.DisposeAsync();
        }

        // Nobody who always wins, or always loses, has been in a race.
        Assert.All(wins, count => Assert.InRange(count, 1, Conflicts - 1));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $":: claims at once: {Conflicts} of {leases.Length} each, won by none or by two: 0 (<= {3.0 / Conflicts:0.00 %} at 95 %)"));
    }

    [Fact]
    public async Task A_beat_is_refused_once_another_has_claimed_and_tells_nothing_of_a_claim_that_never_was()
    {
        await using var first = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        await using var second = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        var claim = await ClaimAsync(first, 1);
        Assert.True(await first.BeatAsync(claim, Cancellation));

        var taken = await ClaimAsync(second, 2);

        Assert.False(await first.BeatAsync(claim, Cancellation));
        Assert.True(await second.BeatAsync(taken, Cancellation));
        Assert.False(await second.BeatAsync(taken + 1, Cancellation));
    }

    [Fact]
    public async Task A_claim_upon_an_owner_that_beat_in_between_is_refused()
    {
        await using var owner = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        await using var other = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        var claim = await ClaimAsync(owner, 1);
        var seen = await other.LookAsync(Cancellation);

        Assert.True(await owner.BeatAsync(claim, Cancellation));

        Assert.Null(await other.TryClaimAsync(NodeOf(2), seen, Cancellation));
        Assert.NotNull(await other.TryClaimAsync(NodeOf(2), await other.LookAsync(Cancellation), Cancellation));
    }

    [Fact]
    public async Task What_was_given_up_is_nobodys_and_the_next_may_have_it()
    {
        await using var lease = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        Assert.Equal(new OwnerView(0, 0, null), await lease.LookAsync(Cancellation));
        var claim = await ClaimAsync(lease, 1);

        await lease.ReleaseAsync(claim, Cancellation);

        Assert.False(await lease.BeatAsync(claim, Cancellation));
        var seen = await lease.LookAsync(Cancellation);
        Assert.Equal((claim, null), (seen.Claim, seen.Owner));
        Assert.Equal(claim + 1, await lease.TryClaimAsync(NodeOf(2), seen, Cancellation));

        // One that was late gives nothing up any more.
        await lease.ReleaseAsync(claim, Cancellation);
        Assert.Equal(NodeOf(2), (await lease.LookAsync(Cancellation)).Owner);
    }

    [Fact]
    public async Task A_session_that_was_ended_is_made_anew_by_the_next_call()
    {
        await using var lease = await OwnerLease.OpenAsync(_address, Patient, Cancellation);
        var claim = await ClaimAsync(lease, 1);
        await Server.Cluster.ScalarAsync($"SELECT pg_terminate_backend({lease.ServerProcess}, 5000)");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => lease.BeatAsync(claim, Cancellation));

        Assert.True(await lease.BeatAsync(claim, Cancellation));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_beyond_the_timeout()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        var schema = cluster.NewSchema();
        await using var lease = await OwnerLease.OpenAsync(PostgresAddress.Parse(cluster.ConnectionString(schema)), TimeSpan.FromMilliseconds(500), Cancellation);
        var claim = await ClaimAsync(lease, 1);
        await using var holder = new NpgsqlConnection(cluster.ConnectionString(schema));
        await holder.OpenAsync(Cancellation);
        await using (var transaction = await holder.BeginTransactionAsync(Cancellation))
        {
            await using var hold = new NpgsqlCommand("SELECT FROM cluster_owner FOR UPDATE", holder);
            await hold.ExecuteNonQueryAsync(Cancellation);

            // The row is held for as long as this waits: were the call to wait for it, neither would ever end.
            await Assert.ThrowsAsync<StoreUnavailableException>(() => lease.BeatAsync(claim, Cancellation));
        }

        await lease.EventuallyAsync(live => live.BeatAsync(claim, Cancellation));
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_or_is_a_standby_is_refused()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(Server.Cluster.ConnectionString()) { Port = 1 }.ConnectionString;
        Assert.Equal("postgres-unreachable", (await Assert.ThrowsAsync<StoreStartException>(() => OwnerLease.OpenAsync(PostgresAddress.Parse(nowhere), Patient, Cancellation))).Fault.Code);

        await using var standby = await PostgresCluster.StartAsync();
        await standby.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(standby.Folder, "standby.signal"), "", Cancellation);
        await standby.StartAgainAsync();
        Assert.NotNull(await Record.ExceptionAsync(() => OwnerLease.OpenAsync(PostgresAddress.Parse(standby.ConnectionString()), Patient, Cancellation)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("North")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public void A_node_has_a_name_that_can_stand_in_any_place(string name) => Assert.Throws<ArgumentException>(() => new ClusterNode(name, new Uri("http://127.0.0.1:1"), null));

    internal static ClusterNode NodeOf(int number) => new(
        string.Create(CultureInfo.InvariantCulture, $"node-{number}"), new Uri($"http://127.0.0.1:{1000 + number}/"), number % 2 == 0 ? new Uri($"http://127.0.0.1:{2000 + number}/") : null);

    internal static async Task<long> ClaimAsync(IOwnerLease lease, int number) =>
        (await lease.TryClaimAsync(NodeOf(number), await lease.LookAsync(Cancellation), Cancellation))!.Value;
}

internal static class Patience
{
    /// <summary>Asks again until the answer is yes; a session that was given up may still be ending.</summary>
    public static async Task EventuallyAsync(this IOwnerLease lease, Func<IOwnerLease, Task<bool>> ask)
    {
        while (true)
        {
            try
            {
                Assert.True(await ask(lease));
                return;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }
        }
    }
}
