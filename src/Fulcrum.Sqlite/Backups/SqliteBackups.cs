using System.Globalization;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;
using Fulcrum.Sqlite.Rights;

namespace Fulcrum.Sqlite.Backups;

/// <summary>Copies an embedded store that is open, here or in another process, or closed; and puts a copy in place.</summary>
/// <remarks>
/// It reads the files as SQLite lets any process read them, beside the one that writes, and changes nothing in them. What it
/// does to the writer is that the write-ahead log cannot start over while the copy is made. Sorted runs and snapshots
/// are not copied; a start rebuilds them.
/// </remarks>
/// <param name="folder">The store's folder.</param>
public sealed class SqliteBackups(string folder) : IBackupEngine
{
    private const int TriesMax = 20;
    private const int KeysAtOnce = 10_000;

    private readonly string _journal = Path.Combine(folder, "journal.db");
    private readonly string _keys = Path.Combine(folder, "keys.db");

    /// <inheritdoc />
    public string Name => "sqlite";

    /// <inheritdoc />
    public Task<BackupContent> CopyAsync(string data, string keys, Action<double> progress, CancellationToken cancellation) =>
        Task.Run(() => Translated(() => Copy(data, keys, progress, cancellation)), cancellation);

    /// <inheritdoc />
    public BackupContent Examine(string data, string keys) => Translated(() =>
    {
        using var journal = Database.OpenForeign(data);
        using var wrapped = Database.OpenForeign(keys);
        foreach (var database in new[] { journal, wrapped })
        {
            using var check = database.Prepare("PRAGMA integrity_check(1)");
            if (!check.Step() || check.Text(0) != "ok")
            {
                throw new StoreUnavailableException($"{database.Path} is damaged: SQLite's own check does not hold.");
            }
        }

        return Read(journal, wrapped);
    });

    /// <inheritdoc />
    public Task PutBackAsync(string data, string keys, Instant staleSince, CancellationToken cancellation) => Task.Run(
        () => Translated(() =>
        {
            if (File.Exists(_journal))
            {
                throw new StoreStartException(new Fault(
                    "restore-over-store", $"There is a store in {folder} already.", "Name an empty folder, or move that store away first."));
            }

            Directory.CreateDirectory(folder);
            var (newJournal, newKeys) = (_journal + ".restoring", _keys + ".restoring");
            File.Copy(data, newJournal, overwrite: true);
            File.Copy(keys, newKeys, overwrite: true);
            cancellation.ThrowIfCancellationRequested();
            MarkStale(newJournal, newKeys, staleSince);

            // The keys first: a journal in place is a store in place.
            Place(newKeys, _keys);
            Place(newJournal, _journal);
            return true;
        }),
        cancellation);

    /// <summary>Writes wrapped keys into a file of the form key backups have; on disk when it returns.</summary>
    /// <param name="path">File to make.</param>
    /// <param name="keys">In order of their subjects.</param>
    public static void WriteKeys(string path, IEnumerable<SubjectKeyRow> keys) => Translated(() =>
    {
        using var database = Schema.Open(path, Schema.Keys, 4096, "FULL");
        foreach (var some in keys.Chunk(KeysAtOnce))
        {
            database.Write(inside =>
            {
                using var insert = inside.Prepare("INSERT INTO keys VALUES (?1, ?2)");
                foreach (var (subject, wrapped) in some)
                {
                    insert.Bind(1, subject.Value).Bind(2, wrapped.Span).Run();
                }
            });
        }

        database.CheckpointTruncate();
        return true;
    });

    /// <summary>Notes in a journal's file, which nobody has open and which was copied under made-up secrets, what belongs to the store it is a copy of.</summary>
    /// <param name="path">The file.</param>
    /// <param name="standing">How it stands to its tail log.</param>
    /// <param name="secrets">Whose look-up keys its hashes are under.</param>
    public static void NoteOrigin(string path, TailStanding standing, StoreSecrets secrets) => Translated(() =>
    {
        using var database = Schema.Open(path, Schema.Journal, JournalFile.PageSize, "FULL");
        TailBook.Put(database, standing);
        LookUpMark.Put(database, secrets);
        database.CheckpointTruncate();
        return true;
    });

