using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Writes the indexes behind the journal: every so many rows, and once more at the end. A thread of its own.</summary>
internal sealed class WriteBehind : IDisposable
{
    private readonly JournalQueue _queue;
    private readonly SubjectRows _subjects;
    private readonly IdentifierIndex _identifiers;
    private readonly Dedupe _dedupe;
    private readonly Reserve _reserve;
    private readonly int _every;
    private readonly Lock _flushing = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private long _through;
    private volatile bool _closing;

    /// <summary>Starts behind a journal whose indexes reach to <paramref name="through"/>.</summary>
    public WriteBehind(JournalQueue queue, Journal journal, SubjectRows subjects, IdentifierIndex identifiers, Dedupe dedupe, Reserve reserve, long through, int every)
    {
        (_queue, _subjects, _identifiers, _dedupe, _reserve, _through, _every) = (queue, subjects, identifiers, dedupe, reserve, through, every);
        _thread = new Thread(Run) { IsBackground = true, Name = "fulcrum-index", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
        journal.Appended = OnAppended;
    }

    /// <summary>Writes what is left, unless there is no room for it or the journal has failed: then nobody knows what is on disk, and a start finds out.</summary>
    public void Dispose()
    {
        _closing = true;
        _wake.Set();
        _thread.Join();
        if (!_reserve.IsLow && _queue.Failed is null && _queue.Head > Volatile.Read(ref _through))
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
            if (!_closing && !_reserve.IsLow && _queue.Failed is null && _queue.Head - Volatile.Read(ref _through) >= _every)
            {
                Flush();
            }
        }
    }

    /// <summary>Writes what is in memory, and every run anew that knows somebody erased.</summary>
    /// <returns>How many runs were written anew.</returns>
    /// <exception cref="StoreUnavailableException">The journal has failed, or has no room for it.</exception>
    public int Compact()
    {
        if (_reserve.IsLow || _queue.Failed is not null)
        {
            throw new StoreUnavailableException("The indexes cannot be written now; they are compacted later.");
        }

        lock (_flushing)
        {
            if (_queue.Head > Volatile.Read(ref _through))
            {
                Flush();
            }

            try
            {
                return _subjects.Purge() + _identifiers.Purge();
            }
            catch (IOException fault)
            {
                throw new StoreUnavailableException($"The indexes could not be written anew: {fault.Message}", fault);
            }
        }
    }

    private void Flush()
    {
        lock (_flushing)
        {
            FlushAll();
        }
    }

    private void FlushAll()
    {
        try
        {
            var (through, durable) = _queue.FreezeIndexes();

            // An index must never know a row that the disk does not.
            durable.GetAwaiter().GetResult();
            _subjects.Flush(through);
            _identifiers.Flush(through);
            _dedupe.Flush(through);
            Volatile.Write(ref _through, through);
        }
        catch (Exception fault)
        {
            // What is frozen stays in memory and is right; but it would grow without end.
            _queue.Fail(fault);
        }
    }
}
