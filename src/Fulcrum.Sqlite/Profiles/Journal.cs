using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Identity;
using Fulcrum.Sqlite.Collect;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Queues, numbers and packs rows as they come; one thread puts what waits on disk, all of it in one transaction.</summary>
internal sealed class Journal : IJournal, IDisposable
{
    private const long DayMs = 86_400_000;
    private const int RowOverhead = 64;

    private readonly JournalFile _file;
    private readonly SubjectRows _subjects;
    private readonly IdentifierIndex _identifiers;
    private readonly Dedupe _dedupe;
    private readonly SqliteStoreOptions _options;
    private readonly Lock _gate = new();
    private readonly Stack<Pack> _spare = new();
    private readonly ConcurrentQueue<(Action<Database> Work, TaskCompletionSource Done)> _works = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _writer;
    private Group _forming = new();
    private Group? _writing;
    private long _head;
    private long _durable;
    private long _subjectsMax;
    private bool _closing;
    private bool _idle = true;
    private volatile Fault? _failed;

    /// <summary>Starts over a recovered file and indexes.</summary>
    public Journal(
        JournalFile file, SubjectRows subjects, IdentifierIndex identifiers, Dedupe dedupe, long head, long subjectsMax, SqliteStoreOptions options)
    {
        (_file, _subjects, _identifiers, _dedupe, _options) = (file, subjects, identifiers, dedupe, options);
        (_head, _durable, _subjectsMax) = (head, head, subjectsMax);
        _writer = new Thread(Run) { IsBackground = true, Name = "fulcrum-journal" };
        _writer.Start();
    }

    /// <inheritdoc />
    public long Head => Volatile.Read(ref _head);

    /// <summary>Why nothing can be written any more; null while it works.</summary>
    public Fault? Failed => _failed;

    /// <summary>The greatest subject id seen.</summary>
    public long SubjectsMax => Volatile.Read(ref _subjectsMax);

    /// <summary>Called, outside all locks, after each append with the sequence of the newest row.</summary>
    public Action<long>? Appended { get; set; }

    /// <inheritdoc />
    public JournalTicket Append(JournalBatch batch) => Append(batch, null);

