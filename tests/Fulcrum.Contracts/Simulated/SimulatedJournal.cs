using System.Runtime.CompilerServices;
using Fulcrum.Profiles;

namespace Fulcrum.Contracts.Simulated;

internal sealed class SimulatedJournal(SimulatedStore store) : IJournal
{
    public long Head => store.Read(state => state.Head);

    public JournalTicket Append(JournalBatch batch)
    {
        var (first, durable) = store.Write(state => (new BatchWrite(state.Head + 1, batch), state.Head + 1));
        return new JournalTicket(first, durable);
    }

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) =>
        new(store.Read(state => state.Rows.TryGetValue(sequence, out var row) ? new JournalEntry(sequence, row) : (JournalEntry?)null));

    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation) =>
        new(store.Read<IReadOnlyList<JournalEntry>>(state => state.RowsOf.TryGetValue(subject, out var rows)
            ? [.. rows.Where(sequence => sequence > after).Take(rowsMax).Select(sequence => new JournalEntry(sequence, state.Rows[sequence]))]
            : []));

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var entries = store.Read(state => state.Rows.Where(row => row.Key > after).Select(row => new JournalEntry(row.Key, row.Value)).ToArray());
        foreach (var entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return entry;
        }

        await ValueTask.CompletedTask;
    }
}
