using Fulcrum.Profiles;

namespace Fulcrum.Tests.Rights;

/// <summary>Takes in no more than what takes something back, once it is full.</summary>
internal sealed class FullStore : StoreAround
{
    public FullStore(IStore inner)
        : base(inner) => Journal = new FullJournal(inner.Journal, () => IsFull);

    public bool IsFull { get; set; }

    private sealed class FullJournal(IJournal inner, Func<bool> isFull) : IJournal
    {
        public long Head => inner.Head;

        public JournalTicket Append(JournalBatch batch) => isFull() && !batch.TakesBack ? throw new StoreUnavailableException("The disk is full.") : inner.Append(batch);

        public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.FindAsync(sequence, cancellation);

        public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) => inner.ReadSubjectAsync(subject, after, rowsMax, cancellation);

        public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => inner.ReadAllAsync(after, cancellation);
    }
}
