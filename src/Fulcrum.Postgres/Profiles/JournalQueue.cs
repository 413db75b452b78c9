using System.Collections.Concurrent;
using Fulcrum.Identity;
using Fulcrum.Postgres.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Postgres.Identity;
using Fulcrum.Postgres.Rights;
using Fulcrum.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Profiles;

/// <summary>Numbers rows as they come and keeps them findable until they are committed. Safe from many threads: one lock, held for microseconds.</summary>
internal sealed class JournalQueue(Dedupe dedupe, IdentifierIndex identifiers, Erased erased, Reserve reserve, Owner owner, PostgresStoreOptions options) : IDisposable
{
    private const int RowOverhead = 64;
    private const int PingMs = 1_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<WriterWork> _works = new();
    private readonly AutoResetEvent _wake = new(false);
    private Group _forming = new();
    private Group? _writing;
    private long _head = owner.Head;
    private long _durable = owner.Head;
    private long _subjectsMax = Math.Max(owner.SubjectsMax, erased.SubjectsMax);
    private bool _closing;
    private bool _idle = true;
    private volatile Fault? _failed;
    private volatile Fault? _interrupted;

    /// <summary>Sequence of the newest row queued.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The greatest subject id seen.</summary>
    public long SubjectsMax => Volatile.Read(ref _subjectsMax);

    /// <summary>Why nothing can be written now, for good or for a while; null while it works.</summary>
    public Fault? Failed => _failed ?? _interrupted;

    /// <summary>Why only urgent batches are taken in; null while all are.</summary>
    public Fault? Limited => reserve.Limit;

    /// <summary>Called, outside the lock, after each append with the sequence of the newest row.</summary>
    public Action<long>? Appended { get; set; }

    /// <summary>Queues a batch, with something else that belongs into its transaction; it is told the sequence of the first row.</summary>
    public JournalTicket Append(JournalBatch batch, Action<NpgsqlConnection, long>? also)
    {
        var bytes = Measure(batch);
        if (bytes > 0 && !batch.TakesBack && also is null && reserve.Limit is { } limit)
        {
            throw new StoreUnavailableException(limit.ToString());
        }

        JournalTicket ticket;
        lock (_gate)
        {
            ThrowIfClosed();
            var (rowsWaiting, bytesWaiting) = (_forming.Rows.Count + (_writing?.Rows.Count ?? 0), _forming.Bytes + (_writing?.Bytes ?? 0));

            // An eighth on top for what takes something back: a flood of events must not keep a withdrawal waiting.
            var (rowsMax, bytesMax) = batch.TakesBack ? (options.QueueRowsMax + (options.QueueRowsMax / 8), options.QueueBytesMax + (options.QueueBytesMax / 8)) : (options.QueueRowsMax, options.QueueBytesMax);
            if (bytes > 0 && rowsWaiting > 0 && (rowsWaiting + batch.Rows.Length > rowsMax || bytesWaiting + bytes > bytesMax))
            {
                throw new StoreUnavailableException("The journal's queue is full; send the same again a little later.");
            }

            ticket = new JournalTicket(_head + 1, _forming.Durable);
            Queue(batch, bytes, also);
            Wake();
        }

        Appended?.Invoke(ticket.FirstSequence + batch.Rows.Length - 1);
        return ticket;
    }

    /// <summary>Queues work of another kind, done after all that was queued before; committed when the task ends.</summary>
    /// <param name="work">What to do, in a transaction of its own; it may run twice, and only the second counts then.</param>
    public Task Enqueue(Action<NpgsqlConnection> work)
    {
        var queued = new WriterWork(work);
        lock (_gate)
        {
            ThrowIfClosed();
            _works.Enqueue(queued);
            Wake();
        }

        return queued.Done.Task;
    }

    /// <summary>Waits until there is something to write, a while has passed with nothing, or the end. For the writer.</summary>
    /// <returns>False at the end: closed and all written, or failed.</returns>
    public bool TryTake(out Group? group, out WriterWork? work)
    {
        (group, work) = (null, null);
        for (var waited = false; ; waited = true)
        {
            lock (_gate)
            {
                if (_failed is not null)
                {
                    return false;
                }

                if (!_forming.IsEmpty || !_works.IsEmpty)
                {
                    if (!_forming.IsEmpty)
                    {
                        (group, _writing, _forming) = (_forming, _forming, new Group());
                    }

                    _ = _works.TryDequeue(out work);
                    return true;
                }

                if (_closing)
                {
                    return false;
                }

                if (waited)
                {
                    return true;
                }

                _idle = true;
            }

            _ = _wake.WaitOne(PingMs);
        }
    }

    /// <summary>A group is committed: lets those who wait go on.</summary>
    public void Finish(Group group)
    {
        lock (_gate)
        {
            _durable = group.Rows.Count > 0 ? group.Rows.Last : _durable;
            _writing = null;
        }

        group.Complete();
    }

    /// <summary>Refuses appends for as long as the database is away; null when it is back.</summary>
    public void Interrupt(Exception? cause) => _interrupted = cause is null ? null : Trouble.IsShortage(cause) ? new Fault(
        "store-no-room",
        $"The database answers and takes no writes: {Trouble.Say(cause)}",
        "Make room, or let it take writes again; what is queued is written by itself then. What was acknowledged is in it; send what was not again.") : new Fault(
        "store-interrupted",
        $"The database was lost and is being reached again: {Trouble.Say(cause)}",
        "Send the same again a little later. If it lasts, start the database; what was acknowledged is in it.");

