using System.Runtime.CompilerServices;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>The journal: what is queued is read from memory, what is on disk from its file.</summary>
internal sealed class Journal(JournalQueue queue, JournalFile file, SubjectRows subjects) : IJournal
{
    /// <inheritdoc />
    public long Head => queue.Head;

    /// <summary>Called, outside all locks, after each append with the sequence of the newest row.</summary>
    public Action<long>? Appended { get; set; }

    /// <inheritdoc />
    public JournalTicket Append(JournalBatch batch) => Append(batch, null);

    /// <summary>Queues a batch with something else that belongs into its transaction; it is told the sequence of the first row.</summary>
    public JournalTicket Append(JournalBatch batch, Action<Database, long>? also)
    {
        var ticket = queue.Append(batch, also);
        Appended?.Invoke(ticket.FirstSequence + batch.Rows.Length - 1);
        return ticket;
    }

    /// <inheritdoc />
    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation)
    {
        List<long> wanted = sequence < 1 || sequence > Head ? [] : [sequence];
        var found = Read(wanted, SubjectId.None);
        return new(found.Count > 0 ? found[0] : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation)
    {
        if (subject.IsNone)
        {
            return new([]);
        }

        var sequences = subjects.Find(subject, after);
        if (sequences.Count > rowsMax)
        {
            sequences.RemoveRange(rowsMax, sequences.Count - rowsMax);
        }

        return new(Read(sequences, subject));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // In pieces, so that no reader keeps the write-ahead log from starting over.
        for (var next = after + 1; next <= Head;)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = (int)Math.Min(Pack.RowsMax, Head - next + 1);
            List<long> piece = new(count);
            for (var i = 0; i < count; i++)
            {
                piece.Add(next++);
            }

            foreach (var entry in Read(piece, SubjectId.None))
            {
                yield return entry;
            }

            await ValueTask.CompletedTask;
        }
    }

    private List<JournalEntry> Read(List<long> sequences, SubjectId expected)
    {
        if (sequences.Count == 0)
        {
            return [];
        }

        // Queued ones first: whatever was on disk then still is.
        var queued = queue.TakeQueued(sequences, expected);
        var entries = new List<JournalEntry>(sequences.Count + queued.Count);
        file.Read(sequences, expected, entries);
        entries.AddRange(queued);
        return entries;
    }
}
