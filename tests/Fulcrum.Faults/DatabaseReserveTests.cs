using System.Security.Cryptography;
using Fulcrum.Backups;
using Fulcrum.Clusters;
using Fulcrum.Consent;
using Fulcrum.Postgres;
using Fulcrum.Prove.Storage;
using Npgsql;

namespace Fulcrum.Faults;

/// <summary>A database whose disk is full, tables and write-ahead log alike, takes consents back all the same.</summary>
public sealed class DatabaseReserveTests
{
    private const int Withdrawals = 10_000;
    private const int Erasures = 20;

    // Alone they take the most room; together they take a quarter of the time.
    private static readonly int AtOnce = Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" ? 1 : 10;

    private const int Megabytes = 512;

    private static readonly PostgresStoreOptions Sizes = PostgresStoreOptions.Default with { ReserveLookEvery = TimeSpan.FromSeconds(2) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_withdrawals_and_erasures_are_kept_by_a_database_that_is_full_for_everything_else()
    {
        await using var full = await FullDatabase.TryMakeAsync(Megabytes);
        if (full is null)
        {
            Assert.Skip("Only root can make a small disk.");
        }

        await GrantAsync(full, Sizes);
        await using (var store = await full.OpenAsync(Sizes, Cancellation))
        {
            await UntilAsync(async () => await full.ReserveAsync() == Sizes.ReserveBytes);
            full.Disk.Fill();
            await UntilLowAsync(store);

            Assert.Equal("store-disk-low", store.Store.Limited?.Code);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.SendAsync([("somebody", "m-1")], Cancellation));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.RecordAsync("somebody", [("news", ConsentState.Given)], Cancellation));
            foreach (var some in Enumerable.Range(0, Withdrawals).Chunk(AtOnce))
            {
                await Task.WhenAll(some.Select(number => store.RecordAsync(Name(number), [("news", ConsentState.Withdrawn)], Cancellation)));
            }

            var left = await full.ReserveAsync();
            for (var number = 0; number < Erasures; number++)
            {
                Assert.NotNull(await store.Core.Erasures.EraseAsync([store.IdentifierOf(Name(number))], "test", "full disk", Cancellation));
            }

            Assert.Null(store.Store.Failed);
            full.Disk.Clear();
            await UntilAsync(() => ValueTask.FromResult(store.Store.Limited is null));
            Assert.Equal(Sizes.ReserveBytes, await full.ReserveAsync());
            await store.RecordAsync("somebody", [("news", ConsentState.Given)], Cancellation);
            Console.WriteLine($":: reserve, PostgreSQL: {Withdrawals:#,0} of {Withdrawals:#,0} withdrawals kept on a full disk, {AtOnce} at once, with {left >> 20} of {Sizes.ReserveBytes >> 20} MB left; then {Erasures} of {Erasures} erasures");
        }

