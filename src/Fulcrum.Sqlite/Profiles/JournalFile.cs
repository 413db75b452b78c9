using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Rights;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>The journal's file: writes groups, reads packs. One thread writes; any may read.</summary>
internal sealed class JournalFile : IDisposable
{
    /// <summary>Bytes a page (decision 0003).</summary>
    public const int PageSize = 8192;

    // Intake waits meanwhile.
    private const int PatienceMs = 250;

    private readonly Database _database;
    private readonly KeyFile _keys;
    private readonly Readers _readers;
    private readonly Reserve _reserve;
    private readonly Checkpointer _checkpointer;
    private readonly IntakeWriter _intake;
    private readonly ConsentWitness _witness;
    private readonly Dictionary<int, Statement> _inserts = [];
    private ImmutableArray<JournalDay> _days;

    /// <summary>Opens over a database whose tables exist.</summary>
    public JournalFile(Database database, Readers readers, KeyFile keys, Reserve reserve, SqliteStoreOptions options)
    {
        (_database, _readers, _keys, _reserve) = (database, readers, keys, reserve);
        _checkpointer = new Checkpointer(database.Path, PageSize, options.CheckpointAfter, options.LogBytesMax);
        _intake = new IntakeWriter(database);
        _days = ReadDays(database);
        _witness = new ConsentWitness(database, ReadHead());
        if (options.JournalPagesMax > 0)
        {
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count={options.JournalPagesMax}"));
        }
    }

    /// <summary>
    /// Whether the log stays as it is when the file is closed; so until all is opened well, and once a write or a sync failed: copying it
    /// once more could succeed in memory alone, and starting it over would then lose what it holds.
    /// </summary>
    public bool KeepsLog { get; set; } = true;

    /// <summary>Called, from any thread, when copying from a log failed.</summary>
    public Action<Exception>? Failing
    {
        set => (_checkpointer.Failing, _keys.Failing) = (value, value);
    }

    /// <summary>The tail log, when the store keeps one.</summary>
    public TailBook? Tail { get; set; }

    /// <summary>The newest row on disk; 0 for none.</summary>
    public long ReadHead()
    {
        for (var i = _days.Length - 1; i >= 0; i--)
        {
            var (first, count) = _readers.Read(_days[i], static (reader, day) =>
            {
                var statement = reader.Use($"SELECT first, length(head) FROM {day.Table} WHERE first >= ?1 ORDER BY first DESC LIMIT 1").Bind(1, day.First);
                var found = statement.Step() ? (statement.Long(0), statement.Long(1) / Pack.EntrySize) : (0, 0);
                statement.Reset();
                return found;
            });
            if (count > 0)
            {
                return first + count - 1;
            }
        }

        return 0;
    }

    /// <summary>Puts a group on disk: new keys first, then everything else in one transaction.</summary>
    public void Write(Group group)
    {
        ThroughReserve(() => _keys.Write(group.Keys));
        ThroughReserve(() => Tail?.Write(group));
        ThroughReserve(() => WriteRows(group));
        _checkpointer.Written((int)(group.Bytes / PageSize) + 2);
    }

    private void WriteRows(Group group)
    {
        var days = _days;
        _database.Write(database =>
        {
            foreach (var pack in group.Packs)
            {
                if (days.IsEmpty || days[^1].Day != pack.Day)
                {
                    days = days.Add(Begin(database, pack));
                }

                if (!_inserts.TryGetValue(pack.Day, out var insert))
                {
                    _inserts[pack.Day] = insert = database.Prepare($"INSERT INTO {days[^1].Table} VALUES (?1, ?2, ?3, ?4)");
                }

                insert.Bind(1, pack.First).Bind(2, pack.Head).Bind(3, pack.Bindings).Bind(4, pack.Body).Run();
            }

            _witness.Write(group);
            _intake.Write(group);
            foreach (var also in group.Also)
            {
                also(database);
            }
        });
        _days = days;
    }

    // What failed for want of room alone was rolled back whole, and can be tried again.
    private void ThroughReserve(Action write)
    {
        _reserve.MakeRoom();
        while (true)
        {
            try
            {
                write();
                return;
            }
            catch (Exception fault) when (fault is DatabaseException { IsFull: true } or TailFullException && _reserve.Give())
            {
                Forget();
            }
        }
    }

