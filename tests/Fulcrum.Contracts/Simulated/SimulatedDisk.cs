using System.Security.Cryptography;
using Fulcrum.Profiles;

namespace Fulcrum.Contracts.Simulated;

/// <summary>
/// What outlives a process: transactions in the order they were written, of which only the synced ones are sure to
/// survive. Open a <see cref="SimulatedStore"/> over it, <see cref="Crash"/> it, open it again.
/// </summary>
/// <remarks>
/// Nothing in it takes time, and chance comes from seeds alone, so the same calls give the same history. By default
/// every write is synced before the call that wrote it returns; with <see cref="HoldSyncs"/> writes wait for
/// <see cref="Sync"/>, and those who wait for them are answered on the thread that calls it. Snapshots lie in a
/// file of their own, so after a crash they may be older or newer than the journal, as they may in truth.
/// </remarks>
public sealed class SimulatedDisk
{
    private readonly List<DiskWrite> _synced = [];
    private readonly List<PendingWrite> _pending = [];
    private readonly Dictionary<SubjectId, List<Snapshot>> _snapshots = [];
    private readonly Lock _lock = new();
    private bool? _failNext;

    /// <summary>An empty disk.</summary>
    /// <param name="seed">Gives the store's secrets.</param>
    public SimulatedDisk(int seed = 1) => Secrets = new StoreSecrets(
        SHA256.HashData(BitConverter.GetBytes(seed)), SHA256.HashData(BitConverter.GetBytes((long)seed)));

    /// <summary>The key folder; it is never lost.</summary>
    public StoreSecrets Secrets { get; }

    /// <summary>Whether writes wait for <see cref="Sync"/>; false: they are synced at once.</summary>
    public bool HoldSyncs { get; set; }

    /// <summary>Whether reads fail with <see cref="StoreUnavailableException"/>.</summary>
    public bool FailReads { get; set; }