    /// <summary>Brings the files of an older backup to the layout of this program.</summary>
    /// <exception cref="StoreStartException">A newer program wrote them.</exception>
    public static void BringUp(string journal, string keys) => Translated(() =>
    {
        foreach (var (path, layout, pageSize) in new[] { (keys, Schema.Keys, 4096), (journal, Schema.Journal, JournalFile.PageSize) })
        {
            using var database = Schema.Open(path, layout, pageSize, "FULL");
            database.CheckpointTruncate();
        }

        return true;
    });

    private static void MarkStale(string journal, string keys, Instant since)
    {
        using var wrapped = Schema.Open(keys, Schema.Keys, 4096, "FULL");
        using var database = Schema.Open(journal, Schema.Journal, JournalFile.PageSize, "FULL");
        var subjects = Math.Max(wrapped.ReadLong("SELECT max(subject) FROM keys"), Recovered(database));
        TailBook.MarkStale(database, new Staleness(since, subjects));
        database.CheckpointTruncate();
        wrapped.CheckpointTruncate();
    }

    // Ids of erased subjects have no key any more, and were given all the same.
    private static long Recovered(Database database)
    {
        var erased = new Erased();
        _ = Eraser.Recover(database, erased);
        return erased.SubjectsMax;
    }

    private BackupContent Copy(string data, string keys, Action<double> progress, CancellationToken cancellation)
    {
        for (var tries = 0; ; tries++)
        {
            using var journal = Database.OpenForeign(_journal);
            using var wrapped = Database.OpenForeign(_keys);
            var erasures = Begin(journal, "SELECT count(*) FROM erasures");
            Begin(wrapped, "SELECT count(*) FROM keys");

            // A key destroyed between the two would leave rows in the copy that nothing opens: such a pair is not taken.
            using (var now = Database.OpenForeign(_journal))
            {
                if (now.ReadLong("SELECT count(*) FROM erasures") != erasures || now.ReadLong("SELECT count(*) FROM erasures WHERE done = 0") > 0)
                {
                    if (tries == TriesMax)
                    {
                        throw new StoreUnavailableException("An erasure was under way all the time, so no copy could be begun whose keys fit its rows; try again a little later.");
                    }

                    cancellation.WaitHandle.WaitOne(100);
                    continue;
                }
            }

            PageCopy.Run(wrapped, keys, _ => { }, cancellation);
            PageCopy.Run(journal, data, progress, cancellation);
            return Read(journal, wrapped);
        }
    }

    private static long Begin(Database database, string sql)
    {
        database.Execute("BEGIN");
        return database.ReadLong(sql);
    }

    private static BackupContent Read(Database journal, Database keys)
    {
        var layout = (int)journal.ReadLong("PRAGMA user_version");
        var tail = journal.ReadLong("SELECT count(*) FROM sqlite_schema WHERE name = 'tail'") > 0 ? TailBook.Read(journal).Known : TailMark.Start;
        return new BackupContent(
            Head(journal), layout, tail, LogicalChecksum.Of(journal), LogicalChecksum.Of(keys), keys.ReadLong("SELECT count(*) FROM keys"));
    }

    private static long Head(Database journal)
    {
        var days = new List<JournalDay>();
        using (var select = journal.Prepare("SELECT first_sequence, day FROM journal_days ORDER BY first_sequence DESC"))
        {
            while (select.Step())
            {
                days.Add(new JournalDay(select.Long(0), (int)select.Long(1)));
            }
        }

        foreach (var day in days)
        {
            var last = journal.ReadLong(string.Create(
                CultureInfo.InvariantCulture,
                $"SELECT first + length(head) / {Pack.EntrySize} - 1 FROM {day.Table} WHERE first >= {day.First} ORDER BY first DESC LIMIT 1"));
            if (last > 0)
            {
                return last;
            }
        }

        return 0;
    }

    private static void Place(string from, string to)
    {
        foreach (var beside in new[] { "-wal", "-shm" })
        {
            File.Delete(from + beside);
            File.Delete(to + beside);
        }

        using (var file = File.OpenHandle(from, FileMode.Open, FileAccess.ReadWrite))
        {
            RandomAccess.FlushToDisk(file);
        }

        File.Move(from, to);
    }

    private static T Translated<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DatabaseException fault)
        {
            throw new StoreUnavailableException(fault.Message, fault);
        }
    }
}
