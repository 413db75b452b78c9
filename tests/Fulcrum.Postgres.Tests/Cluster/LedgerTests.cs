using System.Security.Cryptography;
using Fulcrum.Consent.Ledger;
using Fulcrum.Contracts.Simulated;
using Fulcrum.Postgres.Cluster;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Postgres.Tests.Cluster;

/// <summary>A ledger over its mirror goes on at another node as if it were the same disk.</summary>
public sealed class LedgerTests : IAsyncLifetime
{
    private static readonly LedgerKeys Keys = new("example.com/ledger", SHA256.HashData("ledger"u8), []);

    private readonly PostgresAddress _address = PostgresAddress.Parse(Server.Cluster.ConnectionString(Server.Cluster.NewSchema()));
    private readonly FakeTimeProvider _clock = new();
    private OwnerLease _lease = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _lease = await OwnerLease.OpenAsync(_address, LeaseTests.Patient, Cancellation);

    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    [Fact]
    public async Task The_next_owner_goes_on_with_every_entry_and_every_head_that_was_told_of()
    {
        var (first, second) = (NewFiles(), new SimulatedLedgerFiles());
        await using var old = await TakeOverAsync(1, first);
        using var ledger = Open(old.Around(first));
        ledger.Append(LeavesOf(1, 300));
        var head = ledger.Publish(300);
        ledger.Mark(400);
        ledger.Append(LeavesOf(500, 20));

        await using var next = await TakeOverAsync(2, second);
        using var taken = Open(next.Around(second));

        Assert.Null(taken.Damage);
        Assert.Equal((320, head, 519), (taken.Size, taken.LastPublished(), taken.Through));
        Assert.Equal(ledger.RootAt(320), taken.RootAt(320));
        taken.Append(LeavesOf(600, 1));
        Assert.Throws<IOException>(() => ledger.Append(LeavesOf(600, 1)));
        Assert.Equal("ledger-write-failed", ledger.Damage?.Code);
        Assert.Throws<StoreUnavailableException>(() => ledger.Publish(320));
        Assert.Equal(321, taken.Size);
    }

    [Fact]
    public async Task A_ledger_that_was_kept_on_one_disk_and_lost_its_power_is_mirrored_as_far_as_it_is_whole()
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var schema = PostgresAddress.Parse(Server.Cluster.ConnectionString(Server.Cluster.NewSchema()));
            await using var lease = await OwnerLease.OpenAsync(schema, LeaseTests.Patient, Cancellation);
            var (first, second) = (NewFiles(), new SimulatedLedgerFiles());
            using (var alone = Open(first))
            {
                alone.Append(LeavesOf(1, 5 + seed));
                if (seed % 2 == 0)
                {
                    alone.Publish(5);
                }
            }

            // As a write does that was on its way when the power went.
            using (var entries = first.Open("entries"))
            {
                entries.Write(entries.Length, RandomNumberGenerator.GetBytes(2 * LedgerMirror.EntryBytes));
            }

            first.Crash(seed);
            await using var mirror = await LedgerMirror.OpenAsync(schema, await LeaseTests.ClaimAsync(lease, 1), Cancellation);
            await mirror.PullAsync(first, Cancellation);
            using var ledger = Open(mirror.Around(first));
            Assert.Null(ledger.Damage);
            Assert.Equal(5 + seed, ledger.Size);
            Assert.Equal(LedgerMirror.HeadBytes + (ledger.Size * LedgerMirror.EntryBytes), mirror.Length);

            await mirror.PullAsync(second, Cancellation);
            using var taken = Open(mirror.Around(second));
            Assert.Equal(ledger.RootAt(ledger.Size), taken.RootAt(ledger.Size));
        }
    }

    private static SimulatedLedgerFiles NewFiles()
    {
        var files = new SimulatedLedgerFiles();
        files.Replace("origin", "example.com/ledger"u8);
        return files;
    }

    private static List<LedgerLeaf> LeavesOf(long first, int count) =>
        [.. Enumerable.Range(0, count).Select(number => new LedgerLeaf(LedgerLeafKind.Consent, first + number, new Instant(number), SHA256.HashData(BitConverter.GetBytes(first + number))))];

    private ConsentLedger Open(ILedgerFiles files) => new(new LedgerPlace(files, Keys), new byte[32], _clock);

    private async Task<LedgerMirror> TakeOverAsync(int node, SimulatedLedgerFiles files)
    {
        var claim = await LeaseTests.ClaimAsync(_lease, node);
        await _lease.EvictAsync(claim, Cancellation);
        var mirror = await LedgerMirror.OpenAsync(_address, claim, Cancellation);
        await mirror.PullAsync(files, Cancellation);
        return mirror;
    }
}
