using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Rights;

namespace Fulcrum.Postgres.Profiles;

/// <summary>The one thread that writes: commits all that waits in one transaction, then looks again.</summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly JournalQueue _queue;
    private readonly FencedWriter _writer;
    private readonly JournalTables _tables;
    private readonly TailBook? _tail;
    private readonly Reserve _reserve;
    private readonly Thread _thread;

    /// <summary>Starts writing.</summary>
    public JournalWriter(JournalQueue queue, FencedWriter writer, JournalTables tables, TailBook? tail, Reserve reserve)
    {
        (_queue, _writer, _tables, _tail, _reserve) = (queue, writer, tables, tail, reserve);
        _thread = new Thread(Run) { IsBackground = true, Name = "fulcrum-journal" };
        _thread.Start();
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
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
                    _tail?.Write(group);
                    _tables.Write(_writer, group);
                    _queue.Finish(group);
                }

                if (work is not null)
                {
                    _writer.Write(work.Run);
                    work.Done.SetResult();
                }

                if (group is null && work is null)
                {
                    _writer.Ping();
                }

                _reserve.Tend(_writer);
            }
        }
        catch (Exception fault)
        {
            // Whatever it was: nothing after it may be acknowledged.
            _queue.Fail(fault);
            work?.Done.TrySetException(new StoreUnavailableException($"The store could not write: {Trouble.Say(fault)}", fault));
        }
    }
}
