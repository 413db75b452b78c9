using System.Collections.Concurrent;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Collect;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Numbers and packs rows as they come, and tells the indexes of them. Safe from many threads: one lock, held for microseconds.</summary>
internal sealed class JournalQueue : IDisposable
{
    private const long DayMs = 86_400_000;
    private const int RowOverhead = 64;
    private const int SparePacksMax = 1024;

    /// <summary>Rows nobody waits for that are written at once.</summary>
    private const int PatientRowsMax = 8_192;

    /// <summary>How long rows nobody waits for may wait for others. Each write costs some 100 µs of processor time, however few rows it carries.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly SubjectRows _subjects;
    private readonly IdentifierIndex _identifiers;
    private readonly Dedupe _dedupe;
    private readonly SqliteStoreOptions _options;
    private readonly Reserve _reserve;
    private readonly Lock _gate = new();
    private readonly Stack<Pack> _spare = new();
    private readonly ConcurrentQueue<WriterWork> _works = new();
    private readonly AutoResetEvent _wake = new(false);
    private Group _forming = new();
    private Group? _writing;
    private long _head;
    private long _durable;
    private long _subjectsMax;
    private bool _closing;
    private bool _idle = true;
    private bool _resting;
    private volatile Fault? _failed;

    /// <summary>Goes on behind a recovered journal.</summary>
    public JournalQueue(SubjectRows subjects, IdentifierIndex identifiers, Dedupe dedupe, long head, long subjectsMax, Reserve reserve, SqliteStoreOptions options)
    {
        (_subjects, _identifiers, _dedupe, _reserve, _options) = (subjects, identifiers, dedupe, reserve, options);
        (_head, _durable, _subjectsMax) = (head, head, subjectsMax);
    }

    /// <summary>Sequence of the newest row queued.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The greatest subject id seen.</summary>
    public long SubjectsMax => Volatile.Read(ref _subjectsMax);

    /// <summary>Bytes queued and not yet on disk, about.</summary>
    public long BytesWaiting
    {
        get
        {
            lock (_gate)
            {
                return _forming.Bytes + (_writing?.Bytes ?? 0);
            }
        }
    }

    /// <summary>Why nothing can be written any more; null while it works.</summary>
    public Fault? Failed => _failed;

    /// <summary>Queues a batch, with something else that belongs into its transaction; it is told the sequence of the first row.</summary>
    public JournalTicket Append(JournalBatch batch, Action<Database, long>? also)
    {
        var bytes = Measure(batch);
        if (bytes > 0 && !batch.TakesBack && also is null && _reserve.Limit is { } limit)
        {
            throw new StoreUnavailableException(limit.ToString());
        }

        lock (_gate)
        {
            ThrowIfClosed();
            var (rowsWaiting, bytesWaiting) = (_forming.Rows + (_writing?.Rows ?? 0), _forming.Bytes + (_writing?.Bytes ?? 0));

            // An eighth on top for what takes something back: a flood of events must not keep a withdrawal waiting.
            var (rowsMax, bytesMax) = batch.TakesBack ? (_options.QueueRowsMax + (_options.QueueRowsMax / 8), _options.QueueBytesMax + (_options.QueueBytesMax / 8)) : (_options.QueueRowsMax, _options.QueueBytesMax);
            if (bytes > 0 && rowsWaiting > 0 && (rowsWaiting + batch.Rows.Length > rowsMax || bytesWaiting + bytes > bytesMax))
            {
                throw new StoreUnavailableException("The journal's queue is full; send the same again a little later.");
            }

            var ticket = new JournalTicket(_head + 1, _forming.Durable);
            Queue(batch, bytes, also);
            _reserve.Take(bytes);
            WakeFor(_forming);
            return ticket;
        }
    }

    /// <summary>Queues work of another kind, done after all that was queued before; on disk when the task ends.</summary>
    /// <param name="work">What to do, in a transaction of its own.</param>
    /// <param name="emptiesLog">Whether what it overwrote must be gone from the write-ahead log too; intake waits meanwhile.</param>
    public Task Enqueue(Action<Database> work, bool emptiesLog = false) => Enqueue(new WriterWork(work, emptiesLog));

    /// <summary>Queues what the writing thread does between two groups and outside of any transaction, after all that was queued before.</summary>
    public Task EnqueueRest(Action rest) => Enqueue(new WriterWork(static _ => { }, emptiesLog: false) { Rest = rest });