    /// <summary>Queues a batch with something else that belongs into its transaction; it is told the sequence of the first row.</summary>
    public JournalTicket Append(JournalBatch batch, Action<Database, long>? also)
    {
        var bytes = Measure(batch);
        JournalTicket ticket;
        lock (_gate)
        {
            ThrowIfClosed();
            var (rowsWaiting, bytesWaiting) = (_forming.Rows + (_writing?.Rows ?? 0), _forming.Bytes + (_writing?.Bytes ?? 0));
            if (rowsWaiting > 0 && (rowsWaiting + batch.Rows.Length > _options.QueueRowsMax || bytesWaiting + bytes > _options.QueueBytesMax))
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

    /// <summary>Runs work of another kind on the writing thread, in a transaction of its own; on disk when the task ends.</summary>
    public Task WriteAsync(Action<Database> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            ThrowIfClosed();
            _works.Enqueue((work, done));
            Wake();
        }

        return done.Task;
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

            return _writing?.Find(sequence) is not null ? _writing.Durable : _forming.Durable;
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
    public ReadOnlyMemory<byte>? FindQueuedKey(SubjectId subject)
    {
        lock (_gate)
        {
            return _forming.Keys.TryGetValue(subject, out var wrapped) || (_writing?.Keys.TryGetValue(subject, out wrapped) ?? false) ? wrapped : null;
        }
    }

    /// <inheritdoc />
    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (sequence > _head || sequence < 1)
            {
                return new((JournalEntry?)null);
            }

            if (sequence > _durable)
            {
                return new(FindQueued(sequence, SubjectId.None) is { } queued ? new JournalEntry(sequence, queued) : null);
            }
        }

        return new(_file.Find(sequence, SubjectId.None) is { } row ? new JournalEntry(sequence, row) : null);
    }

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, CancellationToken cancellation)
    {
        var sequences = subject.IsNone ? [] : _subjects.Find(subject, after);
        if (sequences.Count == 0)
        {
            return new([]);
        }

        var queued = new List<JournalEntry>();
        lock (_gate)
        {
            var onDisk = sequences.Count;
            while (onDisk > 0 && sequences[onDisk - 1] > _durable)
            {
                onDisk--;
            }

            foreach (var sequence in sequences.Skip(onDisk))
            {
                if (FindQueued(sequence, subject) is { } row)
                {
                    queued.Add(new JournalEntry(sequence, row));
                }
            }

            sequences.RemoveRange(onDisk, sequences.Count - onDisk);
        }

        var entries = new List<JournalEntry>(sequences.Count + queued.Count);
        _file.Read(sequences, subject, entries);
        entries.AddRange(queued);
        return new(entries);
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var rows = new List<JournalEntry>();
        for (var next = after + 1; next <= Head;)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Clear();
            next = ReadFrom(next, rows);
            foreach (var row in rows)
            {
                yield return row;
            }

            await ValueTask.CompletedTask;
        }
    }

    /// <summary>Refuses everything from now on; what was queued fails.</summary>
    public void Fail(Exception cause)
    {
        var fault = new Fault("store-write-failed", $"The journal could not be written: {cause.Message}", "Mend the disk, then start again; what was acknowledged is safe.");
        Group?[] lost;
        lock (_gate)
        {
            _failed ??= fault;
            lost = [_writing, _forming];
            _forming = new Group();
        }

        var unavailable = new StoreUnavailableException(fault.ToString(), cause);
        foreach (var group in lost)
        {
            group?.Fail(unavailable);
        }

        while (_works.TryDequeue(out var work))
        {
            work.Done.TrySetException(unavailable);
        }
    }

    /// <summary>Writes what is queued and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Wake();
        }

        _writer.Join();
        _wake.Dispose();
    }

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
        if (also is not null)
        {
            _forming.Also.Add(database => also(database, first));
        }

        _forming.Rows += rows.Length;
        _forming.Bytes += bytes;
        _forming.IsEmpty = false;
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

    private JournalRow? FindQueued(long sequence, SubjectId expected) => (_writing?.Find(sequence) ?? _forming.Find(sequence))?.Read(sequence, expected);

    private long ReadFrom(long next, List<JournalEntry> rows)
    {
        lock (_gate)
        {
            if (next > _durable)
            {
                for (; next <= _head && rows.Count < Pack.RowsMax; next++)
                {
                    if (FindQueued(next, SubjectId.None) is { } row)
                    {
                        rows.Add(new JournalEntry(next, row));
                    }
                }

                return next;
            }
        }

        return Math.Max(next + 1, _file.Visit(
            next,
            static (pack, state) =>
            {
                for (var sequence = state.Next; sequence <= pack.Last; sequence++)
                {
                    if (pack.Read(sequence, SubjectId.None) is { } row)
                    {
                        state.Rows.Add(new JournalEntry(sequence, row));
                    }
                }

                return pack.Last + 1;
            },
            (Next: next, Rows: rows)));
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
        if (_failed is { } fault)
        {
            throw new StoreUnavailableException(fault.ToString());
        }

        if (_closing)
        {
            throw new StoreUnavailableException("The store is closing.");
        }
    }

    private void Run()
    {
        try
        {
            while (true)
            {
                _wake.WaitOne();
                while (WriteNext())
                {
                    _file.Rest();
                }

                lock (_gate)
                {
                    if (_failed is not null || _closing)
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception fault)
        {
            // Whatever it was: nothing after it may be acknowledged.
            Fail(fault);
        }
    }

    private bool WriteNext()
    {
        Group? group = null;
        lock (_gate)
        {
            if (_failed is not null)
            {
                return false;
            }

            if (!_forming.IsEmpty)
            {
                (group, _writing, _forming) = (_forming, _forming, new Group());
            }
            else if (_works.IsEmpty)
            {
                _idle = true;
                return false;
            }
        }

        if (group is not null)
        {
            _file.Write(group);
            Finish(group);
        }

        while (_works.TryDequeue(out var work))
        {
            Run(work.Work, work.Done);
        }

        return true;
    }

    private void Finish(Group group)
    {
        lock (_gate)
        {
            _durable = group.Packs.Count > 0 ? group.Packs[^1].Last : _durable;
            _writing = null;
            foreach (var pack in group.Packs)
            {
                if (!pack.IsOversized && _spare.Count < 1024)
                {
                    _spare.Push(pack);
                }
            }

            group.Packs.Clear();
        }

        group.Complete();
    }

    private void Run(Action<Database> work, TaskCompletionSource done)
    {
        try
        {
            _file.Write(work);
            done.SetResult();
        }
        catch (Exception fault)
        {
            done.TrySetException(new StoreUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The store could not write: {fault.Message}"), fault));
            throw;
        }
    }
}
