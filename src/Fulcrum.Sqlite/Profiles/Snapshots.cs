using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Rights;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Snapshots in a file of their own, written behind. When the file is damaged it is thrown away and begun anew (law 5).</summary>
/// <remarks>Not synced: its syncs made acknowledgements wait 0.4 s at the 99th percentile, and all of it can be rebuilt.</remarks>
internal sealed class Snapshots : ISnapshots, IDisposable
{
    private const int PageSize = 4096;
    private const int CheckpointPages = 4096;

    private readonly string _path;
    private readonly JournalQueue _queue;
    private readonly Erased _erased;
    private readonly Reserve _reserve;
    private readonly Lock _writing = new();
    private Database _database;
    private volatile Readers _readers;

    /// <summary>Opens the file; a damaged one is replaced by an empty one.</summary>
    /// <exception cref="StoreStartException">A newer program wrote it.</exception>
    public Snapshots(string path, JournalQueue queue, Erased erased, Reserve reserve)
    {
        (_path, _queue, _erased, _reserve) = (path, queue, erased, reserve);
        _database = Open(path);
        _readers = new Readers(path);
    }

    /// <inheritdoc />
    public ValueTask<Snapshot?> FindAsync(SubjectId subject, CancellationToken cancellation)
    {
        try
        {
            return new(_readers.Read((subject, _queue.Head), static (reader, ask) =>
            {
                var statement = reader.Use("SELECT sequence, fold_version, sealed FROM snapshots WHERE subject = ?1").Bind(1, ask.subject.Value);

                // One that knows rows the journal does not have would hide those that get their numbers.
                var found = statement.Step() && statement.Long(0) <= ask.Head ? new Snapshot(ask.subject, statement.Long(0), statement.Text(1), statement.Blob(2).ToArray()) : null;
                statement.Reset();
                return found;
            }));
        }
        catch (StoreUnavailableException fault) when (fault.InnerException is DatabaseException { IsDamage: true })
        {
            Replace();
            return new((Snapshot?)null);
        }
    }

    /// <inheritdoc />
    public async ValueTask WriteAsync(IReadOnlyList<Snapshot> snapshots, CancellationToken cancellation)
    {
        if (snapshots.Count == 0)
        {
            return;
        }

        // What can be rebuilt does not take the room of what cannot.
        if (_reserve.Limit is { } limit)
        {
            throw new StoreUnavailableException(limit.ToString());
        }

        // A snapshot must never know rows that a power cut could still take from the journal.
        await _queue.WaitDurableAsync(snapshots.Max(snapshot => snapshot.Sequence)).WaitAsync(cancellation);
        try
        {
            lock (_writing)
            {
                Write(snapshots);
            }
        }
        catch (DatabaseException fault) when (fault.IsDamage)
        {
            Replace();
        }
        catch (DatabaseException fault)
        {
            throw new StoreUnavailableException(fault.Explained, fault);
        }
    }

    /// <inheritdoc />
    public ValueTask ForgetAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        try
        {
            Delete(subjects);
        }
        catch (DatabaseException fault) when (fault.IsDamage)
        {
            Replace();
        }
        catch (DatabaseException fault)
        {
            throw new StoreUnavailableException(fault.Explained, fault);
        }

        return ValueTask.CompletedTask;
    }

    private void Delete(IReadOnlyList<SubjectId> subjects)
    {
        lock (_writing)
        {
            _database.Write(database =>
            {
                using var delete = database.Prepare("DELETE FROM snapshots WHERE subject = ?1");
                foreach (var subject in subjects)
                {
                    delete.Bind(1, subject.Value).Run();
                }
            });

            _ = EmptySynced(_database.CheckpointTruncate);
        }
    }

    /// <summary>Empties the write-ahead log; false when somebody reads an older state.</summary>
    public bool EmptyLog()
    {
        lock (_writing)
        {
            return EmptySynced(() => _database.CheckpointTruncate(waitMs: 10));
        }
    }

    // An erasure is a promise, unlike the rest of this file: this one checkpoint is synced.
    private bool EmptySynced(Func<bool> empty)
    {
        _database.Execute("PRAGMA synchronous=FULL");
        try
        {
            return empty();
        }
        finally
        {
            _database.Execute("PRAGMA synchronous=OFF");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _readers.Dispose();
        lock (_writing)
        {
            _database.EndLog();
            _database.Dispose();
        }
    }

    private void Write(IReadOnlyList<Snapshot> snapshots)
    {
        _database.Write(database =>
        {
            using var upsert = database.Prepare("""
                INSERT INTO snapshots VALUES (?1, ?2, ?3, ?4) ON CONFLICT (subject) DO UPDATE SET
                    sequence = excluded.sequence, fold_version = excluded.fold_version, sealed = excluded.sealed
                WHERE excluded.sequence >= snapshots.sequence
                """);
            foreach (var snapshot in snapshots.Where(snapshot => !_erased.Holds(snapshot.Subject.Value)))
            {
                upsert.Bind(1, snapshot.Subject.Value).Bind(2, snapshot.Sequence).Bind(3, snapshot.FoldVersion).Bind(4, snapshot.Sealed.Span).Run();
            }
        });

        _written += snapshots.Count;
        if (_written >= CheckpointPages)
        {
            _written = 0;
            _ = _database.Checkpoint();
        }
    }

    private int _written;

    private void Replace()
    {
        lock (_writing)
        {
            _readers.Dispose();
            _database.Dispose();
            Delete(_path);
            _database = Open(_path);
            _readers = new Readers(_path);
        }
    }

    private static Database Open(string path)
    {
        try
        {
            return Schema.Open(path, Schema.Snapshots, PageSize, "OFF");
        }
        catch (DatabaseException fault) when (fault.IsDamage)
        {
            Delete(path);
            return Schema.Open(path, Schema.Snapshots, PageSize, "OFF");
        }
    }

    /// <summary>Throws the file away; the store is closed.</summary>
    public static void Delete(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm" })
        {
            File.Delete(file);
        }
    }
}