        await using var again = await full.OpenAsync(Sizes, Cancellation);
        for (var number = 0; number < Withdrawals; number++)
        {
            var expected = number < Erasures ? ConsentState.Unknown : ConsentState.Withdrawn;
            Assert.Equal(expected, (await again.ReadAsync(Name(number), Cancellation))[1]);
        }
    }

    [Fact]
    public async Task A_server_that_ended_for_want_of_room_for_its_log_comes_back_in_the_room_of_the_reserve_and_takes_withdrawals()
    {
        await using var full = await FullDatabase.TryMakeAsync(Megabytes);
        if (full is null)
        {
            Assert.Skip("Only root can make a small disk.");
        }

        await GrantAsync(full, Sizes);
        await using var store = await full.OpenAsync(Sizes, Cancellation);
        await UntilAsync(async () => await full.ReserveAsync() == Sizes.ReserveBytes);
        full.Disk.Fill();
        await full.EndByLogAsync();
        await UntilAsync(async () => await TryWithdrawAsync(store, 0));
        await UntilLowAsync(store);

        for (var number = 1; number < 100; number++)
        {
            await store.RecordAsync(Name(number), [("news", ConsentState.Withdrawn)], Cancellation);
        }

        for (var number = 0; number < 100; number++)
        {
            Assert.Equal(ConsentState.Withdrawn, (await store.ReadAsync(Name(number), Cancellation))[1]);
        }
    }

    [Fact]
    public async Task Without_a_reserve_the_same_database_stops_taking_withdrawals()
    {
        await using var full = await FullDatabase.TryMakeAsync(Megabytes);
        if (full is null)
        {
            Assert.Skip("Only root can make a small disk.");
        }

        var bare = Sizes with { ReserveBytes = 0, ReconnectFor = TimeSpan.FromSeconds(1) };
        await GrantAsync(full, bare);
        var store = await full.OpenAsync(bare, Cancellation);
        full.Disk.Fill();
        var kept = 0;
        for (; kept < Withdrawals; kept++)
        {
            var one = store.RecordAsync(Name(kept), [("news", ConsentState.Withdrawn)], Cancellation);
            while (!one.IsCompleted && store.Store.Failed is null)
            {
                await Task.WhenAny(one, Task.Delay(1, Cancellation));
            }

            if (!one.IsCompletedSuccessfully)
            {
                break;
            }
        }

        Assert.True(kept < Withdrawals);
        Console.WriteLine($":: reserve, PostgreSQL: without it {kept:#,0} of {Withdrawals:#,0} withdrawals were kept");
        full.Disk.Clear();
        await store.DisposeAsync();
    }

    // What is written until the server says that there is no room: new rows need new pages.
    private static async Task UntilLowAsync(ProvedStore store)
    {
        for (var number = 0; store.Store.Limited is null; number++)
        {
            try
            {
                await store.SendAsync([($"filler-{number}", $"f-{number}")], Cancellation);
            }
            catch (StoreUnavailableException) when (store.Store.Limited is not null)
            {
            }
        }
    }

    private static async Task UntilAsync(Func<ValueTask<bool>> holds)
    {
        while (!await holds())
        {
            await Task.Delay(20, Cancellation);
        }
    }

    private static async ValueTask<bool> TryWithdrawAsync(ProvedStore store, int number)
    {
        try
        {
            await store.RecordAsync(Name(number), [("news", ConsentState.Withdrawn)], Cancellation);
            return true;
        }
        catch (StoreUnavailableException) when (store.Store.Failed?.Code != "store-write-failed")
        {
            return false;
        }
    }

    private static string Name(int number) => $"customer-{number}";

    private static async Task GrantAsync(FullDatabase full, PostgresStoreOptions options)
    {
        await using var store = await full.OpenAsync(options, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, Withdrawals).Select(number => store.RecordAsync(Name(number), [("news", ConsentState.Given)], Cancellation)));
    }

    /// <summary>A server whose data and log are on a small disk, and another disk for what a store keeps beside its database.</summary>
    private sealed class FullDatabase(SmallDisk disk, SmallDisk beside, PostgresCluster cluster) : IAsyncDisposable
    {
        public SmallDisk Disk { get; } = disk;

        public static async Task<FullDatabase?> TryMakeAsync(int megabytes)
        {
            return SmallDisk.TryMake(megabytes) is not { } disk || SmallDisk.TryMake(megabytes) is not { } beside ? null : new FullDatabase(disk, beside, await PostgresCluster.StartAsync(folder: Directory.CreateDirectory(Path.Combine(disk.Path, "data")).FullName));
        }

        public async Task<ProvedStore> OpenAsync(PostgresStoreOptions options, CancellationToken cancellation)
        {
            var sizes = options with { Tail = key => new TailLog(Path.Combine(beside.Path, "log"), key) };
            var store = await PostgresStore.OpenAsync(PostgresAddress.Parse(cluster.ConnectionString("store")), Path.Combine(beside.Path, "keys"), TimeProvider.System, new Chance(), sizes, cancellation);
            return await ProvedStore.OverAsync(store, beside.Path, PlantedFault.None, cancellation);
        }

        public async Task<long> ReserveAsync() =>
            (long)(decimal)(await cluster.ScalarAsync("SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relname ~ '^reserve_[0-9]+$'"))!;

        /// <summary>Writes to the log and to no table, until the server cannot go on and restarts itself.</summary>
        public async Task EndByLogAsync()
        {
            var end = await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
            {
                while (true)
                {
                    await cluster.ScalarAsync("SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000000))");
                }
            });
            Assert.Equal("PANIC", Assert.IsType<PostgresException>(end).InvariantSeverity);
        }

        public async ValueTask DisposeAsync()
        {
            await cluster.DisposeAsync();
            Disk.Dispose();
            beside.Dispose();
        }
    }
    private sealed class Chance : IRandomSource
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}
