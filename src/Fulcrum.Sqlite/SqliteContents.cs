using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;
using Fulcrum.Sqlite.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Sqlite;

/// <summary>The contents of an embedded store, in one read transaction of each of its files; its process may go on writing meanwhile.</summary>
/// <remarks>As long as it is open the write-ahead log cannot start over, so it grows by what is written.</remarks>
public sealed class SqliteContents : IStoreContents
{
    private readonly Database _journal;
    private readonly Database _keys;
    private readonly JournalDay[] _days;
    private readonly bool _countsReplays;

    private SqliteContents(string journal, string keys, StoreSecrets secrets)
    {
        Secrets = secrets;
        _journal = Database.OpenReader(journal);
        _journal.Execute("BEGIN");
        Tail = _journal.ReadLong("SELECT count(*) FROM sqlite_master WHERE name = 'tail'") > 0 ? TailBook.Read(_journal) : TailStanding.None;
        SweptThrough = _journal.ReadLong("SELECT count(*) FROM sqlite_master WHERE name = 'swept'") == 0 ? 0 : _journal.ReadLong("SELECT through FROM swept");

        // A store of the first schema that nobody opened since counts none.
        _countsReplays = _journal.ReadLong("SELECT count(*) FROM pragma_table_info('counts') WHERE name = 'replayed'") > 0;

        // After the journal: a key is on disk before its first row.
        _keys = Database.OpenReader(keys);
        _keys.Execute("BEGIN");
        _ = _keys.ReadLong("SELECT count(*) FROM keys WHERE subject = 0");
        _days = [.. Rows(_journal, "SELECT first_sequence, day FROM journal_days ORDER BY first_sequence", row => new JournalDay(row.Long(0), (int)row.Long(1)))];
        Head = _days.Length == 0 ? 0 : _days.Reverse().Select(ReadLast).FirstOrDefault(last => last > 0);
    }

    /// <inheritdoc />
    public StoreSecrets Secrets { get; }

    /// <inheritdoc />
    public long Head { get; }

    /// <inheritdoc />
    public long SweptThrough { get; }

    /// <inheritdoc />
    public TailStanding Tail { get; }

    /// <summary>Opens them.</summary>
    /// <param name="path">The store's folder.</param>
    /// <param name="allowsStale">Whether contents that a restore left stale may be read; who reads them must not rely on their consents.</param>
    /// <exception cref="StoreStartException">There is no such store, or a file of it cannot be read.</exception>
    public static SqliteContents Open(string path, bool allowsStale = false)
    {
        if (!File.Exists(Path.Combine(path, "journal.db")))
        {
            throw new StoreStartException(new Fault("store-missing", $"There is no store in {path}.", "Name the folder you mean."));
        }

        var contents = Open(Path.Combine(path, "journal.db"), Path.Combine(path, "keys.db"), StoreKeys.Read(path).Secrets);
        if (contents.Tail.Staleness.IsAny && !allowsStale)
        {
            // Another store would rely on answers that may have been taken back.
            contents.Dispose();
            throw new StoreStartException(new Fault(
                "contents-stale", $"The store in {path} was restored without its tail log, and a copy would rely on its old consents.", "Replay the tail first: fulcrum backup replay-tail. Then copy."));
        }

        return contents;
    }

    /// <summary>Opens those of a copy whose two files lie apart; what is stale in it is said by <see cref="Tail"/>.</summary>
    /// <param name="journal">The journal's file.</param>
    /// <param name="keys">The keys' file.</param>
    /// <param name="secrets">The store's.</param>
    /// <exception cref="StoreStartException">A file cannot be read, or its hashes are under other look-up keys.</exception>
    public static SqliteContents Open(string journal, string keys, StoreSecrets secrets)
    {
        try
        {
            var contents = new SqliteContents(journal, keys, secrets);
            try
            {
                LookUpMark.Require(contents._journal, secrets);
                return contents;
            }
            catch
            {
                contents.Dispose();
                throw;
            }
        }
        catch (Exception fault) when (fault is DatabaseException or IOException)
        {
            throw new StoreStartException(
                new Fault("store-unreadable", fault.Message, $"Check the disk under {journal}; if the file is damaged, restore it from a backup."), fault);
        }
    }

    /// <inheritdoc />
    public Numbering ReadNumbering()
    {
        var kinds = Enumerable.Range(0, 3).Select(_ => ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal)).ToArray();
        foreach (var (kind, name, number) in Rows(_journal, "SELECT kind, name, number FROM numbering WHERE kind < 3", row => (row.Long(0), row.Text(1), row.Long(2))))
        {
            kinds[kind].Add(name, (int)number);
        }

