using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent.Ledger;
using Fulcrum.Rights;

namespace Fulcrum.Profiles;

/// <summary>The truth: every accepted event, consent, link, decision and tombstone, in the order of arrival (laws 3 and 5).</summary>
/// <remarks>
/// <c>JournalContract</c> is the full meaning, and every store passes it. One writer, group commit; the order of
/// <see cref="Append"/> calls is the order on disk, and a batch is on disk wholly or not at all. After a write
/// fault every later append fails until the process is started again. Safe from many threads.
/// </remarks>
public interface IJournal
{
    /// <summary>Queues a batch, numbers its rows, and returns at once.</summary>
    /// <param name="batch">Rows, the keys new subjects need, and the counts that go with them; all in one transaction.</param>
    /// <returns>The sequence of the first row, and a task that ends when everything is on disk.</returns>
    /// <exception cref="StoreUnavailableException">The queue is full or the store has failed; nothing was queued.</exception>
    JournalTicket Append(JournalBatch batch);

    /// <summary>Reads one row; null when there is none with that sequence.</summary>
    /// <remarks>Also sees rows queued and not yet on disk.</remarks>
    ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation);

    /// <summary>Reads the rows of one subject with a sequence greater than <paramref name="after"/>, oldest first.</summary>
    /// <remarks>Also sees rows queued and not yet on disk.</remarks>
    ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, CancellationToken cancellation) =>
        ReadSubjectAsync(subject, after, int.MaxValue, cancellation);

    /// <summary>The same, at most so many of them: whoever reads a long history page by page holds a page of it.</summary>
    ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation);

    /// <summary>Reads all rows with a sequence greater than <paramref name="after"/>, oldest first.</summary>
    IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation);

    /// <summary>Sequence of the newest row queued; 0 for an empty journal.</summary>
    long Head { get; }
}

/// <summary>What is written together.</summary>
/// <param name="Rows">In order; may be empty when only counts or keys are written.</param>
/// <param name="NewKeys">Wrapped keys of subjects first seen in this batch; on disk before the rows.</param>
/// <param name="Counts">What became of received events (law 9).</param>
/// <param name="Quarantined">Payloads kept aside.</param>
public sealed record JournalBatch(
    ImmutableArray<JournalRow> Rows,
    ImmutableArray<SubjectKeyRow> NewKeys,
    ImmutableArray<CollectCount> Counts,
    ImmutableArray<QuarantineRow> Quarantined)
{
    /// <summary>Ids of quarantined rows that go in the same transaction, because what they kept aside is taken in.</summary>
    public ImmutableArray<string> Released { get; init; } = [];

    /// <summary>Whether it takes something back: such a batch is taken in as long as anything can be, when there is room for nothing else.</summary>
    public bool TakesBack { get; init; }

    /// <summary>Whether nobody waits for it to be on disk: a store may let it wait a few milliseconds for others to share the write with.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Noes and erasures among the rows; a store that keeps a tail log has them on disk there before the rows are.</summary>
    public ImmutableArray<TailRecord> Tail { get; init; } = [];

    /// <summary>What the consent ledger will say of the consents among the rows; empty without a ledger. Stores pass over it.</summary>
    public ImmutableArray<RowCommitment> Commitments { get; init; } = [];

    /// <summary>A batch of rows alone.</summary>
    public static JournalBatch Of(params ImmutableArray<JournalRow> rows) => new(rows, [], [], []);
}

/// <summary>The answer to an append.</summary>
/// <param name="FirstSequence">Sequence of the first row; the others follow it.</param>
/// <param name="Durable">Ends when the batch is on disk; fails with <see cref="StoreUnavailableException"/>.</param>
public readonly record struct JournalTicket(long FirstSequence, Task Durable);