    private Task Enqueue(WriterWork queued)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            _works.Enqueue(queued);
            Wake();
        }

        return queued.Done.Task;
    }

    /// <summary>Waits until there is something to write, or the end. For the writer.</summary>
    /// <returns>False at the end: closed and all written, or failed.</returns>
    public bool TryTake(out Group? group, out WriterWork? work)
    {
        (group, work) = (null, null);
        var (resting, rested) = (false, false);
        while (true)
        {
            lock (_gate)
            {
                if (_failed is not null)
                {
                    return false;
                }

                if ((!_forming.IsEmpty && (_forming.IsUrgent || rested || _closing)) || !_works.IsEmpty)
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

                resting = !_forming.IsEmpty;
                (_idle, _resting) = (!resting, resting);
            }

            rested = !_wake.WaitOne(resting ? Patience : Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>A group is on disk: lets those who wait go on, and its packs be used again.</summary>
    public void Finish(Group group)
    {
        lock (_gate)
        {
            _durable = group.Packs.Count > 0 ? group.Packs[^1].Last : _durable;
            _writing = null;
            foreach (var pack in group.Packs)
            {
                if (!pack.IsOversized && _spare.Count < SparePacksMax)
                {
                    _spare.Push(pack);
                }
            }

            group.Packs.Clear();
        }

        group.Complete();
    }

    /// <summary>Refuses everything from now on; what was queued fails.</summary>
    public void Fail(Exception cause)
    {
        var fault = new Fault(
            "store-write-failed", $"The journal could not be written: {cause.Message}", "Mend the disk, then start again; what was acknowledged is safe.");
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

    /// <summary>Ends when a row is on disk.</summary>
    public Task WaitDurableAsync(long sequence)
    {
        lock (_gate)
        {
            if (sequence <= _durable)
            {
                return Task.CompletedTask;
            }

            if (_writing?.Find(sequence) is not null)
            {
                return _writing.Durable;
            }

            _forming.IsUrgent = true;
            WakeFor(_forming);
            return _forming.Durable;
        }
    }

    /// <summary>Closes the growing generation of every index at one row.</summary>
    /// <returns>The row, and a task that ends when it is on disk.</returns>
    public (long Through, Task Durable) FreezeIndexes()
    {
        lock (_gate)
        {
            _subjects.Freeze();
            _identifiers.Freeze();
            _dedupe.Freeze();
            return (_head, WaitDurableAsync(_head));
        }
    }

    /// <summary>A key queued and not yet on disk.</summary>
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

    /// <summary>Takes those of the sequences (in order) that are not yet on disk out of the list, and reads them.</summary>
    public List<JournalEntry> TakeQueued(List<long> sequences, SubjectId expected)
    {
        var queued = new List<JournalEntry>();
        lock (_gate)
        {
            var onDisk = sequences.Count;
            while (onDisk > 0 && sequences[onDisk - 1] > _durable)
            {
                onDisk--;
            }

            for (var i = onDisk; i < sequences.Count; i++)
            {
                var sequence = sequences[i];
                if ((_writing?.Find(sequence) ?? _forming.Find(sequence))?.Read(sequence, expected) is { } row)
                {
                    queued.Add(new JournalEntry(sequence, row));
                }
            }

            sequences.RemoveRange(onDisk, sequences.Count - onDisk);
        }

        return queued;
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

    private void Queue(JournalBatch batch, long bytes, Action<Database, long>? also)
    {
        var first = _head + 1;
        var rows = batch.Rows.AsSpan();
        foreach (ref readonly var row in rows)
        {
            var day = (int)Math.Clamp(Math.Floor((double)row.At.UnixMs / DayMs), 0, 2_900_000);
            PackFor(row.Sealed.Length, day).Add(row);
            _head++;
            _subjectsMax = Math.Max(_subjectsMax, row.Subject.Value);
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
            _forming.Also.Add(database => also(database, first));
        }

        _forming.Rows += rows.Length;
        _forming.Bytes += bytes;
        _forming.IsEmpty = false;
        _forming.IsUrgent |= !batch.IsPatient || _forming.Rows >= PatientRowsMax;
        _subjects.Add(first, rows);
        _identifiers.Add(rows);
        _dedupe.Add(rows, _forming.Durable);
    }

    private Pack PackFor(int sealedLength, int day)
    {
        var packs = _forming.Packs;
        if (packs.Count > 0 && packs[^1].Day == day && packs[^1].Fits(sealedLength))
        {
            return packs[^1];
        }

        var pack = _spare.TryPop(out var spare) ? spare : new Pack();
        pack.Begin(_head + 1, day);
        packs.Add(pack);
        return pack;
    }

    // The writer looks for more before it sleeps, so it is woken only out of its sleep; out of its rest only by who cannot wait.
    private void WakeFor(Group group)
    {
        if (_idle || group.IsUrgent)
        {
            Wake();
        }
    }

    private void Wake()
    {
        if (_idle || _resting)
        {
            (_idle, _resting) = (false, false);
            _wake.Set();
        }
    }

    private void ThrowIfClosed()
    {
        if (_failed is { } fault)
        {
            throw new StoreUnavailableException(fault.ToString());
        }

        if (_closing)
        {
            throw new StoreUnavailableException("The store is closing.");
        }
    }
}
