using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Postgres.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Identity;
using Fulcrum.Postgres.Profiles;
using Fulcrum.Postgres.Rights;
using Fulcrum.Postgres.Workspaces;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;
using Npgsql;

namespace Fulcrum.Postgres;

/// <summary>The store in PostgreSQL, 15 or newer: two schemas of a database, and a folder for the secrets. Owned by one process at a time.</summary>
/// <remarks>
/// The database itself keeps a second owner out: a session holds the store's lock, every transaction proves first that its
/// epoch is the newest, and a sequence can be taken once. When the database is away appends are refused, what was
/// queued is written when it is back, and nothing is acknowledged before its commit has been answered or found.
/// </remarks>
public sealed class PostgresStore : IStore
{
    private readonly Readers _readers;
    private readonly NpgsqlDataSource _writerSource;
    private readonly FencedWriter _fenced;
    private readonly JournalQueue _queue;
    private readonly JournalWriter _writer;
    private readonly Snapshots _snapshots;
    private readonly IdentifierIndex _identifiers;
    private readonly MessagesBehind _behind;
    private readonly TailBook? _tail;
    private readonly LaterScrub _scrub;
    private readonly int _unfinished;
    private int _closed;

    private PostgresStore(PostgresAddress address, StoreSecrets secrets, NpgsqlDataSource writers, NpgsqlConnection connection, ServerCheck server, TailBook? tail, TimeProvider clock, PostgresStoreOptions options)
    {
        (Secrets, _writerSource, _tail, HasChecksums, ServerVersion) = (secrets, writers, tail, server.HasChecksums, server.Version);
        var owner = Owner.Take(connection, secrets);
        _readers = new Readers(ReaderSource.Make(address, options, owner.Epoch));
        var erased = new Erased();
        var unfinished = Rights.Eraser.Recover(connection, erased);
        var runs = new MessageRuns(_readers, options.DedupeWindow);
        runs.Load(connection, owner.Head);
        var keyPieces = JournalTables.ReadKeyPieces(connection, address);

        var identifiers = IdentifierIndex.ReadCount(connection);
        _fenced = new FencedWriter(writers, connection, address, options, owner);
        var reserve = new Reserve(address, options);
        _fenced.MakesRoom = reserve.Give;
        var dedupe = new Dedupe(runs, options.DedupeWindow, clock);
        dedupe.Recover(_readers, owner.Head, options.IndexEvery, work => _fenced.Write(work));
        _identifiers = new IdentifierIndex(_readers, erased, identifiers);
        _queue = new JournalQueue(dedupe, _identifiers, erased, reserve, owner, options);
        _fenced.Interrupted = cause =>
        {
            _queue.Interrupt(cause);
            reserve.Forget();
            _readers.Clear();
        };
        _fenced.IsClosing = () => Volatile.Read(ref _closed) == 1;
        _writer = new JournalWriter(_queue, _fenced, new JournalTables(address, options, _identifiers, owner.PiecesUntil, keyPieces), tail, reserve);
        _identifiers.Start(_queue);
        _behind = new MessagesBehind(_queue, dedupe, options.IndexEvery);
        _snapshots = new Snapshots(_queue, _readers, erased, owner.Epoch);

        var keys = new SubjectKeys(_queue, _readers, address, options);
        _scrub = new LaterScrub(keys, _queue, clock);
        var eraser = new Eraser(_queue, _scrub, _snapshots, _readers, erased, owner.SweptThrough);
        foreach (var (sequence, whose) in unfinished)
        {
            try
            {
                _ = eraser.FinishAsync(sequence, whose).GetAwaiter().GetResult();
            }
            catch (StoreUnavailableException) when (_queue.Failed is null)
            {
                // The database went away meanwhile. The subject is unreadable already; the next start tries again.
                _unfinished++;
            }
        }

        tail?.Begin(_queue);
        Journal = new Journal(_queue, _readers);
        (Keys, Eraser, Dedupe) = (keys, eraser, dedupe);
        Compaction = new Compaction(_queue, keys, _readers, address, options);
        Intake = new IntakeRecords(_queue, _readers);
        Workspaces = new WorkspaceStore(_queue, _readers);
    }

