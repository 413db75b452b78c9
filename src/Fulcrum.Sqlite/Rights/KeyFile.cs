using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Rights;

/// <summary>The file of wrapped subject keys, apart from the journal so that it is backed up, and forgotten, apart. One thread writes.</summary>
internal sealed class KeyFile : IDisposable
{
    private const int PageSize = 4096;
    private const long LogBytes = 8 << 20;

    private readonly Database _database;
    private readonly Statement _insert;
    private readonly Statement _delete;
    private readonly Checkpointer _checkpointer;

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

    /// <summary>Destroys keys: overwritten in the file, and gone from the write-ahead log, when it returns.</summary>
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
        for (var tries = 0; !_database.CheckpointTruncate(); tries++)
        {
            if (tries == 3)
            {
                throw new StoreUnavailableException("keys.db: a reader kept the write-ahead log; the erasure is finished at the next start.");
            }
        }

        return destroyed;
    }

    /// <summary>Between two groups: lets the write-ahead log start over when that is cheap by now.</summary>
    public void Rest()
    {
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
