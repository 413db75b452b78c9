using Fulcrum.Contracts;
using Fulcrum.Postgres.Cluster;
using Fulcrum.Postgres.Engine;
using Fulcrum.Profiles;
using Npgsql;
using Xunit;

namespace Fulcrum.Postgres.Tests.Cluster;

/// <summary>Whoever lost the store writes nothing more into it, whether it knows it or not.</summary>
public sealed class EvictionTests
{
    // As long as a node that lives: it tries to come back.
    private static readonly PostgresStoreOptions Stubborn = PostgresUnderTest.Small with { ReconnectFor = TimeSpan.FromSeconds(60) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_session_that_holds_the_store_is_ended_and_the_store_can_be_opened_at_once()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Stubborn);
        await using var lease = await OwnerLease.OpenAsync(underTest.Address, LeaseTests.Patient, Cancellation);
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        var claim = await LeaseTests.ClaimAsync(lease, 2);

        await lease.EvictAsync(claim, Cancellation);
        await using var taken = await underTest.OpenAsync(Stubborn with { LockWait = LeaseTests.Patient });

        Assert.Equal(1, taken.Journal.Head);
        await taken.Journal.Append(JournalBatch.Of(Rows.Event(1, 2))).Durable;
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3))).Durable);
        Assert.Equal(2, taken.Journal.Head);
    }

    [Fact]
    public async Task An_owner_that_was_evicted_under_load_has_nothing_acknowledged_after_that_and_nothing_acknowledged_before_is_lost()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Stubborn);
        await using var lease = await OwnerLease.OpenAsync(underTest.Address, LeaseTests.Patient, Cancellation);
        var acknowledged = new List<long>();
        var writing = AppendUntilRefusedAsync(underTest.Store, acknowledged);
        while (acknowledged.Count < 50)
        {
            await Task.Delay(1, Cancellation);
        }

        await lease.EvictAsync(await LeaseTests.ClaimAsync(lease, 2), Cancellation);
        var head = (long)(await underTest.ScalarAsync("SELECT max(sequence) FROM {data}.journal"))!;
        await writing;

        Assert.Equal(head, await underTest.ScalarAsync("SELECT max(sequence) FROM {data}.journal"));
        Assert.All(acknowledged, sequence => Assert.InRange(sequence, 1, head));
        await using var taken = await underTest.OpenAsync(Stubborn with { LockWait = LeaseTests.Patient });
        foreach (var sequence in acknowledged)
        {
            Assert.NotNull(await taken.Journal.FindAsync(sequence, Cancellation));
        }
    }

    [Fact]
    public async Task An_owner_that_was_not_evicted_goes_on_writing_after_the_claim()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(Stubborn);
        await using var lease = await OwnerLease.OpenAsync(underTest.Address, LeaseTests.Patient, Cancellation);
        _ = await LeaseTests.ClaimAsync(lease, 2);

        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;

        Assert.Equal(1L, await underTest.ScalarAsync("SELECT max(sequence) FROM {data}.journal"));
    }

    [Fact]
    public async Task What_was_written_and_not_committed_is_gone_with_the_session()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await underTest.Postgres.DisposeAsync();
        await using var lease = await OwnerLease.OpenAsync(underTest.Address, LeaseTests.Patient, Cancellation);
        await using var stopped = new NpgsqlConnection(underTest.Address.ForWriting(PostgresUnderTest.Small));
        await stopped.OpenAsync(Cancellation);
        Assert.True(StoreLock.TryTake(stopped, underTest.Address, TimeSpan.Zero));
        await using var transaction = await stopped.BeginTransactionAsync(Cancellation);
        await using var write = new NpgsqlCommand("UPDATE owner SET writes = writes + 1", stopped);
        await write.ExecuteNonQueryAsync(Cancellation);

        await lease.EvictAsync(await LeaseTests.ClaimAsync(lease, 2), Cancellation);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => transaction.CommitAsync(Cancellation));
        Assert.Equal(0L, await underTest.ScalarAsync("SELECT writes FROM {data}.owner"));
    }

    [Fact]
    public async Task Whose_claim_is_not_in_force_evicts_nobody()
    {
        await using var underTest = await PostgresUnderTest.CreateAsync(PostgresUnderTest.Small);
        await using var lease = await OwnerLease.OpenAsync(underTest.Address, LeaseTests.Patient, Cancellation);
        var claim = await LeaseTests.ClaimAsync(lease, 1);
        _ = await LeaseTests.ClaimAsync(lease, 2);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => lease.EvictAsync(claim, Cancellation));

        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        Assert.Null(underTest.Store.Failed);
    }

    [Fact]
    public async Task A_store_that_was_never_made_has_nobody_to_evict()
    {
        await using var lease = await OwnerLease.OpenAsync(PostgresAddress.Parse(Server.Cluster.ConnectionString(Server.Cluster.NewSchema())), LeaseTests.Patient, Cancellation);

        await lease.EvictAsync(await LeaseTests.ClaimAsync(lease, 1), Cancellation);
    }

    private static async Task AppendUntilRefusedAsync(IStore store, List<long> acknowledged)
    {
        try
        {
            for (var number = 1; ; number++)
            {
                var ticket = store.Journal.Append(JournalBatch.Of(Rows.Event(1 + (number % 3), number)));
                await ticket.Durable;
                acknowledged.Add(ticket.FirstSequence);
            }
        }
        catch (StoreUnavailableException)
        {
            // Told that it owns nothing any more.
        }
    }
}