        return new Numbering(kinds[0].ToImmutable(), kinds[1].ToImmutable(), kinds[2].ToImmutable());
    }

    /// <inheritdoc />
    public IReadOnlyList<AppliedWorkspace> ReadWorkspaces()
    {
        var files = Rows(_journal, "SELECT version, path, text FROM workspace_files", row => (Version: row.Text(0), Path: row.Text(1), Text: row.Text(2)))
            .ToLookup(file => file.Version);
        return
        [
            .. Rows(
                _journal,
                "SELECT version, at, applied_by FROM workspace_applied ORDER BY number",
                row => new AppliedWorkspace(
                    row.Text(0), new Instant(row.Long(1)), row.Text(2), files[row.Text(0)].ToImmutableSortedDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal))),
        ];
    }

    /// <inheritdoc />
    public IEnumerable<JournalEntry> ReadRows(long after)
    {
        var next = after + 1;
        for (var i = 0; i < _days.Length; i++)
        {
            var until = i + 1 < _days.Length ? _days[i + 1].First : long.MaxValue;
            if (until <= next)
            {
                continue;
            }

            var from = Math.Max(_days[i].First, next - Pack.RowsMax);
            foreach (var pack in Rows(
                _journal,
                string.Create(CultureInfo.InvariantCulture, $"SELECT first, head, bindings, body FROM {_days[i].Table} WHERE first >= {from} AND first < {until} ORDER BY first"),
                row => (First: row.Long(0), Head: row.Blob(1).ToArray(), Bindings: row.Blob(2).ToArray(), Body: row.Blob(3).ToArray())))
            {
                var count = pack.Head.Length / Pack.EntrySize;
                for (var at = (int)Math.Max(0, next - pack.First); at < count; at++)
                {
                    if (pack.First + at != next)
                    {
                        throw new StoreUnavailableException($"Row {next} of the journal is missing; restore the store from a backup.");
                    }

                    yield return new JournalEntry(next, Read(pack.Head, pack.Bindings, pack.Body, at, next));
                    next++;
                }
            }
        }
    }

    /// <inheritdoc />
    public IEnumerable<SubjectKeyRow> ReadKeys(SubjectId after) => Rows(
        _keys,
        string.Create(CultureInfo.InvariantCulture, $"SELECT subject, wrapped FROM keys WHERE subject > {after.Value} ORDER BY subject"),
        row => new SubjectKeyRow(new SubjectId(row.Long(0)), row.Blob(1).ToArray()));

    /// <inheritdoc />
    public ReadOnlyMemory<byte>? FindKey(SubjectId subject)
    {
        foreach (var wrapped in Rows(_keys, string.Create(CultureInfo.InvariantCulture, $"SELECT wrapped FROM keys WHERE subject = {subject.Value}"), row => row.Blob(0).ToArray()))
        {
            return wrapped;
        }

        return null;
    }

    /// <inheritdoc />
    public IEnumerable<Erasure> ReadErasures() => Rows(_journal, "SELECT sequence, subjects FROM erasures ORDER BY sequence", row =>
    {
        var packed = row.Blob(1);
        var subjects = new SubjectId[packed.Length / sizeof(long)];
        for (var at = 0; at < subjects.Length; at++)
        {
            subjects[at] = new SubjectId(BinaryPrimitives.ReadInt64LittleEndian(packed[(at * sizeof(long))..]));
        }

        return new Erasure(row.Long(0), [.. subjects]);
    });

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<IdentifierKey, Instant>> ReadTombstones() => Rows(
        _journal,
        "SELECT type, hash, at FROM tombstones WHERE type >= 0 ORDER BY type, hash",
        row => KeyValuePair.Create(new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(row.Blob(1)), (byte)row.Long(0)), new Instant(row.Long(2))));

    /// <inheritdoc />
    public IEnumerable<CollectCount> ReadCounts() => Rows(
        _journal,
        $"SELECT source, minute, received, stored, duplicate, quarantined, refused, {(_countsReplays ? "replayed" : "0")} FROM counts ORDER BY minute, source",
        row => new CollectCount((int)row.Long(0), row.Long(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Long(6), row.Long(7)));

    /// <inheritdoc />
    public IEnumerable<QuarantineRow> ReadQuarantine() => Rows(
        _journal,
        "SELECT id, source, at, reason, detail, remedy, subject, sealed FROM quarantine ORDER BY number",
        row => new QuarantineRow(
            row.Text(0), (int)row.Long(1), new Instant(row.Long(2)), row.Text(3), row.Text(4), row.Text(5), new SubjectId(row.Long(6)), row.Blob(7).ToArray()));

    /// <inheritdoc />
    public void Dispose()
    {
        _keys.Dispose();
        _journal.Dispose();
    }

    private static JournalRow Read(byte[] head, byte[] bindings, byte[] body, int index, long sequence)
    {
        if (!PackEntry.TryReadPlain(head, bindings, index, sequence, out var row, out var start, out var length) || start < 0 || length < 0 || start > body.Length - length)
        {
            throw new StoreUnavailableException($"Row {sequence} of the journal is damaged; restore the store from a backup.");
        }

        return row.Kind == 0
            ? new JournalRow(0, SubjectId.None, row.At, 0, row.Dedupe, default, default)
            : row with { Sealed = body.AsSpan(start, length).ToArray() };
    }

    private long ReadLast(JournalDay day) => Rows(
        _journal,
        string.Create(CultureInfo.InvariantCulture, $"SELECT first, length(head) FROM {day.Table} WHERE first >= {day.First} ORDER BY first DESC LIMIT 1"),
        row => row.Long(0) + (row.Long(1) / Pack.EntrySize) - 1).FirstOrDefault();

    private static IEnumerable<T> Rows<T>(Database database, string sql, Func<Statement, T> read)
    {
        using var statement = database.Prepare(sql);
        while (Next(statement))
        {
            yield return read(statement);
        }
    }

    private static bool Next(Statement statement)
    {
        try
        {
            return statement.Step();
        }
        catch (DatabaseException fault)
        {
            throw new StoreUnavailableException(fault.Explained, fault);
        }
    }
}
