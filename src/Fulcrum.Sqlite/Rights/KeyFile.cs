using System.Diagnostics;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Rights;

/// <summary>The file of wrapped subject keys, apart from the journal so that it is backed up, and forgotten, apart. One thread writes.</summary>
internal sealed class KeyFile : IDisposable
{
    private const int PageSize = 4096;
    private const long LogBytes = 8 << 20;

    // All else waits meanwhile.
    private const int PatienceMs = 100;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Database _database;
    private readonly Statement _insert;
    private readonly Statement _delete;
    private readonly Checkpointer _checkpointer;

    // When a log that holds destroyed keys was last tried to be emptied; null when there is none.
    private long? _keptAt;

    /// <summary>Opens it, made when missing.</summary>
    public KeyFile(string path)
    {
        _database = Schema.Open(path, Schema.Keys, PageSize, "FULL");
        _database.FirmUp();
        _insert = _database.Prepare("INSERT INTO keys VALUES (?1, ?2)");
        _delete = _database.Prepare("DELETE FROM keys WHERE subject = ?1");
        _checkpointer = new Checkpointer(path, PageSize, LogBytes, 16 * LogBytes);
        SubjectsMax = _database.ReadLong("SELECT max(subject) FROM keys");
    }

    /// <summary>The greatest subject with a key when the file was opened.</summary>
    public long SubjectsMax { get; }

    /// <summary>Whether the log stays as it is when the file is closed; so until all is opened well, and once a write or a sync failed.</summary>
    public bool KeepsLog { get; set; } = true;

    /// <summary>Called, from any thread, when copying from the log failed.</summary>
    public Action<Exception>? Failing
    {
        set => _checkpointer.Failing = value;
    }

    /// <summary>Keeps new keys; on disk when it returns.</summary>
    public void Write(Dictionary<SubjectId, ReadOnlyMemory<byte>> keys)
    {
        if (keys.Count == 0)
        {
            return;
        }

        _database.Write(_ =>
        {
            foreach (var (subject, wrapped) in keys)
            {
                _insert.Bind(1, subject.Value).Bind(2, wrapped.Span).Run();
            }
        });
        _checkpointer.Written((keys.Count / 32) + 2);
    }

    /// <summary>
    /// Destroys keys: overwritten in the file, and gone from the write-ahead log, when it returns. Where somebody reads an older state of the file, a
    /// backup for example, the log is kept for them and emptied once they have left; nobody else finds the keys meanwhile.
    /// </summary>
    /// <returns>How many there were.</returns>
    public int Destroy(IReadOnlyList<SubjectId> subjects)
    {
        var destroyed = 0;
        _database.Write(database =>
        {
            foreach (var subject in subjects)
            {
                _delete.Bind(1, subject.Value).Run();
                destroyed += database.Changes;
            }
        });
        _keptAt = _database.CheckpointTruncate(PatienceMs) || _database.CheckpointTruncate(PatienceMs) ? null : Stopwatch.GetTimestamp();
        return destroyed;
    }

    /// <summary>Empties the write-ahead log; false when somebody reads an older state. For the writing thread.</summary>
    public bool EmptyLog() => _database.CheckpointTruncate(waitMs: 10);

    /// <summary>Between two groups: lets the write-ahead log start over when that is cheap by now.</summary>
    public void Rest()
    {
        if (_keptAt is { } tried && Stopwatch.GetElapsedTime(tried) > RetryAfter)
        {
            _keptAt = _database.CheckpointTruncate(waitMs: 0) ? null : Stopwatch.GetTimestamp();
        }

        if (_checkpointer.WantsFinish)
        {
            _checkpointer.Finish(_database);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _checkpointer.Dispose();
        _insert.Dispose();
        _delete.Dispose();
        if (!KeepsLog)
        {
            _database.EndLog();
        }

        _database.Dispose();
    }
}
