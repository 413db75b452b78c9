using System.Buffers.Binary;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Profiles;
using Npgsql;
using NpgsqlTypes;

namespace Fulcrum.Postgres.Collect;

/// <summary>Older message ids, in sorted immutable runs of pages; the filter of each run is in memory. Reads from many threads; one thread writes.</summary>
/// <remarks>
/// A unique index over message ids would be a random write for every row on the way of its acknowledgement. Pages without their
/// run's row are what a crash left; a start deletes them. All of it can be rebuilt from the journal.
/// </remarks>
internal sealed class MessageRuns(Readers readers, TimeSpan window)
{
    /// <summary>Bytes of one record: hash big-endian, time of receipt big-endian.</summary>
    private const int RecordSize = 24;

    // Small enough to stand in the table's own pages.
    private const int PageRecords = 80;

    private volatile Run[] _runs = [];

    /// <summary>Every journal row up to and including this one is in the runs.</summary>
    public long Through { get; private set; }

    /// <summary>Reads the filters, and deletes what a crash left. With the store's lock held.</summary>
    public void Load(NpgsqlConnection connection, long head)
    {
        using (var beyond = new NpgsqlCommand("DELETE FROM message_runs WHERE through > $1", connection) { Parameters = { new() { Value = head } } })
        {
            beyond.ExecuteNonQuery();
        }

        using (var litter = new NpgsqlCommand("DELETE FROM message_pages p WHERE NOT EXISTS (SELECT 1 FROM message_runs r WHERE r.number = p.run)", connection))
        {
            litter.ExecuteNonQuery();
        }

        using var select = new NpgsqlCommand("SELECT number, through, newest, filter FROM message_runs ORDER BY number", connection);
        using var reader = select.ExecuteReader();
        var runs = new List<Run>();
        while (reader.Read())
        {
            runs.Add(new Run(reader.GetInt64(0), reader.GetInt64(2), new KeyFilter(reader.GetFieldValue<byte[]>(3))));
            Through = Math.Max(Through, reader.GetInt64(1));
        }

        _runs = [.. runs];
    }

    /// <summary>Whether a key was taken within the window before an instant. Touches the database only when a filter says maybe.</summary>
    public bool Holds(UInt128 key, Instant at)
    {
        var runs = _runs;
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            if (runs[i].Filter.MayHold(key) && FindTime(runs[i].Number, key) is { } taken && at - taken < window)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes a run. Its pages first, by any connection; then, fenced, the row that makes them count.</summary>
    /// <param name="records">Any order; of equal keys the latest time counts.</param>
    /// <param name="through">Every row up to this one is in the runs then.</param>
    /// <param name="commit">Commits work as the owner of the store.</param>
    /// <param name="oldest">Runs with nothing younger are dropped.</param>
    public void Add((UInt128 Key, long At)[] records, long through, Action<Action<NpgsqlConnection>> commit, Instant oldest)
    {
        Array.Sort(records, static (left, right) => left.Key != right.Key ? left.Key.CompareTo(right.Key) : right.At.CompareTo(left.At));
        var filter = new KeyFilter(records.Length);
        var number = readers.Read("SELECT nextval('message_run_numbers')", _ => { }, found => found.Read() ? found.GetInt64(0) : 0);
        long newest = 0;
        readers.RunAsync(
            connection =>
            {
                newest = WritePages(connection, number, records, filter);
                return Task.CompletedTask;
            },
            CancellationToken.None).AsTask().GetAwaiter().GetResult();
        commit(connection =>
        {
            using var insert = new NpgsqlCommand("INSERT INTO message_runs VALUES ($1, $2, $3, $4, $5)", connection);
            insert.Parameters.Add(new() { Value = number });
            insert.Parameters.Add(new() { Value = through });
            insert.Parameters.Add(new() { Value = newest });
            insert.Parameters.Add(new() { Value = (long)records.Length });
            insert.Parameters.Add(new() { Value = filter.Bytes });
            insert.ExecuteNonQuery();

            // How far the runs reach must outlive the run that says it.
            using var drop = new NpgsqlCommand("DELETE FROM message_runs WHERE newest < $1 AND number < $2", connection);
            drop.Parameters.Add(new() { Value = oldest.UnixMs });
            drop.Parameters.Add(new() { Value = number });
            drop.ExecuteNonQuery();
            using var pages = new NpgsqlCommand("DELETE FROM message_pages WHERE run = ANY($1)", connection);
            pages.Parameters.Add(new() { Value = _runs.Where(run => run.Newest < oldest.UnixMs).Select(run => run.Number).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
            pages.ExecuteNonQuery();
        });
        _runs = [.. _runs.Where(run => run.Newest >= oldest.UnixMs), new Run(number, newest, filter)];
        Through = Math.Max(Through, through);
    }

    private Instant? FindTime(long run, UInt128 key)
    {
        var page = readers.Read(
            "SELECT records FROM message_pages WHERE run = $1 AND first <= $2 ORDER BY first DESC LIMIT 1",
            ask =>
            {
                ask.Add(new() { Value = run });
                ask.Add(new() { Value = RowCoding.ToGuid(key) });
            },
            found => found.Read() ? found.GetFieldValue<byte[]>(0) : []);
        for (var at = 0; at < page.Length; at += RecordSize)
        {
            if (BinaryPrimitives.ReadUInt128BigEndian(page.AsSpan(at)) == key)
            {
                return new Instant(BinaryPrimitives.ReadInt64BigEndian(page.AsSpan(at + 16)));
            }
        }

        return null;
    }

    private static long WritePages(NpgsqlConnection connection, long run, (UInt128 Key, long At)[] records, KeyFilter filter)
    {
        using var copy = connection.BeginBinaryImport("COPY message_pages (first, run, records) FROM STDIN (FORMAT BINARY)");
        var page = new byte[PageRecords * RecordSize];
        var (used, first, last, newest) = (0, default(UInt128), default(UInt128), 0L);
        foreach (var (key, at) in records)
        {
            if (key == last)
            {
                continue;
            }

            if (used == page.Length)
            {
                WritePage(copy, run, first, page.AsMemory(0, used));
                used = 0;
            }

            first = used == 0 ? key : first;
            (last, newest) = (key, Math.Max(newest, at));
            filter.Add(key);
            BinaryPrimitives.WriteUInt128BigEndian(page.AsSpan(used), key);
            BinaryPrimitives.WriteInt64BigEndian(page.AsSpan(used + 16), at);
            used += RecordSize;
        }

        if (used > 0)
        {
            WritePage(copy, run, first, page.AsMemory(0, used));
        }

        _ = copy.Complete();
        return newest;
    }

    private static void WritePage(NpgsqlBinaryImporter copy, long run, UInt128 first, ReadOnlyMemory<byte> records)
    {
        copy.StartRow();
        copy.Write(RowCoding.ToGuid(first));
        copy.Write(run);
        copy.Write(records, NpgsqlDbType.Bytea);
    }

    private sealed record Run(long Number, long Newest, KeyFilter Filter);
}
