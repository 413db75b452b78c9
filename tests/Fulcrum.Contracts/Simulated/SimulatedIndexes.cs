using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Contracts.Simulated;

internal sealed class SimulatedIdentifierIndex(SimulatedStore store) : IIdentifierIndex
{
    public ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation) =>
        new(store.Read(state => state.Bindings.GetValueOrDefault(key)));
}

internal sealed class SimulatedSubjectKeys(SimulatedStore store) : ISubjectKeys
{
    public ValueTask<ReadOnlyMemory<byte>?> FindAsync(SubjectId subject, CancellationToken cancellation) =>
        new(store.Read(state => state.Keys.TryGetValue(subject, out var wrapped) ? wrapped : (ReadOnlyMemory<byte>?)null));
}

internal sealed class SimulatedSnapshots(SimulatedStore store) : ISnapshots
{
    public ValueTask<Snapshot?> FindAsync(SubjectId subject, CancellationToken cancellation) =>
        new(store.Read(_ => store.Disk.FindSnapshot(subject)));

    public ValueTask WriteAsync(IReadOnlyList<Snapshot> snapshots, CancellationToken cancellation)
    {
        foreach (var snapshot in snapshots)
        {
            store.Read(_ =>
            {
                store.Disk.KeepSnapshot(snapshot);
                return true;
            });
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ForgetAsync(IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        store.Read(_ =>
        {
            store.Disk.DropSnapshots(subjects);
            return true;
        });
        return ValueTask.CompletedTask;
    }
}

internal sealed class SimulatedDedupe(SimulatedStore store) : IDedupe
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);

    /// <summary>No run asks so often in a row unless it turns for ever; a test then fails instead of hanging.</summary>
    private const int SpinsMax = 100_000;

    private readonly Dictionary<UInt128, Holder> _taken = [];
    private int _askedInVain;

    public bool TryTake(UInt128 key, Instant at, out Task holder)
    {
        lock (store.StateLock)
        {
            if (_taken.TryGetValue(key, out var taken) && at - taken.At < Window)
            {
                holder = FollowAsync(taken.Durable.Task);
                if (holder.IsFaulted && ++_askedInVain > SpinsMax)
                {
                    throw new InvalidOperationException("Somebody keeps asking for a key whose holder has failed, and would for ever.");
                }

                return false;
            }

            if (taken is null && store.State.Dedupe.TryGetValue(key, out var earlier) && at - earlier < Window)
            {
                holder = Task.CompletedTask;
                return false;
            }

            _askedInVain = 0;
            _taken[key] = new Holder(at, new TaskCompletionSource<Task>());
            holder = Task.CompletedTask;
            return true;
        }
    }

    public void Bind(UInt128 key, Task durable)
    {
        TaskCompletionSource<Task>? waiting;
        lock (store.StateLock)
        {
            waiting = _taken.GetValueOrDefault(key)?.Durable;
        }

        waiting?.TrySetResult(durable);
    }

    public void Release(UInt128 key)
    {
        Holder? released;
        lock (store.StateLock)
        {
            _taken.Remove(key, out released);
        }

        // Whoever was told "duplicate" meanwhile must not acknowledge: nothing holds the key.
        released?.Durable.TrySetResult(Task.FromException(new StoreUnavailableException("The earlier sending was not kept.")));
    }

    // Not Unwrap: where the inner task wants its followers elsewhere, that one goes on on a thread of the pool, in no order a seed chooses.
    private static async Task FollowAsync(Task<Task> holder) => await await holder;

    private sealed record Holder(Instant At, TaskCompletionSource<Task> Durable);
}

internal sealed class SimulatedEraser(SimulatedStore store) : IEraser
{
    public async ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
    {
        var (result, durable) = store.Write(state =>
        {
            var (rows, keys) = state.Measure(subjects);
            var sequence = state.Head + 1;
            return (new EraseWrite(sequence, tombstone, subjects), new EraseResult(sequence, rows, keys));
        });
        await durable;
        store.Disk.DropSnapshots(subjects);
        return result;
    }

    public long SweptThrough => store.Read(state => state.SweptThrough);

    public async ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation)
    {
        var (changed, durable) = store.Write(state => (new RewriteWrite(rows, sweptThrough), rows.LongCount(state.Changes)));
        await durable;
        return changed;
    }

    public Instant? FindTombstone(IdentifierKey key) => store.Read(state => state.Tombstones.TryGetValue(key, out var at) ? at : (Instant?)null);
}
