namespace Fulcrum.Sqlite.Profiles;

/// <summary>The one thread that writes: puts all that waits on disk in one transaction, then looks again.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly JournalQueue _queue;
    private readonly JournalFile _file;
    private readonly JournalMark _mark;
    private readonly Thread _thread;

    /// <summary>Starts writing.</summary>
    public JournalWriter(JournalQueue queue, JournalFile file, JournalMark mark)
    {
        (_queue, _file, _mark) = (queue, file, mark);
        _thread = new Thread(Run) { IsBackground = true, Name = "fulcrum-journal" };
        _thread.Start();
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
    }

    private void Do(WriterWork work)
    {
        if (work.Rest is { } rest)
        {
            rest();
            return;
        }

        _file.Write(work.Run);
        if (work.EmptiesLog)
        {
            _file.EmptyLogPatiently();
        }
    }

    private void Run()
    {
        WriterWork? work = null;
        try
        {
            while (_queue.TryTake(out var group, out work))
            {
                if (group is not null)
                {
                    _file.Write(group);
                    if (group.Packs.Count > 0)
                    {
                        _mark.Set(group.Packs[^1].Last);
                    }

                    _queue.Finish(group);
                }

                if (work is not null)
                {
                    Do(work);
                    work.Done.SetResult();
                }

                _file.Rest();
            }
        }
        catch (Exception fault)
        {
            // Whatever it was: nothing after it may be acknowledged.
            _queue.Fail(fault);
            work?.Done.TrySetException(new StoreUnavailableException($"The store could not write: {fault.Message}", fault));
        }
    }
}
