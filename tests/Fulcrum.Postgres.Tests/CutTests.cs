using System.Collections.Concurrent;
using Fulcrum.Clusters;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Postgres.Tests;

/// <summary>The database is cut off, killed and stopped under load; what its clients were told is compared with what is in it.</summary>
public sealed class CutTests
{
    private static readonly PostgresStoreOptions Patient = PostgresStoreOptions.Default with { ReconnectFor = TimeSpan.FromSeconds(120), IndexEvery = 500, PieceRows = 2_000 };

    private static readonly int WireCuts = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" ? 500 : 50;

    private static readonly int Cuts = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" ? 100 : 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_ended_in_the_middle_of_commits_lose_nothing_and_write_nothing_twice()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient);
        using var ledger = new Ledger();
        var chance = new Random(20260301);
        await using (ledger.Start(underTest.Store))
        {
            for (var cut = 0; cut < Cuts; cut++)
            {
                await ledger.ReachAsync(ledger.Acknowledged.Count + chance.Next(1, 60));
                await underTest.ScalarAsync($"SELECT pg_terminate_backend({underTest.Postgres.ServerProcess})");
            }

            await ledger.ReachAsync(ledger.Acknowledged.Count + 50);
        }

        Assert.Null(underTest.Store.Failed);
        await ledger.CompareAsync(underTest.Store);
        TestContext.Current.TestOutputHelper?.WriteLine($":: sessions of the writer ended: {Cuts}, acknowledged {ledger.Acknowledged.Count}, lost 0, twice 0");
    }

    [Fact]
    public async Task The_way_cut_at_seeded_bytes_of_requests_commits_and_answers_loses_nothing_and_writes_nothing_twice()
    {
        await using var proxy = new CuttingProxy(Server.Cluster.Port);
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient, port: proxy.Port);
        using var ledger = new Ledger();
        var chance = new Random(20261124);
        await using (ledger.Start(underTest.Store))
        {
            while (proxy.Cuts < WireCuts)
            {
                var before = proxy.Cuts;
                proxy.CutAfter(chance.Next(2) == 0 ? chance.Next(1, 20_000) : long.MaxValue, chance.Next(1, 2_000));
                while (proxy.Cuts == before)
                {
                    await Task.Delay(1, Cancellation);
                }

                await ledger.ReachAsync(ledger.Acknowledged.Count + 20);
            }
        }

        Assert.Null(underTest.Store.Failed);
        await ledger.CompareAsync(underTest.Store);
        TestContext.Current.TestOutputHelper?.WriteLine($":: wire cut at seeded bytes: {proxy.Cuts}, acknowledged {ledger.Acknowledged.Count}, lost 0, twice 0");
    }

    [Fact]
    public async Task A_server_process_killed_with_SIGKILL_restarts_the_server_and_the_store_goes_on()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient, cluster);
        using var ledger = new Ledger();
        await using (ledger.Start(underTest.Store))
        {
            for (var kill = 0; kill < 2; kill++)
            {
                await ledger.ReachAsync(ledger.Acknowledged.Count + 100);
                await PostgresCluster.SignalAsync(underTest.Postgres.ServerProcess, "KILL");
            }

            await ledger.ReachAsync(ledger.Acknowledged.Count + 50);
        }

        Assert.Null(underTest.Store.Failed);
        await ledger.CompareAsync(underTest.Store);
    }

    [Fact]
    public async Task A_cluster_stopped_at_once_under_load_and_started_again_has_everything_acknowledged()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient, cluster);
        using var ledger = new Ledger();
        await using (ledger.Start(underTest.Store))
        {
            for (var stop = 0; stop < 2; stop++)
            {
                await ledger.ReachAsync(ledger.Acknowledged.Count + 200);
                await cluster.StopAsync("QUIT");
                while (underTest.Store.Failed is null)
                {
                    await Task.Delay(10, Cancellation);
                }

                Assert.Equal("store-interrupted", underTest.Store.Failed.Code);
                Assert.Throws<StoreUnavailableException>(() => underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))));
                await cluster.StartAgainAsync();
            }

            await ledger.ReachAsync(ledger.Acknowledged.Count + 50);
        }

        Assert.Null(underTest.Store.Failed);
        await ledger.CompareAsync(underTest.Store);
    }

    [Fact]
    public async Task A_store_that_acknowledges_before_the_commit_is_on_disk_is_caught()
    {
        // Where the stop meets the server's own writing is chance; that it misses all of it five times is not.
        for (var tries = 0; tries < 5; tries++)
        {
            if (await LostWithoutSyncAsync() > 0)
            {
                return;
            }
        }

        Assert.Fail("Nothing acknowledged was lost, though commits do not wait for the disk.");
    }

    /// <summary>Stops a server whose commits do not wait for the disk, and which writes behind as seldom as it can.</summary>
    private static async Task<int> LostWithoutSyncAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync("-c wal_writer_delay=10s -c wal_writer_flush_after=1GB -c autovacuum=off");
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient with { CommitSynchronously = false, ReconnectFor = TimeSpan.Zero }, cluster);
        using var ledger = new Ledger();
        await using (ledger.Start(underTest.Store))
        {
            await ledger.ReachAsync(500);
            await cluster.StopAsync("QUIT");
        }

        await cluster.StartAgainAsync();
        await underTest.ReopenAsync();
        return (await ledger.MissingAsync(underTest.Store)).Count;
    }

    [Fact]
    public async Task A_database_that_stays_away_fails_the_store_for_good_with_its_reason()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient with { ReconnectFor = TimeSpan.FromMilliseconds(200) }, cluster);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))).Durable;
        await cluster.StopAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        });
        while (underTest.Store.Failed is not { Code: "store-write-failed" })
        {
            await Task.Delay(10, Cancellation);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.FindAsync(1, Cancellation).AsTask());
    }

    [Fact]
    public async Task Reads_go_on_after_the_server_was_away_though_their_connections_died()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(Patient, cluster);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, binds: [Rows.Key(1)]))).Durable;
        Assert.NotNull(await underTest.Store.Journal.FindAsync(1, Cancellation));

        await cluster.StopAsync("QUIT");
        await cluster.StartAgainAsync();

        Assert.Equal(1, Rows.NumberOf((await underTest.Store.Journal.FindAsync(1, Cancellation))!.Value));
    }

    [Fact]
    public async Task Of_an_identifier_nobody_bound_that_is_said_without_asking_the_database()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small, cluster);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, binds: [Rows.Key(1)]))).Durable;
        await underTest.ReopenAsync();
        await underTest.Postgres.IdentifiersRead;
        await cluster.StopAsync("QUIT");

        Assert.Equal(SubjectId.None, await underTest.Store.Identifiers.FindAsync(Rows.Key(2), Cancellation));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Identifiers.FindAsync(Rows.Key(1), Cancellation).AsTask());
    }

    /// <summary>Eight clients that append and write down what they were told.</summary>
    private sealed class Ledger : IDisposable
    {
        private readonly ConcurrentDictionary<int, byte> _sent = new();
        private readonly CancellationTokenSource _stop = new();
        private int _number;

        public ConcurrentDictionary<long, int> Acknowledged { get; } = new();

        public void Dispose() => _stop.Dispose();

        public IAsyncDisposable Start(IStore store) => new Running(_stop, [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync(store)))]);

        public async Task ReachAsync(int acknowledged)
        {
            while (Acknowledged.Count < acknowledged)
            {
                await Task.Delay(1, Cancellation);
            }
        }

        public async Task<List<long>> MissingAsync(IStore store)
        {
            var found = new Dictionary<long, int>();
            await foreach (var entry in store.Journal.ReadAllAsync(0, Cancellation))
            {
                found.Add(entry.Sequence, Rows.NumberOf(entry));
            }

            return [.. Acknowledged.Where(told => !found.TryGetValue(told.Key, out var number) || number != told.Value).Select(told => told.Key)];
        }

        public async Task CompareAsync(IStore store)
        {
            Assert.Equal([], await MissingAsync(store));
            var numbers = new HashSet<int>();
            await foreach (var entry in store.Journal.ReadAllAsync(0, Cancellation))
            {
                var number = Rows.NumberOf(entry);
                Assert.True(numbers.Add(number), $"Number {number} is there twice.");
                Assert.True(_sent.ContainsKey(number), $"Number {number} was never sent.");
                Assert.False(store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out _));
                Assert.Equal(number % 10 == 0 ? 1 + (number % 50) : 0, (await store.Identifiers.FindAsync(Rows.Key(number), Cancellation)).Value);
            }

            Assert.Equal(store.Journal.Head, numbers.Count);
        }

        private async Task AppendAsync(IStore store)
        {
            while (!_stop.IsCancellationRequested)
            {
                var number = Interlocked.Increment(ref _number);
                try
                {
                    _sent.TryAdd(number, 0);
                    var ticket = store.Journal.Append(JournalBatch.Of(
                        Rows.Event(1 + (number % 50), number, dedupe: Rows.Hash(number), binds: number % 10 == 0 ? [Rows.Key(number)] : [])));
                    await ticket.Durable;
                    Acknowledged[ticket.FirstSequence] = number;
                }
                catch (StoreUnavailableException)
                {
                    await Task.Delay(5, Cancellation);
                }
            }
        }

        private sealed class Running(CancellationTokenSource stop, Task[] clients) : IAsyncDisposable
        {
            public async ValueTask DisposeAsync()
            {
                await stop.CancelAsync();
                await Task.WhenAll(clients);
            }
        }
    }
}
