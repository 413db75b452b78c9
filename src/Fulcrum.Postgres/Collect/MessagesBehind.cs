using Fulcrum.Postgres.Profiles;

namespace Fulcrum.Postgres.Collect;

/// <summary>Writes message ids behind the journal: every so many rows, and once more at the end. A thread of its own.</summary>
internal sealed class MessagesBehind : IDisposable
{
    private readonly JournalQueue _queue;
    private readonly Dedupe _dedupe;
    private readonly int _every;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private long _through;
    private volatile bool _closing;

    /// <summary>Starts behind a journal.</summary>
    public MessagesBehind(JournalQueue queue, Dedupe dedupe, int every)
    {
        (_queue, _dedupe, _every, _through) = (queue, dedupe, every, dedupe.Through);
        _thread = new Thread(Run) { IsBackground = true, Name = "fulcrum-messages", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
        queue.Appended = OnAppended;
    }

    /// <summary>Writes what is left, so that the next start has nothing to read again. Before the writer ends.</summary>
    public void Dispose()
    {
        _closing = true;
        _wake.Set();
        _thread.Join();
        if (_queue.Failed is null && _queue.Limited is null && _queue.Head > Volatile.Read(ref _through))
        {
            Flush();
        }

        _wake.Dispose();
    }

    private void OnAppended(long head)
    {
        if (head - Volatile.Read(ref _through) >= _every)
        {
            _wake.Set();
        }
    }

    private void Run()
    {
        while (!_closing)
        {
            _wake.WaitOne();
            if (!_closing && _queue.Failed is null && _queue.Limited is null && _queue.Head - Volatile.Read(ref _through) >= _every)
            {
                Flush();
            }
        }
    }

    private void Flush()
    {
        try
        {
            var (through, durable) = _queue.FreezeMessages();

            // A run must never know a row that the journal does not.
            durable.GetAwaiter().GetResult();
            _dedupe.Flush(through, work => _queue.Enqueue(work).GetAwaiter().GetResult());
            Volatile.Write(ref _through, through);
        }
        catch (StoreUnavailableException)
        {
            // The database is away. What is frozen stays in memory, is right, and goes with the next run.
        }
        catch (Exception fault)
        {
            _queue.Fail(fault);
        }
    }
}
