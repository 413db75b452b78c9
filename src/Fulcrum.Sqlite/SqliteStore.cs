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
    private readonly SubjectRows _subjects;
    private readonly IdentifierIndex _identifiers;
    private readonly WriteBehind _behind;
    private readonly JournalMark _mark;
    private readonly Reserve _reserve;
    private readonly TailBook? _tail;
    private int _closed;

    // What is opened on the way goes onto the stack, so that a start that is refused leaves nothing open.
    private SqliteStore(StoreFolder folder, TimeProvider clock, IRandomSource random, SqliteStoreOptions options, Stack<IDisposable> opened)
    {
        _folder = folder;
        Secrets = folder.ReadSecrets(random);
        opened.Push(_reserve = new Reserve(folder.Reserve, options.ReserveBytes, options.DiskLowBytes));
        _reserve.MakeRoom();
        var database = Schema.Open(folder.Journal, Schema.Journal, JournalFile.PageSize, options.Synchronous);
        opened.Push(database);
        LookUpMark.Take(database, Secrets);
        opened.Push(_keyFile = new KeyFile(folder.Keys));
        opened.Push(_journalReaders = new Readers(folder.Journal));
        opened.Push(_keyReaders = new Readers(folder.Keys));

        var erased = new Erased();
        var unfinished = Rights.Eraser.Recover(database, erased);
        var swept = Rights.Eraser.RecoverSwept(database);
        opened.Push(_file = new JournalFile(database, _journalReaders, _keyFile, _reserve, options));
        _file.Tail = _tail = options.Tail is { } makeTail ? TailBook.Open(database, makeTail(folder.ReadTailKey(random))) : null;
        if (_tail is not null)
        {
            opened.Push(_tail);
        }

        var head = _file.ReadHead();
        opened.Push(_mark = folder.OpenMark(head));
        database.FirmUp();
        WorkspaceChecksums.Verify(database);

        var subjects = _subjects = new SubjectRows(folder.Index, erased);
        var identifiers = _identifiers = new IdentifierIndex(folder.Index, erased);
        _dedupe = new Dedupe(folder.Dedupe, options.DedupeWindow, clock);
        var recovery = new Recovery(database, _file, subjects, identifiers, _dedupe, options.IndexEvery);
        var tailMax = recovery.Replay(head);
        _mark.Set(head);
        var subjectsMax = new[] { tailMax, subjects.SubjectsMax, erased.SubjectsMax, _keyFile.SubjectsMax }.Max();
        DamagedRows = recovery.Damaged;

        opened.Push(_queue = new JournalQueue(subjects, identifiers, _dedupe, head, subjectsMax, _reserve, options));
        _file.Failing = _queue.Fail;
        _reserve.Waiting = () => _queue.BytesWaiting;
        opened.Push(_writer = new JournalWriter(_queue, _file, _mark));
        _journal = new Journal(_queue, _file, subjects);
        opened.Push(_behind = new WriteBehind(_queue, _journal, subjects, identifiers, _dedupe, _reserve, subjects.Through, options.IndexEvery));
        opened.Push(_snapshots = new Snapshots(folder.Snapshots, _queue, erased, _reserve));
        var eraser = new Eraser(_journal, _queue, _file, _keyFile, subjects, _snapshots, erased, swept);
        foreach (var (sequence, whose) in unfinished)
        {
            eraser.FinishAsync(sequence, whose).GetAwaiter().GetResult();
        }

        _tail?.Begin(_queue);
        (Identifiers, Eraser) = (identifiers, eraser);
        Compaction = new Compaction(_queue, _journalReaders, _file, _keyFile, _snapshots, _behind);
        Keys = new SubjectKeys(_queue, _keyReaders, subjects, erased);
        Intake = new IntakeRecords(_queue, _journalReaders);
        Workspaces = new WorkspaceStore(_queue, _journalReaders);
        _file.KeepsLog = _keyFile.KeepsLog = false;
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
    public ICompaction Compaction { get; }

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

    /// <inheritdoc />
    public Fault? Limited => _reserve.Limit;

    /// <summary>Looks through every page of every file; what is damaged is named with its remedy. Takes as long as reading all of it.</summary>
    public Task<IReadOnlyList<Fault>> ScanFilesAsync(CancellationToken cancellation) =>
        Task.Run<IReadOnlyList<Fault>>(() => FileScan.Run(_folder, [.. _subjects.Runs, .. _identifiers.Runs, .. _dedupe.Runs]), cancellation);

    /// <summary>Looks now how much room the disk has; as a rule it is looked at four times a second.</summary>
    public void LookAtDisk() => _reserve.Look();

    /// <inheritdoc />
    public ITailState? Tail => _tail;

    /// <summary>Rows found too damaged to be indexed when the tail was replayed.</summary>
    public int DamagedRows { get; }

    /// <summary>Takes message ids known from elsewhere (a migration, a benchmark), without journal rows behind them. Before intake opens.</summary>
    /// <param name="ids">Keyed hashes and times of receipt; sorted in place.</param>
    public void PreloadDedupe((UInt128 Key, long UnixMs)[] ids) => _dedupe.Preload(ids);

    /// <summary>Keeps every process out of a closed store until the answer is disposed: for what is changed outside a running store.</summary>
    /// <exception cref="StoreStartException">Another process holds it.</exception>
    public static IDisposable Hold(string path) => StoreFolder.Open(path);

    /// <summary>Takes a closed store one layout down, so that the program before this one reads it; killed anywhere, it can be begun again.</summary>
    /// <exception cref="StoreStartException">Another process holds it, or what is in it cannot be said in the layout before.</exception>
    public static void Downgrade(string path)
    {
        using var held = StoreFolder.Open(path);
        Schema.Down(path);
    }

    /// <summary>Writes what is queued and behind, and lets the folder go. Again is safe.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _closed, 1) == 1 ? default : new(Task.Run(() =>
    {
        _writer.Dispose();
        _behind.Dispose();
        _journalReaders.Dispose();
        _keyReaders.Dispose();
        _snapshots.Dispose();
        _file.KeepsLog = _keyFile.KeepsLog = Failed is not null;
        _file.Dispose();
        _keyFile.Dispose();
        _tail?.Dispose();
        _queue.Dispose();
        _mark.Dispose();
        _reserve.Dispose();
        _folder.Dispose();
    }));

    private static void Close(StoreFolder folder, Stack<IDisposable> opened)
    {
        while (opened.TryPop(out var part))
        {
            part.Dispose();
        }

        folder.Dispose();
    }

    private static SqliteStore Open(string path, TimeProvider clock, IRandomSource random, SqliteStoreOptions options)
    {
        Schema.RequireEngine(Database.EngineVersion);
        var folder = StoreFolder.Open(path);
        var opened = new Stack<IDisposable>();
        try
        {
            return new SqliteStore(folder, clock, random, options, opened);
        }
        catch (DatabaseException fault)
        {
            Close(folder, opened);
            throw new StoreStartException(
                new Fault("store-unreadable", fault.Message, $"Check the disk under {path}; if the file is damaged, restore the store from its last backup."), fault);
        }
        catch (Exception fault) when (fault is IOException or StoreUnavailableException)
        {
            Close(folder, opened);
            throw new StoreStartException(
                new Fault("store-unreadable", $"{path}: {fault.Message}", "Mend or make room on the disk, then start again; nothing that was acknowledged is lost."), fault);
        }
        catch
        {
            Close(folder, opened);
            throw;
        }
    }
}
