using Fulcrum.Backups;
using Fulcrum.Consent;
using Fulcrum.Prove.Storage;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Faults;

/// <summary>A disk without room takes consents back all the same.</summary>
public sealed class ReserveTests
{
    private const int Withdrawals = 10_000;
    private const int Erasures = 20;

    private static readonly SqliteStoreOptions Sizes =
        SqliteStoreOptions.Default with { ReserveBytes = 48 << 20, DiskLowBytes = 24 << 20, CheckpointAfter = 4 << 20 };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_withdrawals_and_erasures_are_kept_on_a_disk_that_is_full_for_everything_else()
    {
        using var disk = SmallDisk.TryMake(192);
        if (disk is null)
        {
            Assert.Skip("Only root can make a small disk.");
        }

        // The tail log on the same full disk, as it is where nobody named another.
        var folder = Path.Combine(disk.Path, "store");
        var sizes = Sizes with { Tail = key => new TailLog(Path.Combine(disk.Path, "tail"), key) };
        await GrantAsync(folder, sizes);
        await using (var store = await ProvedStore.OpenAsync(folder, sizes, Cancellation))
        {
            disk.Fill();
            store.Sqlite.LookAtDisk();

            Assert.Equal("store-disk-low", store.Sqlite.Limited?.Code);
            await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.SendAsync([("somebody", "m-1")], Cancellation));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.RecordAsync("somebody", [("news", ConsentState.Given)], Cancellation));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.DecideAsync(Name(1), Cancellation));
            for (var number = 0; number < Withdrawals; number++)
            {
                await store.RecordAsync(Name(number), [("news", ConsentState.Withdrawn)], Cancellation);
            }

            for (var number = 0; number < Erasures; number++)
            {
                Assert.NotNull(await store.Core.Erasures.EraseAsync([store.IdentifierOf(Name(number))], "test", "full disk", Cancellation));
            }

            Assert.Null(store.Sqlite.Failed);
            disk.Clear();
            store.Sqlite.LookAtDisk();
            Assert.Null(store.Sqlite.Limited);
            Assert.Equal(Sizes.ReserveBytes, new FileInfo(Path.Combine(folder, "reserve")).Length);
            await store.RecordAsync("somebody", [("news", ConsentState.Given)], Cancellation);
        }

        Assert.Equal(Withdrawals + Erasures, TailLog.Read(Path.Combine(disk.Path, "tail"), StoreKeys.Read(folder).Tail, TailMark.Start).Records.Count);
        await using var again = await ProvedStore.OpenAsync(folder, sizes, Cancellation);
        for (var number = 0; number < Withdrawals; number++)
        {
            var expected = number < Erasures ? ConsentState.Unknown : ConsentState.Withdrawn;
            Assert.Equal(expected, (await again.ReadAsync(Name(number), Cancellation))[1]);
        }

        Console.WriteLine($":: reserve: {Withdrawals:#,0} of {Withdrawals:#,0} withdrawals and {Erasures} of {Erasures} erasures kept on a full disk, one commit each");
    }

    [Fact]
    public async Task Without_a_reserve_the_same_disk_takes_no_withdrawal()
    {
        using var disk = SmallDisk.TryMake(192);
        if (disk is null)
        {
            Assert.Skip("Only root can make a small disk.");
        }

        var folder = Path.Combine(disk.Path, "store");
        var bare = Sizes with { ReserveBytes = 0, DiskLowBytes = 0 };
        await GrantAsync(folder, bare);
        await using var store = await ProvedStore.OpenAsync(folder, bare, Cancellation);
        disk.Fill();
        var kept = 0;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            for (; kept < Withdrawals; kept++)
            {
                await store.RecordAsync(Name(kept), [("news", ConsentState.Withdrawn)], Cancellation);
            }
        });

        Assert.Equal("store-write-failed", store.Sqlite.Failed?.Code);
        Console.WriteLine($":: reserve: without it {kept} of {Withdrawals:#,0} withdrawals were kept");
    }

    private static string Name(int number) => $"customer-{number}";

    private static async Task GrantAsync(string folder, SqliteStoreOptions options)
    {
        await using var store = await ProvedStore.OpenAsync(folder, options, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, Withdrawals).Select(number => store.RecordAsync(Name(number), [("news", ConsentState.Given)], Cancellation)));
    }
}
