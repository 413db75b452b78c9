using Fulcrum.Collect;
using Fulcrum.Postgres.Engine;
using Fulcrum.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Collect;

/// <summary>Message ids taken in: recent ones in memory, older ones in sorted runs with a filter, so that a new id does not touch the database.</summary>
internal sealed class Dedupe(MessageRuns runs, TimeSpan window, TimeProvider clock) : IDedupe
{
    private const int Shards = 64;

    private readonly Dictionary<UInt128, Taken>[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new Dictionary<UInt128, Taken>())];
    private List<(UInt128 Key, long At)> _active = [];
    private List<(UInt128 Key, long At)>? _frozen;

    /// <summary>Rows up to here are in the runs.</summary>
    public long Through => runs.Through;

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
            else if (runs.Holds(key, at))
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

    /// <summary>Closes the generation that grows; it waits to be written, with one before it that could not be. Called in journal order.</summary>
    public void Freeze()
    {
        _frozen = _frozen is null ? _active : [.. _frozen, .. _active];
        _active = [];
    }

    /// <summary>Reads what rows beyond the runs carry, when the store is opened; writes runs on the way when there is much.</summary>
    public void Recover(Readers readers, long head, int every, Action<Action<NpgsqlConnection>> commit)
    {
        for (var after = Through; after < head;)
        {
            var until = Math.Min(head, after + every);
            var rows = readers.Read(
                "SELECT dedupe, at FROM journal WHERE sequence > $1 AND sequence <= $2 AND dedupe IS NOT NULL ORDER BY sequence",
                ask =>
                {
                    ask.Add(new() { Value = after });
                    ask.Add(new() { Value = until });
                },
                static found =>
                {
                    var read = new List<JournalRow>();
                    while (found.Read())
                    {
                        read.Add(default(JournalRow) with { Dedupe = Profiles.RowCoding.ToHash(found.GetGuid(0)), At = new Instant(found.GetInt64(1)) });
                    }

                    return read;
                });
            Add(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows), Task.CompletedTask);
            after = until;
            if (after < head)
            {
                Freeze();
                Flush(after, commit);
            }
        }
    }

    /// <summary>Writes the frozen generation as a run, and forgets what is older than the window.</summary>
    public void Flush(long through, Action<Action<NpgsqlConnection>> commit)
    {
        var frozen = _frozen!;
        runs.Add([.. frozen], through, commit, Instant.From(clock.GetUtcNow()) - window);
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
    }

    private Dictionary<UInt128, Taken> ShardOf(UInt128 key) => _shards[(int)(uint)(key & (Shards - 1))];

    // Holder: null while nobody knows; a source while somebody waits to know; then the task that ends when the row is on disk.
    private readonly record struct Taken(long At, object? Holder);
}
