namespace Fulcrum.Profiles;

/// <content>Snapshots, written behind the journal.</content>
internal sealed partial class LiveProfiles
{
    private const int SnapshotsAtOnce = 512;

    /// <summary>Held while snapshots are written and while subjects are erased, so that none is written after its erasure.</summary>
    public SemaphoreSlim SnapshotGate { get; } = new(1, 1);

    /// <summary>Writes a snapshot of every profile that changed since its last one.</summary>
    /// <returns>How many parts were written.</returns>
    /// <remarks>
    /// A snapshot is written only after everything it was folded from is on disk: after a crash the journal may be shorter than
    /// memory was, and never shorter than a snapshot.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">What was not written stays marked as changed.</exception>
    public async ValueTask<int> WriteSnapshotsAsync(CancellationToken cancellation)
    {
        var written = 0;
        var changed = All(live => live.Dirty);
        for (var from = 0; from < changed.Count; from += SnapshotsAtOnce)
        {
            var some = changed.GetRange(from, Math.Min(SnapshotsAtOnce, changed.Count - from));
            written += await WriteSomeAsync(some, cancellation);
        }

        return written;
    }

    /// <summary>Lets the snapshot of a subject be written anew; false when there is no such subject.</summary>
    public async ValueTask<bool> MarkChangedAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (await FindAsync(subject, cancellation) is not { } live)
        {
            return false;
        }

        lock (live)
        {
            live.Dirty = true;
        }

        return true;
    }

    private async ValueTask<int> WriteSomeAsync(List<LiveProfile> some, CancellationToken cancellation)
    {
        await SnapshotGate.WaitAsync(cancellation);
        try
        {
            var snapshots = new List<Snapshot>(some.Count);
            foreach (var live in some)
            {
                Snap(live, snapshots);
            }

            await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
            await _store.Snapshots.WriteAsync(snapshots, cancellation);
            return snapshots.Count;
        }
        catch
        {
            foreach (var live in some)
            {
                lock (live)
                {
                    live.Dirty = true;
                }
            }

            throw;
        }
        finally
        {
            SnapshotGate.Release();
        }
    }

    private void Snap(LiveProfile live, List<Snapshot> snapshots)
    {
        lock (live)
        {
            if (live.State != LiveState.Live || !live.Dirty)
            {
                return;
            }

            live.Dirty = false;
            foreach (var part in live.Parts)
            {
                if (part.Part.Sequence > 0)
                {
                    var version = live.Workspace.FoldVersion;
                    var state = part.Part.ToBytes(live.Workspace);
                    var text = _sealing.SealSnapshot(part.Key, part.Part.Subject, part.Part.Sequence, version, state);
                    snapshots.Add(new Snapshot(part.Part.Subject, part.Part.Sequence, version, text));
                }
            }
        }
    }
}
