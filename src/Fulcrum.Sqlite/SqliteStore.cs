using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;
using Fulcrum.Sqlite.Profiles;
using Fulcrum.Sqlite.Rights;
using Fulcrum.Sqlite.Workspaces;
using Fulcrum.Workspaces;

namespace Fulcrum.Sqlite;

/// <summary>The embedded store: one folder, no server. Held by one process at a time.</summary>
public sealed class SqliteStore : IStore
{
    private readonly StoreFolder _folder;
    private readonly JournalFile _file;
    private readonly KeyFile _keyFile;
    private readonly Readers _journalReaders;
    private readonly Readers _keyReaders;
    private readonly JournalQueue _queue;
    private readonly JournalWriter _writer;
    private readonly Journal _journal;
    private readonly Snapshots _snapshots;
    private readonly Dedupe _dedupe;
    private readonly WriteBehind _behind;
    private readonly JournalMark _mark;
    private int _closed;

    private SqliteStore(StoreFolder folder, TimeProvider clock, IRandomSource random, SqliteStoreOptions options)
    {
        _folder = folder;
        Secrets = folder.ReadSecrets(random);
        var database = Schema.Open(folder.Journal, Schema.Journal, JournalFile.PageSize, "FULL");
        _keyFile = new KeyFile(folder.Keys);
        (_journalReaders, _keyReaders) = (new Readers(folder.Journal), new Readers(folder.Keys));

        var erased = new Erased();
        var unfinished = Rights.Eraser.Recover(database, erased);
        var swept = Rights.Eraser.RecoverSwept(database);
        _file = new JournalFile(database, _journalReaders, _keyFile, options);
        var head = _file.ReadHead();
        _mark = folder.OpenMark(head);
        FirmUp(database);

        var subjects = new SubjectRows(folder.Index, erased);
        var identifiers = new IdentifierIndex(folder.Index, erased);
        _dedupe = new Dedupe(folder.Dedupe, options.DedupeWindow, clock);
        var recovery = new Recovery(database, _file, subjects, identifiers, _dedupe, options.IndexEvery);
        var tailMax = recovery.Replay(head);
        _mark.Set(head);
        var subjectsMax = new[] { tailMax, subjects.SubjectsMax, erased.SubjectsMax, _keyFile.SubjectsMax }.Max();
        DamagedRows = recovery.Damaged;

        _queue = new JournalQueue(subjects, identifiers, _dedupe, head, subjectsMax, options);
        _file.Failing = _queue.Fail;
        _writer = new JournalWriter(_queue, _file, _mark);
        _journal = new Journal(_queue, _file, subjects);
        _behind = new WriteBehind(_queue, _journal, subjects, identifiers, _dedupe, subjects.Through, options.IndexEvery);
        _snapshots = new Snapshots(folder.Snapshots, _queue, erased);
        var eraser = new Eraser(_journal, _queue, _file, _keyFile, subjects, _snapshots, erased, swept);
        foreach (var (sequence, whose) in unfinished)
        {
            eraser.FinishAsync(sequence, whose).GetAwaiter().GetResult();
        }

        (Identifiers, Eraser) = (identifiers, eraser);
        Keys = new SubjectKeys(_queue, _keyReaders, subjects, erased);
        Intake = new IntakeRecords(_queue, _journalReaders);
        Workspaces = new WorkspaceStore(_queue, _journalReaders);
    }

    /// <summary>Opens a store, made when the folder is empty; recovered and ready when it returns.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="clock">Tells which message ids are old enough to be forgotten.</param>
    /// <param name="random">Where the secrets of a new store come from.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="cancellation">Stops the wait, not the opening.</param>
    /// <exception cref="StoreStartException">It refuses to start; the fault says which file, why, and what to do.</exception>
    public static Task<SqliteStore> OpenAsync(
        string path, TimeProvider clock, IRandomSource random, SqliteStoreOptions options, CancellationToken cancellation) =>
        Task.Run(() => Open(path, clock, random, options), CancellationToken.None).WaitAsync(cancellation);

    /// <inheritdoc />
    public IJournal Journal => _journal;

    /// <inheritdoc />
    public ISnapshots Snapshots => _snapshots;

    /// <inheritdoc />
    public IIdentifierIndex Identifiers { get; }

    /// <inheritdoc />
    public ISubjectKeys Keys { get; }

    /// <inheritdoc />
    public IEraser Eraser { get; }

    /// <inheritdoc />
    public IDedupe Dedupe => _dedupe;

    /// <inheritdoc />
    public IIntakeRecords Intake { get; }

    /// <inheritdoc />
    public IWorkspaceStore Workspaces { get; }

    /// <inheritdoc />
    public StoreSecrets Secrets { get; }

    /// <inheritdoc />
    public long SubjectsMax => _queue.SubjectsMax;

    /// <inheritdoc />
    public Fault? Failed => _queue.Failed;

    /// <summary>Rows found too damaged to be indexed when the tail was replayed.</summary>
    public int DamagedRows { get; }

    /// <summary>Takes message ids known from elsewhere (a migration, a benchmark), without journal rows behind them. Before intake opens.</summary>
    /// <param name="ids">Keyed hashes and times of receipt; sorted in place.</param>
    public void PreloadDedupe((UInt128 Key, long UnixMs)[] ids) => _dedupe.Preload(ids);

    /// <summary>Writes what is queued and behind, and lets the folder go. Again is safe.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _closed, 1) == 1 ? default : new(Task.Run(() =>
    {
        _writer.Dispose();
        _behind.Dispose();
        _journalReaders.Dispose();
        _keyReaders.Dispose();
        _snapshots.Dispose();
        _file.IsFailed = _keyFile.IsFailed = Failed is not null;
        _file.Dispose();
        _keyFile.Dispose();
        _queue.Dispose();
        _mark.Dispose();
        _folder.Dispose();
    }));

    // What a failed sync left in memory alone looks like data after a restart, and syncing it again writes nothing: copied into
    // the file it is written anew, before anybody is told that it is safe.
    private static void FirmUp(Database database)
    {
        try
        {
            _ = database.CheckpointTruncate();
        }
        catch (DatabaseException fault) when (fault.IsFull)
        {
            // The log keeps it until there is room.
        }
    }

    private static SqliteStore Open(string path, TimeProvider clock, IRandomSource random, SqliteStoreOptions options)
    {
        Schema.RequireEngine(Database.EngineVersion);
        var folder = StoreFolder.Open(path);
        try
        {
            return new SqliteStore(folder, clock, random, options);
        }
        catch (DatabaseException fault)
        {
            folder.Dispose();
            throw new StoreStartException(
                new Fault("store-unreadable", fault.Message, $"Check the disk under {path}; if the file is damaged, restore the store from its last backup."), fault);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}
