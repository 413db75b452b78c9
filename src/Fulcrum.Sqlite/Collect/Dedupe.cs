using System.Buffers.Binary;
using Fulcrum.Collect;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Runs;

namespace Fulcrum.Sqlite.Collect;

/// <summary>Message ids taken in: recent ones in memory, older ones in sorted runs with a filter, so that a new id does not touch the disk.</summary>
internal sealed class Dedupe(string folder, TimeSpan window, TimeProvider clock) : IDedupe
{
    private const int Shards = 64;

    private static readonly RunShape Shape = new("dedupe", Width: 24, KeyWidth: 16, Filtered: true);

    private readonly Dictionary<UInt128, Taken>[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<UInt128, Taken>())];
    private readonly RunSet _runs = new(folder, Shape);
    private List<(UInt128 Key, long At)> _active = [];
    private List<(UInt128 Key, long At)>? _frozen;
    private List<(UInt128 Key, long At)>? _spare;

    /// <summary>The runs, for whoever looks through all files.</summary>
    public IReadOnlyList<RunFile> Runs => _runs.Runs;

    /// <summary>Rows up to here are in the runs.</summary>
    public long Through => _runs.Through;

    /// <summary>Starts empty when the runs know more rows than the journal has.</summary>
    public void ClearBeyond(long head) => _runs.ClearBeyond(head);

    /// <inheritdoc />
    public bool TryTake(UInt128 key, Instant at, out Task holder)
    {
        holder = Task.CompletedTask;
        var shard = ShardOf(key);
        lock (shard)
        {
            if (shard.TryGetValue(key, out var taken))
            {
                if (at - new Instant(taken.At) < window)
                {
                    if (taken.Holder is null)
                    {
                        shard[key] = taken = taken with { Holder = new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously) };
                    }

                    holder = taken.Holder as Task ?? ((TaskCompletionSource<Task>)taken.Holder!).Task.Unwrap();
                    return false;
                }
            }
            else if (IsInRuns(key, at))
            {
                return false;
            }

            shard[key] = new Taken(at.UnixMs, null);
            return true;
        }
    }

    /// <inheritdoc />
    public void Bind(UInt128 key, Task durable)
    {
        var shard = ShardOf(key);
        TaskCompletionSource<Task>? waiting = null;
        lock (shard)
        {
            if (shard.TryGetValue(key, out var taken))
            {
                if (ReferenceEquals(taken.Holder, durable))
                {
                    return; // Said by the journal already, as it numbered the row.
                }

                waiting = taken.Holder as TaskCompletionSource<Task>;
                shard[key] = taken with { Holder = durable };
            }
        }

        waiting?.TrySetResult(durable);
    }

    /// <inheritdoc />
    public void Release(UInt128 key)
    {
        var shard = ShardOf(key);
        Taken released;
        lock (shard)
        {
            shard.Remove(key, out released);
        }

        // Whoever was told "duplicate" meanwhile must not acknowledge: nothing holds the key.
        (released.Holder as TaskCompletionSource<Task>)?.TrySetResult(
            Task.FromException(new StoreUnavailableException("The earlier sending of this message was not kept; send it again.")));
    }

    /// <summary>Takes the keys the next rows of the journal carry. Called in journal order.</summary>
    public void Add(ReadOnlySpan<JournalRow> rows, Task durable)
    {
        foreach (var row in rows)
        {
            if (row.Dedupe == 0)
            {
                continue;
            }

            _active.Add((row.Dedupe, row.At.UnixMs));
            var shard = ShardOf(row.Dedupe);
            TaskCompletionSource<Task>? waiting;
            lock (shard)
            {
                waiting = shard.GetValueOrDefault(row.Dedupe).Holder as TaskCompletionSource<Task>;
                shard[row.Dedupe] = new Taken(row.At.UnixMs, durable);
            }

            waiting?.TrySetResult(durable);
        }
    }

    /// <summary>Closes the generation that grows; it waits to be written. Called in journal order.</summary>
    public void Freeze() => (_frozen, _active) = (_active, Interlocked.Exchange(ref _spare, null) ?? []);

    /// <summary>Writes the frozen generation as a run, and forgets what is older than the window.</summary>
    public void Flush(long through)
    {
        var frozen = _frozen!;
        frozen.Sort(Order);
        _runs.Add(Encode(frozen), frozen.Count, through);
        foreach (var (key, at) in frozen)
        {
            var shard = ShardOf(key);
            lock (shard)
            {
                // Taken again since, or still waited for: then it stays.
                if (shard.TryGetValue(key, out var taken) && taken.At == at && taken.Holder is Task { IsCompleted: true })
                {
                    shard.Remove(key);
                }
            }
        }

        _frozen = null;

        // Used again: some megabytes, which would otherwise be grown anew, and collected, every so many rows.
        frozen.Clear();
        Volatile.Write(ref _spare, frozen);
        Tidy();
    }

    /// <summary>Takes ids known from elsewhere, without journal rows behind them. Before intake opens.</summary>
    public void Preload((UInt128 Key, long At)[] ids)
    {
        Array.Sort(ids, Order);
        _runs.Add(Encode(ids), ids.Length, _runs.Through);
        Tidy();
    }

    private void Tidy()
    {
        var oldest = (Instant.From(clock.GetUtcNow()) - window).UnixMs;
        _runs.Tidy(run => run.Most < oldest, record => BinaryPrimitives.ReadInt64BigEndian(record.Span[16..]) >= oldest);
    }

    private static int Order((UInt128 Key, long At) left, (UInt128 Key, long At) right) =>
        left.Key != right.Key ? left.Key.CompareTo(right.Key) : right.At.CompareTo(left.At);

    private bool IsInRuns(UInt128 key, Instant at)
    {
        var runs = _runs.Runs;
        if (runs.Length == 0)
        {
            return false;
        }

        Span<byte> packed = stackalloc byte[16];
        Span<byte> record = stackalloc byte[Shape.Width];
        BinaryPrimitives.WriteUInt128BigEndian(packed, key);
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            if (runs[i].TryFind(packed, record) && at - new Instant(BinaryPrimitives.ReadInt64BigEndian(record[16..])) < window)
            {
                return true;
            }
        }

        return false;
    }

    private Dictionary<UInt128, Taken> ShardOf(UInt128 key) => _shards[(int)(uint)(key & (Shards - 1))];

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(IEnumerable<(UInt128 Key, long At)> records)
    {
        var buffer = new byte[Shape.Width];
        UInt128 last = 0;
        foreach (var (key, at) in records)
        {
            // The same key twice in one generation happens only past the window; the later time comes first.
            if (key == last)
            {
                continue;
            }

            last = key;
            BinaryPrimitives.WriteUInt128BigEndian(buffer, key);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(16), at);
            yield return buffer;
        }
    }

    // Holder: null while nobody knows; a source while somebody waits to know; then the task that ends when the row is on disk.
    private readonly record struct Taken(long At, object? Holder);
}