    // Statements over a day that was rolled back with its first rows.
    private void Forget()
    {
        foreach (var insert in _inserts.Values)
        {
            insert.Dispose();
        }

        _inserts.Clear();
    }

    /// <summary>Runs work of another kind in a transaction of its own.</summary>
    public void Write(Action<Database> work)
    {
        ThroughReserve(() => _database.Write(work));
        _checkpointer.Written(4);
    }

    /// <summary>Empties the write-ahead log, so that nothing overwritten can be read in it. When a reader keeps it, it goes when it next starts over.</summary>
    public void EmptyLogPatiently() => _ = _database.CheckpointTruncate(PatienceMs) || _database.CheckpointTruncate(PatienceMs);

    /// <summary>The same without patience: false when a reader keeps it.</summary>
    public bool EmptyLog() => _database.CheckpointTruncate(waitMs: 10);

    /// <summary>Between two groups: lets the write-ahead logs start over when that is cheap by now.</summary>
    public void Rest()
    {
        if (_checkpointer.WantsFinish)
        {
            _checkpointer.Finish(_database);
        }

        _keys.Rest();
    }

    /// <summary>Reads rows that are in order; those of one pack with one look at the disk. A row that should be there and is not comes back as damaged.</summary>
    public void Read(List<long> sequences, SubjectId expected, List<JournalEntry> entries)
    {
        for (var i = 0; i < sequences.Count;)
        {
            var next = Visit(
                sequences[i],
                static (pack, state) =>
                {
                    var next = state.Start;
                    for (; next < state.Sequences.Count && state.Sequences[next] <= pack.Last; next++)
                    {
                        if (pack.Read(state.Sequences[next], state.Expected) is { } row)
                        {
                            state.Entries.Add(new JournalEntry(state.Sequences[next], row));
                        }
                    }

                    return next;
                },
                (Sequences: sequences, Start: i, Expected: expected, Entries: entries));
            if (next <= i)
            {
                entries.Add(new JournalEntry(sequences[i], PackEntry.Damaged(expected)));
            }

            i = Math.Max(next, i + 1);
        }
    }

    /// <summary>Reads the pack that holds a row and hands it on; the default when there is none.</summary>
    public TResult? Visit<TState, TResult>(long sequence, StoredPackReader<TState, TResult> visit, TState state)
    {
        var days = _days;
        for (var i = days.Length - 1; i >= 0; i--)
        {
            if (days[i].First <= sequence)
            {
                return _readers.Read((Day: days[i], Sequence: sequence, Visit: visit, State: state), static (reader, ask) =>
                {
                    var statement = reader.Use(ask.Day.SelectSql).Bind(1, ask.Sequence);
                    try
                    {
                        if (!statement.Step())
                        {
                            return default;
                        }

                        var pack = new StoredPack(statement.Long(0), statement.Blob(1), statement.Blob(2), statement.Blob(3));
                        return pack.Last >= ask.Sequence ? ask.Visit(pack, ask.State) : default;
                    }
                    finally
                    {
                        statement.Reset();
                    }
                });
            }
        }

        return default;
    }

    /// <summary>Reads the plain columns of all rows after a sequence, pack by pack; payloads are not touched.</summary>
    public void ScanPlain(long after, PlainPackReader visit)
    {
        var days = _days;
        for (var i = 0; i < days.Length; i++)
        {
            var until = i + 1 < days.Length ? days[i + 1].First : long.MaxValue;
            if (until <= after + 1)
            {
                continue;
            }

            using var statement = _database.Prepare(
                $"SELECT first, head, bindings FROM {days[i].Table} WHERE first >= ?1 AND first < ?2 AND first + length(head) / {Pack.EntrySize} > ?3 ORDER BY first");
            statement.Bind(1, Math.Max(days[i].First, after + 1 - Pack.RowsMax)).Bind(2, until).Bind(3, after + 1);
            while (statement.Step())
            {
                visit(statement.Long(0), statement.Blob(1), statement.Blob(2));
            }
        }
    }

