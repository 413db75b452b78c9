using SQLitePCL;

namespace Fulcrum.Sqlite.Engine;

/// <summary>One connection to one file. Used by one thread at a time.</summary>
/// <remarks>Calls SQLite itself: a prepared statement bound and stepped costs a third of an ADO.NET command.</remarks>
internal sealed class Database : IDisposable
{
    private const int NoCheckpointOnClose = 1006;
    private const int BusyMs = 10_000;

    private readonly sqlite3 _handle;
    private bool _closed;

    private Database(sqlite3 handle, string path) => (_handle, Path) = (handle, path);

    static Database() => Batteries_V2.Init();

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The engine's own handle.</summary>
    internal sqlite3 Handle => _handle;

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Version of the engine, for example 3053003.</summary>
    public static int EngineVersion => raw.sqlite3_libversion_number();

    /// <summary>Opens a file for reading and writing, made when missing, in WAL mode without checkpoints of the engine's own.</summary>
    /// <param name="path">The file.</param>
    /// <param name="pageSize">Bytes a page, for a new file.</param>
    /// <param name="synchronous"><c>FULL</c> where a commit is a promise; <c>NORMAL</c> for what can be rebuilt.</param>
    public static Database OpenWriter(string path, int pageSize, string synchronous)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        try
        {
            database.Execute($"PRAGMA page_size={pageSize}");
            database.Execute("PRAGMA journal_mode=WAL");
            database.Execute($"PRAGMA synchronous={synchronous}");
            database.Execute("PRAGMA wal_autocheckpoint=0");
            database.Execute("PRAGMA secure_delete=ON");
            database.Execute("PRAGMA mmap_size=0");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading.</summary>
    public static Database OpenReader(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE);
        database.Execute("PRAGMA query_only=ON");
        database.Execute("PRAGMA wal_autocheckpoint=0");
        return database;
    }

    /// <summary>Opens a file that another process may be writing, to read only; it never copies pages out of the log, nor empties it.</summary>
    public static Database OpenForeign(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READONLY);
        database.Execute("PRAGMA query_only=ON");
        return database;
    }

    /// <summary>Makes a file that pages are copied into. Its syncs are the copier's.</summary>
    public static Database OpenCopy(string path)
    {
        var database = Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        database.Execute("PRAGMA synchronous=OFF");
        database.Execute("PRAGMA journal_mode=OFF");
        return database;
    }

    /// <summary>Runs SQL that answers nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>Compiles a statement for many uses.</summary>
    public Statement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement));
        return new Statement(this, statement);
    }

    /// <summary>Reads the first column of the first row; 0 when there is none.</summary>
    public long ReadLong(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Long(0) : 0;
    }

    /// <summary>Runs the work in one transaction; on disk when it returns.</summary>
    public void Write(Action<Database> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            work(this);
            Execute("COMMIT");
        }
        catch
        {
            // A failed statement may have rolled back already; then this fails too, and says nothing new.
            _ = raw.sqlite3_exec(_handle, "ROLLBACK");
            throw;
        }
    }

    /// <summary>Copies pages from the write-ahead log into the file without stopping anybody.</summary>
    /// <returns>Pages in the log, and how many of them are copied.</returns>
    public (int Logged, int Copied) Checkpoint()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var logged, out var copied);
        return code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED ? (1, 0) : Checked(code, (logged, copied));
    }

    /// <summary>Copies all pages into the file and empties the log, waiting for readers; false when one would not leave.</summary>
    public bool CheckpointTruncate()
    {
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
        return code is not (raw.SQLITE_BUSY or raw.SQLITE_LOCKED) && Checked(code, true);
    }

    /// <summary>The same, waiting no longer for readers than this.</summary>
    public bool CheckpointTruncate(int waitMs)
    {
        _ = raw.sqlite3_busy_timeout(_handle, waitMs);
        try
        {
            return CheckpointTruncate();
        }
        finally
        {
            _ = raw.sqlite3_busy_timeout(_handle, BusyMs);
        }
    }

    /// <summary>
    /// At a start, before anybody is told that what the log holds is safe: copies it into the file. What a failed sync left in memory
    /// alone looks like data after a restart, and syncing it again writes nothing; copied, it is written anew.
    /// </summary>
    public void FirmUp()
    {
        try
        {
            _ = CheckpointTruncate();
        }
        catch (DatabaseException fault) when (fault.IsFull)
        {
            // The log keeps it until there is room.
        }
    }

    /// <summary>At a good end: copies what the log still holds into the file. When that fails the log keeps it for the next start.</summary>
    public void EndLog()
    {
        try
        {
            _ = CheckpointTruncate();
        }
        catch (DatabaseException)
        {
            // Nothing is lost: it was synced when it was written.
        }
    }

    /// <summary>Throws when the engine says that something failed.</summary>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw new DatabaseException(Path, raw.sqlite3_extended_errcode(_handle), raw.sqlite3_errmsg(_handle).utf8_to_string());
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _ = raw.sqlite3_close_v2(_handle);
        }
    }

    private T Checked<T>(int code, T value)
    {
        Check(code);
        return value;
    }

    private static Database Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle, path);
        if (code != raw.SQLITE_OK)
        {
            database.Dispose();
            throw new DatabaseException(path, code, raw.sqlite3_errstr(code).utf8_to_string());
        }

        _ = raw.sqlite3_busy_timeout(handle, BusyMs);

        // The last to close a file would copy its log into it, whatever happened before; here that is said, or not done.
        _ = raw.sqlite3_db_config(handle, NoCheckpointOnClose, 1, out _);
        return database;
    }
}

/// <summary>The engine said no. Translated to <see cref="StoreUnavailableException"/> at the store's edge.</summary>
internal sealed class DatabaseException(string path, int code, string message)
    : Exception($"{System.IO.Path.GetFileName(path)}: {message} (SQLite {code}).")
{
    /// <summary>Whether the disk, or a limit set on the file, has no room.</summary>
    public bool IsFull => (code & 0xff) == raw.SQLITE_FULL;

    /// <summary>Whether the file itself is damaged.</summary>
    public bool IsDamage => (code & 0xff) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>What happened, and what to do where the file itself is damaged.</summary>
    public string Explained => IsDamage ? $"{Message} Part of it cannot be read any more; put the last verified backup in its place: fulcrum backup restore." : Message;
}
