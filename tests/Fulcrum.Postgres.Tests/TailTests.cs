using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Postgres.Tests;

/// <summary>Every no and every erasure is in the tail log before its row is committed, and the database knows its place in the log.</summary>
public sealed class TailTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_no_is_in_the_log_before_its_row_is_committed()
    {
        var log = new RememberedTail();
        await using var underTest = await CreateAsync(log);
        log.Writing = () => Assert.Equal(0L, underTest.ScalarAsync("SELECT count(*) FROM {data}.journal").GetAwaiter().GetResult());

        await underTest.Store.Journal.Append(No(1)).Durable;

        Assert.Single(log.Records);
        Assert.Equal(1L, await underTest.ScalarAsync("SELECT number FROM {data}.tail"));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_stops_acknowledging_and_the_row_is_not_there()
    {
        var log = new RememberedTail { Writing = () => throw new IOException("No space left on device") };
        await using var underTest = await CreateAsync(log);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(No(1)).Durable);

        Assert.Equal("store-write-failed", underTest.Store.Failed?.Code);
        Assert.Equal(0L, await underTest.ScalarAsync("SELECT count(*) FROM {data}.journal"));
    }

    [Fact]
    public async Task What_the_log_has_and_the_database_has_not_is_pending_at_the_next_start()
    {
        var log = new RememberedTail();
        await using var underTest = await CreateAsync(log);
        await underTest.Store.Journal.Append(No(1)).Durable;
        await underTest.ScalarAsync("ALTER TABLE {data}.journal ADD CONSTRAINT unlucky CHECK (subject <> 2) NOT VALID");

        // In the log, and refused by the database.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => underTest.Store.Journal.Append(No(2)).Durable);
        await underTest.ScalarAsync("ALTER TABLE {data}.journal DROP CONSTRAINT unlucky");
        await underTest.ReopenAsync();

        Assert.Equal([2], underTest.Store.Tail!.Pending.Select(record => record.Subjects[0].Value));
        await underTest.Store.Tail.FinishAsync(Cancellation);
        await underTest.ReopenAsync();
        Assert.Empty(underTest.Store.Tail.Pending);
    }

    [Fact]
    public async Task An_erasure_is_in_the_log_with_all_its_subjects()
    {
        var log = new RememberedTail();
        await using var underTest = await CreateAsync(log);
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;

        await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(1), new SubjectId(2)], Cancellation);

        var record = Assert.Single(log.Records);
        Assert.Equal(TailKind.Erasure, record.Kind);
        Assert.Equal([1, 2], record.Subjects.Select(subject => subject.Value));
    }

    [Fact]
    public async Task A_restored_store_says_what_is_stale_until_it_is_told_and_does_not_go_down_before()
    {
        await using var underTest = await CreateAsync(new RememberedTail());
        await underTest.Store.Journal.Append(Rows.WithKeys(Rows.Event(7, 1))).Durable;
        await underTest.Store.Eraser.EraseAsync(Rows.Tombstone(Rows.Noon), [new SubjectId(7)], Cancellation);
        await underTest.Postgres.DisposeAsync();
        var known = new TailMark(5, new byte[32]);

        await PostgresStore.MarkRestoredAsync(underTest.Address, TailStanding.None with { Known = known }, Rows.Noon, PostgresUnderTest.Small, Cancellation);

        // The program just before this one knows of the tail; the one before that does not.
        Assert.Equal(4, await PostgresStore.StepDownAsync(underTest.Address, PostgresUnderTest.Small, Cancellation));
        Assert.Equal("downgrade-stale", (await Assert.ThrowsAsync<StoreStartException>(() => PostgresStore.StepDownAsync(underTest.Address, PostgresUnderTest.Small, Cancellation))).Fault.Code);
        await underTest.ReopenAsync();
        Assert.Equal(new Staleness(Rows.Noon, 7), underTest.Store.Tail!.Staleness);
        Assert.Equal(5, underTest.Store.Tail.StaleFrom.Number);
        await underTest.Store.Tail.EndStalenessAsync(Cancellation);
        await underTest.ReopenAsync();
        Assert.False(underTest.Store.Tail.Staleness.IsAny);
    }

    private static Task<PostgresUnderTest> CreateAsync(RememberedTail log) => PostgresUnderTest.CreateAsync(PostgresUnderTest.Small with { Tail = _ => log }).AsTask();

    private static JournalBatch No(int subject) => JournalBatch.Of(Rows.Event(subject, subject)) with
    {
        Tail = [new TailRecord(TailKind.No, Rows.Noon, [new SubjectId(subject)], "ads", ConsentState.Withdrawn, default)],
    };

    /// <summary>A log in memory, which outlives the store.</summary>
    private sealed class RememberedTail : ITail
    {
        public List<TailRecord> Records { get; } = [];

        public Action Writing { get; set; } = () => { };

        public TailMark End => new(Records.Count, ImmutableArray.CreateRange(new byte[32]).AsMemory());

        public Fault? Damage => null;

        public IReadOnlyList<TailRecord> Open(TailMark known, bool isRestored) => [.. Records.Skip((int)known.Number)];

        public TailMark Write(IReadOnlyList<TailRecord> records)
        {
            Writing();
            Records.AddRange(records);
            return End;
        }

        public void Dispose()
        {
        }
    }
}