    /// <summary>How many writes wait to be synced.</summary>
    public int PendingCount
    {
        get
        {
            lock (_lock)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>How many writes are synced.</summary>
    public int SyncedCount
    {
        get
        {
            lock (_lock)
            {
                return _synced.Count;
            }
        }
    }

    /// <summary>Whether a sync failed since the last crash.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Makes the next sync fail; from then on the open store refuses to write until it is opened again.</summary>
    /// <param name="written">Whether the bytes are on disk all the same: the answer is lost, not the write.</param>
    public void FailNextSync(bool written) => _failNext = written;

    /// <summary>Opens the store, as a starting process does: everything that survived is read.</summary>
    public SimulatedStore Open() => new(this);

    /// <summary>Syncs at most so many of the waiting writes, oldest first, and answers those who wait for them.</summary>
    /// <returns>How many were synced.</returns>
    public int Sync(int writesMax = int.MaxValue)
    {
        PendingWrite[] group;
        bool? fail;
        lock (_lock)
        {
            group = [.. _pending.Take(writesMax)];
            if (group.Length == 0)
            {
                return 0;
            }

            fail = _failNext;
            _failNext = null;
            _pending.RemoveRange(0, group.Length);
            if (fail != false)
            {
                _synced.AddRange(group.Select(pending => pending.Write));
            }
        }

        if (fail is not null)
        {
            FailAll(group);
            return 0;
        }

        // Outside the lock: what continues from here may well write again.
        foreach (var pending in group)
        {
            pending.Durable.TrySetResult();
        }

        return group.Length;
    }

    /// <summary>
    /// Cuts the power. The open store is dead: whoever waits for it is never answered. Of the writes not yet synced a
    /// seeded first part survives, and of the snapshots a seeded choice.
    /// </summary>
    public void Crash(int seed)
    {
        var chance = new Random(seed);
        lock (_lock)
        {
            Epoch++;
            HasFailed = false;
            var survivors = chance.Next(_pending.Count + 1);
            _synced.AddRange(_pending.Take(survivors).Select(pending => pending.Write));
            _pending.Clear();
            _failNext = null;
            foreach (var subject in _snapshots.Keys.Order().ToArray())
            {
                var versions = _snapshots[subject];
                var kept = chance.Next(versions.Count + 1);
                versions.RemoveRange(kept, versions.Count - kept);
                if (kept == 0)
                {
                    _snapshots.Remove(subject);
                }
            }
        }
    }

    /// <summary>Flips one bit of a row's sealed payload on disk; seen by stores opened afterwards.</summary>
    /// <returns>False when there is no such row, or it has no payload.</returns>
    public bool Damage(long sequence)
    {
        lock (_lock)
        {
            for (var i = 0; i < _synced.Count; i++)
            {
                if (_synced[i] is BatchWrite write && sequence >= write.FirstSequence && sequence < write.FirstSequence + write.Batch.Rows.Length)
                {
                    var at = (int)(sequence - write.FirstSequence);
                    var payload = write.Batch.Rows[at].Sealed.ToArray();
                    if (payload.Length == 0)
                    {
                        return false;
                    }

                    payload[payload.Length / 2] ^= 1;
                    var rows = write.Batch.Rows.SetItem(at, write.Batch.Rows[at] with { Sealed = payload });
                    _synced[i] = write with { Batch = write.Batch with { Rows = rows } };
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Loses a subject's key from the key folder; seen by stores opened afterwards.</summary>
    public void LoseKey(SubjectId subject)
    {
        lock (_lock)
        {
            for (var i = 0; i < _synced.Count; i++)
            {
                if (_synced[i] is BatchWrite write)
                {
                    _synced[i] = write with { Batch = write.Batch with { NewKeys = [.. write.Batch.NewKeys.Where(key => key.Subject != subject)] } };
                }
            }
        }
    }

    /// <summary>Counts crashes: a store opened before the last one is dead.</summary>
    internal int Epoch { get; private set; }

    internal IReadOnlyList<DiskWrite> ReadAll()
    {
        lock (_lock)
        {
            return [.. _synced];
        }
    }

    internal Snapshot? FindSnapshot(SubjectId subject)
    {
        lock (_lock)
        {
            return _snapshots.TryGetValue(subject, out var versions) ? versions[^1] : null;
        }
    }

    internal void DropSnapshots(IReadOnlyList<SubjectId> subjects)
    {
        lock (_lock)
        {
            foreach (var subject in subjects)
            {
                _snapshots.Remove(subject);
            }
        }
    }

    internal void KeepSnapshot(Snapshot snapshot)
    {
        lock (_lock)
        {
            if (!_snapshots.TryGetValue(snapshot.Subject, out var versions))
            {
                _snapshots[snapshot.Subject] = versions = [];
            }

            if (versions.Count == 0 || snapshot.Sequence >= versions[^1].Sequence || snapshot.FoldVersion != versions[^1].FoldVersion)
            {
                versions.Add(snapshot);
            }
        }
    }

    internal void DropSnapshots(IEnumerable<SubjectId> subjects)
    {
        lock (_lock)
        {
            foreach (var subject in subjects)
            {
                _snapshots.Remove(subject);
            }
        }
    }

    /// <summary>Queues a write in order. The caller syncs afterwards, outside its own lock, unless syncs are held.</summary>
    internal Task Queue(DiskWrite write, SimulatedStore writer)
    {
        var durable = new TaskCompletionSource();
        lock (_lock)
        {
            _pending.Add(new PendingWrite(write, durable, writer));
        }

        return durable.Task;
    }

    private void FailAll(PendingWrite[] group)
    {
        PendingWrite[] rest;
        lock (_lock)
        {
            // Nothing behind a failed sync is ever written: what comes later may rest on it.
            HasFailed = true;
            rest = [.. _pending];
            _pending.Clear();
        }

        foreach (var pending in group.Concat(rest))
        {
            pending.Writer.MarkFailed();
        }

        foreach (var pending in group.Concat(rest))
        {
            pending.Durable.TrySetException(new StoreUnavailableException("The simulated disk failed to sync."));
        }
    }

    private readonly record struct PendingWrite(DiskWrite Write, TaskCompletionSource Durable, SimulatedStore Writer);
}
