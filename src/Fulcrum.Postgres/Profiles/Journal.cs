using System.Runtime.CompilerServices;
using Fulcrum.Postgres.Engine;
using Fulcrum.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Profiles;

/// <summary>The journal: what is queued is read from memory, what is committed from its table.</summary>
internal sealed class Journal(JournalQueue queue, Readers readers) : IJournal
{
    private const int PieceRows = 512;

    /// <inheritdoc />
    public long Head => queue.Head;

    /// <inheritdoc />
    public JournalTicket Append(JournalBatch batch) => queue.Append(batch, null);

    /// <inheritdoc />
    public async ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation)
    {
        if (sequence < 1 || sequence > Head)
        {
            return null;
        }

        return queue.FindQueued(sequence) ?? await readers.ReadAsync<JournalEntry?>(
            $"SELECT {RowCoding.Columns} FROM journal WHERE sequence = $1",
            ask => ask.Add(new() { Value = sequence }),
            found => found.Read() ? RowCoding.Read(found, SubjectId.None) : null,
            cancellation);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation)
    {
        if (subject.IsNone)
        {
            return [];
        }

        // Queued ones first: whatever was committed then still is.
        var (queued, durable) = queue.CollectQueued(subject, after);
        if (durable <= after)
        {
            return Shortened(queued, rowsMax);
        }

        var entries = await readers.ReadAsync(
            $"SELECT {RowCoding.Columns} FROM journal WHERE subject = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4",
            ask =>
            {
                ask.Add(new() { Value = subject.Value });
                ask.Add(new() { Value = after });
                ask.Add(new() { Value = durable });
                ask.Add(new() { Value = (long)rowsMax });
            },
            found => ReadAll(found, subject),
            cancellation);
        entries.AddRange(queued);
        return Shortened(entries, rowsMax);
    }

    private static List<JournalEntry> Shortened(List<JournalEntry> entries, int rowsMax)
    {
        if (entries.Count > rowsMax)
        {
            entries.RemoveRange(rowsMax, entries.Count - rowsMax);
        }

        return entries;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // In pieces, so that no long statement keeps old row versions alive.
        for (var next = after; ;)
        {
            var durable = queue.DurableHead;
            if (next >= durable)
            {
                break;
            }

            var until = Math.Min(next + PieceRows, durable);
            foreach (var entry in await ReadPieceAsync(next, until, cancellation))
            {
                yield return entry;
            }

            next = until;
            after = next;
        }

        for (var sequence = after + 1; sequence <= Head; sequence++)
        {
            if (await FindAsync(sequence, cancellation) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private ValueTask<List<JournalEntry>> ReadPieceAsync(long after, long until, CancellationToken cancellation) => readers.ReadAsync(
        $"SELECT {RowCoding.Columns} FROM journal WHERE sequence > $1 AND sequence <= $2 ORDER BY sequence",
        ask =>
        {
            ask.Add(new() { Value = after });
            ask.Add(new() { Value = until });
        },
        found => ReadAll(found, SubjectId.None),
        cancellation);

    private static List<JournalEntry> ReadAll(NpgsqlDataReader found, SubjectId expected)
    {
        var entries = new List<JournalEntry>();
        while (found.Read())
        {
            if (RowCoding.Read(found, expected) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }
}
