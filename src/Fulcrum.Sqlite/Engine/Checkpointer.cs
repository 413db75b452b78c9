namespace Fulcrum.Sqlite.Engine;

/// <summary>Copies pages from the write-ahead log into the file, so that no acknowledgement waits for it.</summary>
/// <remarks>
/// A connection and a thread of its own do the copying while the writer goes on. A log starts over only when all of it is
/// copied and nobody writes; so once only little is left, the writer is asked to copy that little itself between two
/// groups, a few milliseconds. Beyond <c>limit</c> the writer does it however much is left: a slow disk slows intake
/// rather than filling up.
/// </remarks>
internal sealed class Checkpointer : IDisposable
{
    private const int LittlePages = 256;
    private const int ReaderWaitMs = 20;
    private const int FullWaitMs = 250;

    private readonly Database _database;
    private readonly int _afterPages;
    private readonly int _limitPages;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private int _pages;
    private volatile bool _finish;
    private volatile bool _closing;
    private volatile Action<Exception>? _failing;

    /// <summary>Starts over a file.</summary>
    public Checkpointer(string path, int pageSize, long after, long limit)
    {
        (_afterPages, _limitPages) = ((int)Math.Max(1, after / pageSize), (int)Math.Min(int.MaxValue, limit / pageSize));
        _database = Database.OpenReader(path);
        _database.Execute("PRAGMA query_only=OFF");
        _database.Execute("PRAGMA synchronous=FULL");
        _thread = new Thread(Run) { IsBackground = true, Name = "fulcrum-checkpoint", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Called, from the checkpointer's thread, when it failed and stopped for good.</summary>
    public Action<Exception>? Failing
    {
        set => _failing = value;
    }

    /// <summary>Whether the writer should call <see cref="Finish"/> now.</summary>
    public bool WantsFinish => _finish;

    /// <summary>The writer committed about so many pages.</summary>
    public void Written(int pages)
    {
        if (Interlocked.Add(ref _pages, pages) >= _afterPages && !_finish)
        {
            _wake.Set();
        }
    }

    /// <summary>Copies what is left, on the writer's own connection between two groups; the next group starts the log over.</summary>
    public void Finish(Database writer)
    {
        _finish = false;
        var (logged, copied) = writer.Checkpoint();
        Interlocked.Exchange(ref _pages, copied == logged ? 0 : logged);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _closing = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
        _database.Dispose();
    }

    private void Run()
    {
        while (!_closing)
        {
            _wake.WaitOne();
            var before = 0;
            while (!_closing && !_finish)
            {
                try
                {
                    var (logged, copied) = _database.Checkpoint();

                    // What was written while this one ran is what the next one copies: it shrinks as long as the disk is
                    // faster than intake, and a round that found little leaves little.
                    _finish = (copied == logged && logged - before <= LittlePages) || logged >= _limitPages;
                    before = copied;
                    if (copied < logged)
                    {
                        // A reader holds the log; it will leave.
                        _ = _wake.WaitOne(ReaderWaitMs);
                    }
                }
                catch (DatabaseException fault) when (fault.IsFull)
                {
                    // Nothing is lost: the log still has every page. It grows until there is room.
                    _ = _wake.WaitOne(FullWaitMs);
                }
                catch (DatabaseException fault)
                {
                    // A sync that failed once may succeed the second time without having written anything: never again.
                    _failing?.Invoke(fault);
                    return;
                }
            }
        }
    }
}