    /// <summary>Wipes rows in place.</summary>
    /// <returns>How many were still there.</returns>
    public static int Wipe(Database database, ImmutableArray<JournalDay> days, List<long> sequences)
    {
        var wiped = 0;
        for (var i = 0; i < sequences.Count;)
        {
            var day = days.Last(candidate => candidate.First <= sequences[i]);
            using var select = database.Prepare(day.SelectSql);
            if (!select.Bind(1, sequences[i]).Step())
            {
                i++;
                continue;
            }

            var first = select.Long(0);
            var (head, bindings, body) = (select.Blob(1).ToArray(), select.Blob(2).ToArray(), select.Blob(3).ToArray());
            select.Reset();
            var end = first + (head.Length / Pack.EntrySize);
            var start = i;
            for (; i < sequences.Count && sequences[i] < end; i++)
            {
                wiped += PackEntry.Wipe(head, bindings, body, (int)(sequences[i] - first), sequences[i]) ? 1 : 0;
            }

            i = Math.Max(i, start + 1);
            using var update = database.Prepare($"UPDATE {day.Table} SET head = ?2, bindings = ?3, body = ?4 WHERE first = ?1");
            update.Bind(1, first).Bind(2, head).Bind(3, bindings).Bind(4, body).Run();
        }

        return wiped;
    }

    /// <summary>Which table holds which rows.</summary>
    public ImmutableArray<JournalDay> Days => _days;

    /// <inheritdoc />
    public void Dispose()
    {
        _checkpointer.Dispose();
        foreach (var insert in _inserts.Values)
        {
            insert.Dispose();
        }

        _intake.Dispose();
        _witness.Dispose();
        if (!KeepsLog)
        {
            _database.EndLog();
        }

        _database.Dispose();
    }

    private static JournalDay Begin(Database database, Pack pack)
    {
        var day = new JournalDay(pack.First, pack.Day);
        database.Execute($"CREATE TABLE IF NOT EXISTS {day.Table} (first INTEGER PRIMARY KEY, head BLOB NOT NULL, bindings BLOB NOT NULL, body BLOB NOT NULL)");
        database.Execute(string.Create(CultureInfo.InvariantCulture, $"INSERT INTO journal_days VALUES ({pack.First}, {pack.Day})"));
        return day;
    }

    private static ImmutableArray<JournalDay> ReadDays(Database database)
    {
        var days = ImmutableArray.CreateBuilder<JournalDay>();
        using var statement = database.Prepare("SELECT first_sequence, day FROM journal_days ORDER BY first_sequence");
        while (statement.Step())
        {
            days.Add(new JournalDay(statement.Long(0), (int)statement.Long(1)));
        }

        return days.ToImmutable();
    }
}

/// <summary>A stretch of rows received on one day. Around midnight, or when the clock is set, a day can have several.</summary>
/// <param name="First">Sequence of the first row.</param>
/// <param name="Day">Days since the Unix epoch.</param>
internal sealed record JournalDay(long First, int Day)
{
    /// <summary>For example <c>journal_20260131</c>.</summary>
    public string Table { get; } =
        "journal_" + DateOnly.FromDayNumber(DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber + Day).ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>Reads the pack that starts at or before a row.</summary>
    public string SelectSql => field ??= $"SELECT first, head, bindings, body FROM {Table} WHERE first <= ?1 ORDER BY first DESC LIMIT 1";
}

/// <summary>A pack as it stands on disk, for as long as its row is held.</summary>
internal readonly ref struct StoredPack(long first, ReadOnlySpan<byte> head, ReadOnlySpan<byte> bindings, ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _head = head;
    private readonly ReadOnlySpan<byte> _bindings = bindings;
    private readonly ReadOnlySpan<byte> _body = body;

    /// <summary>Sequence of the first row.</summary>
    public long First { get; } = first;

    /// <summary>Sequence of the last row.</summary>
    public long Last => First + (_head.Length / Pack.EntrySize) - 1;

    /// <summary>Reads a row; null when it was erased.</summary>
    public JournalRow? Read(long sequence, SubjectId expected) => PackEntry.Read(_head, _bindings, _body, (int)(sequence - First), sequence, expected);
}

/// <summary>Reads what it wants from a pack.</summary>
internal delegate TResult StoredPackReader<in TState, out TResult>(StoredPack pack, TState state);

/// <summary>Sees the plain columns of a pack.</summary>
internal delegate void PlainPackReader(long first, ReadOnlySpan<byte> head, ReadOnlySpan<byte> bindings);