    /// <summary>Refuses everything from now on; what was queued fails.</summary>
    public void Fail(Exception cause)
    {
        var fault = cause is FencedException
            ? new Fault("store-fenced", cause.Message, "Stop this process: the other one serves. Nothing acknowledged is lost; what failed here may be sent to it again.")
            : new Fault("store-write-failed", $"The journal could not be written: {Trouble.Say(cause)}", "Mend the database, then start again; what was acknowledged is safe.");
        var unavailable = new StoreUnavailableException(fault.ToString(), cause);
        Group?[] lost;
        lock (_gate)
        {
            _failed ??= fault;
            lost = [_writing, _forming];
            Wake();
        }

        foreach (var group in lost)
        {
            group?.Fail(unavailable);
        }

        while (_works.TryDequeue(out var work))
        {
            work.Done.TrySetException(unavailable);
        }
    }

    /// <summary>Refuses new batches; what is queued is still written.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closing = true;
            Wake();
        }
    }

    /// <summary>Ends when a row is committed.</summary>
    public Task WaitDurableAsync(long sequence)
    {
        lock (_gate)
        {
            if (sequence <= _durable)
            {
                return Task.CompletedTask;
            }

            return _writing is { } writing && sequence <= writing.Rows.Last ? writing.Durable : _forming.Durable;
        }
    }

    /// <summary>Closes the growing generation of message ids at one row.</summary>
    /// <returns>The row, and a task that ends when it is committed.</returns>
    public (long Through, Task Durable) FreezeMessages()
    {
        lock (_gate)
        {
            dedupe.Freeze();
            return (_head, WaitDurableAsync(_head));
        }
    }

    /// <summary>A key queued and not yet committed.</summary>
    public ReadOnlyMemory<byte>? FindKey(SubjectId subject)
    {
        lock (_gate)
        {
            // Not a conditional expression: its null would become an empty key.
            if (_forming.Keys.TryGetValue(subject, out var wrapped) || (_writing?.Keys.TryGetValue(subject, out wrapped) ?? false))
            {
                return wrapped;
            }

            return null;
        }
    }

    /// <summary>A binding queued and not yet committed; 0 for none. The older one stands.</summary>
    public long FindBinding(IdentifierKey key)
    {
        lock (_gate)
        {
            return _writing is not null && _writing.Bindings.TryGetValue(key, out var subject) && !erased.Holds(subject)
                || _forming.Bindings.TryGetValue(key, out subject) && !erased.Holds(subject) ? subject : 0;
        }
    }

    /// <summary>A row that is queued and not yet committed; null for any other.</summary>
    public JournalEntry? FindQueued(long sequence)
    {
        lock (_gate)
        {
            return _writing?.Rows.Find(sequence) ?? _forming.Rows.Find(sequence);
        }
    }

    /// <summary>A subject's rows after a sequence that are queued and not yet committed, oldest first.</summary>
    /// <returns>They, and up to which row everything is committed.</returns>
    public (List<JournalEntry> Queued, long Durable) CollectQueued(SubjectId subject, long after)
    {
        var queued = new List<JournalEntry>();
        lock (_gate)
        {
            _writing?.Rows.Collect(subject, after, queued);
            _forming.Rows.Collect(subject, after, queued);
            return (queued, _durable);
        }
    }

    /// <summary>Up to which row everything is committed.</summary>
    public long DurableHead
    {
        get
        {
            lock (_gate)
            {
                return _durable;
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();

    private static long Measure(JournalBatch batch)
    {
        long bytes = 0;
        foreach (ref readonly var row in batch.Rows.AsSpan())
        {
            if (row.Identifiers.Length > ushort.MaxValue)
            {
                throw new ArgumentException("A row binds too many identifiers.", nameof(batch));
            }

            bytes += row.Sealed.Length + row.Identifiers.Length + RowOverhead;
        }

        foreach (var row in batch.Quarantined)
        {
            bytes += row.Sealed.Length + RowOverhead;
        }

        return bytes;
    }

    private void Queue(JournalBatch batch, long bytes, Action<NpgsqlConnection, long>? also)
    {
        var first = _head + 1;
        var rows = batch.Rows.AsSpan();
        foreach (ref readonly var row in rows)
        {
            _forming.Rows.Add(++_head, row);
            _subjectsMax = Math.Max(_subjectsMax, row.Subject.Value);
            identifiers.Collect(row, _forming.Bindings);
        }

        foreach (var key in batch.NewKeys)
        {
            _forming.Keys[key.Subject] = key.Wrapped;
            _subjectsMax = Math.Max(_subjectsMax, key.Subject.Value);
        }

        foreach (ref readonly var count in batch.Counts.AsSpan())
        {
            _forming.Add(count);
        }

        _forming.Quarantined.AddRange(batch.Quarantined.AsSpan());
        _forming.Released.AddRange(batch.Released.AsSpan());
        _forming.Tail.AddRange(batch.Tail.AsSpan());
        if (also is not null)
        {
            _forming.Also.Add(connection => also(connection, first));
        }

        _forming.SubjectsMax = _subjectsMax;
        _forming.Bytes += bytes;
        _forming.IsEmpty = false;
        dedupe.Add(rows, _forming.Durable);
    }

    // The writer looks for more before it sleeps, so it is woken only out of its sleep.
    private void Wake()
    {
        if (_idle)
        {
            _idle = false;
            _wake.Set();
        }
    }

    private void ThrowIfClosed()
    {
        if (Failed is { } fault)
        {
            throw new StoreUnavailableException(fault.ToString());
        }

        if (_closing)
        {
            throw new StoreUnavailableException("The store is closing.");
        }
    }
}

/// <summary>Work of another kind for the writing thread, in a transaction of its own.</summary>
internal sealed class WriterWork(Action<NpgsqlConnection> run)
{
    /// <summary>What to do.</summary>
    public Action<NpgsqlConnection> Run { get; } = run;

    /// <summary>Ends when it is committed.</summary>
    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
