using Fulcrum.Profiles;

namespace Fulcrum.Crash.Host;

/// <summary>A store with one part exchanged. Only this assembly can put one together; the product has no switch for it.</summary>
internal sealed class PlantedStore(IStore real) : StoreAround(real);

/// <summary>A journal with another way to append.</summary>
internal abstract class PlantedJournal(IJournal real) : IJournal
{
    public long Head => real.Head;

    public abstract JournalTicket Append(JournalBatch batch);

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => real.FindAsync(sequence, cancellation);

    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        real.ReadSubjectAsync(subject, after, rowsMax, cancellation);

    public IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, CancellationToken cancellation) => real.ReadAllAsync(after, cancellation);
}

/// <summary>Acknowledges before the commit.</summary>
internal sealed class EarlyJournal(IJournal real) : PlantedJournal(real)
{
    private readonly IJournal _real = real;

    public override JournalTicket Append(JournalBatch batch) => _real.Append(batch) with { Durable = Task.CompletedTask };
}

/// <summary>Acknowledges events and decisions before the commit. Consents wait: the consent ledger must not run ahead of the journal, or no node opens the store again.</summary>
internal sealed class ForgetfulJournal(IJournal real) : PlantedJournal(real)
{
    private readonly IJournal _real = real;

    public override JournalTicket Append(JournalBatch batch)
    {
        var ticket = _real.Append(batch);
        return batch.Rows.All(row => row.Kind is EntryKind.Event or EntryKind.Decision) ? ticket with { Durable = Task.CompletedTask } : ticket;
    }
}

/// <summary>A queue before the journal that drops events when it is full, here one batch in twenty: received was counted at the door, stored behind the queue.</summary>
internal sealed class DroppingJournal(IJournal real) : PlantedJournal(real)
{
    private readonly IJournal _real = real;
    private int _batches;

    public override JournalTicket Append(JournalBatch batch)
    {
        var isDropped = batch.Rows.Length > 0 && batch.Rows.All(row => row.Kind == EntryKind.Event) && Interlocked.Increment(ref _batches) % 20 == 0;
        return _real.Append(isDropped
            ? batch with
            {
                // Rows of nobody in their place, so that numbers go on as the core counts them.
                Rows = [.. batch.Rows.Select(row => new JournalRow(EntryKind.Decision, SubjectId.None, row.At, 0, 0, default, row.Sealed))],
                Counts = [.. batch.Counts.Select(count => count with { Stored = 0 })],
            }
            : batch);
    }
}