    /// <summary>Opens a store, made when the schema is empty; recovered and ready when it returns.</summary>
    /// <param name="address">Server, database and schema.</param>
    /// <param name="keyFolder">The folder of the secrets, made when it is missing.</param>
    /// <param name="clock">Tells which message ids are old enough to be forgotten.</param>
    /// <param name="random">Where the secrets of a new store come from.</param>
    /// <param name="options">Sizes and patience.</param>
    /// <param name="cancellation">Stops the wait, not the opening.</param>
    /// <exception cref="StoreStartException">It refuses to start; the fault says why and what to do.</exception>
    public static Task<PostgresStore> OpenAsync(
        PostgresAddress address, string keyFolder, TimeProvider clock, IRandomSource random, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run(() => Open(address, keyFolder, clock, random, options), CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Takes the schema one step down, so that the program before this one can read the store again. The store must be closed.</summary>
    /// <returns>The version it is at now.</returns>
    /// <exception cref="StoreStartException">It is in use, or there is no step back.</exception>
    public static Task<int> StepDownAsync(PostgresAddress address, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run(() => Locked(address, options, (connection, _) => SchemaChange.Down(connection, address, options)), CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Notes in a closed store that it was put back from a backup: every earlier answer is stale until the tail log was replayed.</summary>
    /// <param name="address">Server, database and schema.</param>
    /// <param name="inBackup">How the backup stood to the tail log.</param>
    /// <param name="since">When it is put back.</param>
    /// <param name="options">Patience.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <exception cref="StoreStartException">It is in use.</exception>
    public static Task MarkRestoredAsync(PostgresAddress address, TailStanding inBackup, Instant since, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run(
            () => Locked(address, options, (connection, _) =>
            {
                using var transaction = connection.BeginTransaction();
                TailBook.Put(connection, inBackup.Restored(since, Owner.ReadSubjectsMax(connection)));
                transaction.Commit();
                return true;
            }),
            CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Wraps every subject key anew under a new key-encryption key. The store must be closed; killed anywhere, it can be begun again.</summary>
    /// <returns>The new generation, and how many keys were wrapped anew now.</returns>
    /// <exception cref="StoreStartException">It is in use, or a key is damaged.</exception>
    public static Task<(int Generation, long Keys)> RotateKekAsync(PostgresAddress address, string keyFolder, IRandomSource random, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run(
            () => Locked(address, options, (connection, _) => new KekRewrap(connection, address, new KeyFolder(keyFolder), random, null).Run()),
            CancellationToken.None).WaitAsync(cancellation);

    /// <summary>Keeps every process out of a closed store until the answer is disposed: for what is copied while nobody may write.</summary>
    /// <exception cref="StoreStartException">It is in use, or the database cannot be asked.</exception>
    public static Task<IDisposable> HoldAsync(PostgresAddress address, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run<IDisposable>(
            () => Connected(address, options, (_, connection) =>
            {
                Take(connection, address, options);
                return connection;
            }),
            CancellationToken.None).WaitAsync(cancellation);

    /// <summary>The secrets of a store that another process has open.</summary>
    /// <exception cref="StoreStartException">The key folder lacks one, or others may read it.</exception>
    public static StoreSecrets ReadSecrets(string keyFolder, IRandomSource random) => new KeyFolder(keyFolder).Read(random, isMade: true);

    /// <summary>Whether there is a store at an address.</summary>
    /// <exception cref="StoreStartException">The database cannot be asked.</exception>
    public static Task<bool> ExistsAsync(PostgresAddress address, PostgresStoreOptions options, CancellationToken cancellation) =>
        Task.Run(
            () => Connected(address, options, (_, connection) =>
            {
                using (connection)
                {
                    return Owner.IsMade(connection, address);
                }
            }),
            CancellationToken.None).WaitAsync(cancellation);

    /// <inheritdoc />
    public IJournal Journal { get; }

    /// <inheritdoc />
    public ISnapshots Snapshots => _snapshots;

    /// <inheritdoc />
    public IIdentifierIndex Identifiers => _identifiers;

    /// <inheritdoc />
    public ISubjectKeys Keys { get; }

    /// <inheritdoc />
    public IEraser Eraser { get; }

    /// <inheritdoc />
    public ICompaction Compaction { get; }

    /// <inheritdoc />
    public IDedupe Dedupe { get; }

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
    public Fault? Limited => _queue.Limited;

    /// <inheritdoc />
    public ITailState? Tail => _tail;

    /// <summary>Whether the server's pages carry checksums; without them a flipped bit outside payloads and journal rows goes unnoticed.</summary>
    public bool HasChecksums { get; }

    /// <summary>The server's version, for example 150013.</summary>
    public int ServerVersion { get; }

    /// <summary>Erasures the last bytes of whose keys are still in the key table, because something else holds it. Nobody can read them through the store.</summary>
    public int UnfinishedErasures => _unfinished + _scrub.Waiting;

    /// <summary>Ends when it is known of every identifier whether somebody may have bound it.</summary>
    internal Task IdentifiersRead => _identifiers.Filled;

    /// <summary>The server's process behind the connection that writes.</summary>
    internal int ServerProcess => _fenced.ServerProcess;

    /// <summary>Commits what is queued and behind, and lets the database go. Again is safe.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _closed, 1) == 1 ? default : new(Task.Run(() =>
    {
        _behind.Dispose();
        _scrub.Dispose();
        _writer.Dispose();

        // Before the lock goes with the connection: whoever takes it finds the log free.
        _tail?.Dispose();
        _fenced.Dispose();
        _identifiers.Dispose();
        _snapshots.Dispose();
        _readers.Dispose();
        _writerSource.Dispose();
        _queue.Dispose();
    }));

    private static PostgresStore Open(PostgresAddress address, string keyFolder, TimeProvider clock, IRandomSource random, PostgresStoreOptions options) =>
        Connected(address, options, (source, connection) =>
        {
            var server = ServerCheck.Examine(connection, address, options);
            Take(connection, address, options);
            var folder = new KeyFolder(keyFolder);
            var secrets = folder.Read(random, Owner.IsMade(connection, address));
            SchemaChange.Up(connection, address, options);
            var tail = options.Tail is { } makeTail ? TailBook.Open(connection, makeTail(folder.ReadTailKey(random))) : null;
            try
            {
                return new PostgresStore(address, secrets, source, connection, server, tail, clock, options);
            }
            catch
            {
                tail?.Dispose();
                throw;
            }
        });

    private static T Locked<T>(PostgresAddress address, PostgresStoreOptions options, Func<NpgsqlConnection, NpgsqlDataSource, T> work) =>
        Connected(address, options, (source, connection) =>
        {
            using (connection)
            {
                _ = ServerCheck.Examine(connection, address, options);
                Take(connection, address, options);
                return work(connection, source);
            }
        });

    private static void Take(NpgsqlConnection connection, PostgresAddress address, PostgresStoreOptions options)
    {
        if (!StoreLock.TryTake(connection, address, options.LockWait))
        {
            throw StoreLock.InUse(connection, address);
        }
    }

    // Work owns source and connection when it succeeds.
    private static T Connected<T>(PostgresAddress address, PostgresStoreOptions options, Func<NpgsqlDataSource, NpgsqlConnection, T> work)
    {
        var source = NpgsqlDataSource.Create(address.ForWriting(options));
        NpgsqlConnection? connection = null;
        try
        {
            connection = source.OpenConnection();
            return work(source, connection);
        }
        catch (Exception fault)
        {
            connection?.Dispose();
            source.Dispose();
            if (StartFault.Of(fault, address) is { } refusal)
            {
                throw refusal;
            }

            throw;
        }
    }
}
