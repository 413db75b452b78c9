namespace Fulcrum.Profiles;

/// <content>Snapshots, written behind the journal in small slices.</content>
internal sealed partial class LiveProfiles
{
    /// <summary>Profiles in a slice: its locks, its seals and its transaction together take a millisecond or two.</summary>
    private const int SliceMax = 128;

    /// <summary>After a slice the writer rests so many times as long as it took: a sixteenth of one core at most.</summary>
    private const int RestsASlice = 15;

    /// <summary>Waiting profiles beyond which it no longer rests: tails would grow without end.</summary>
    private const int WaitingMax = 8 * 1024;

    /// <summary>Rows between two rounds from which intake counts as busy: then only long tails are worth a snapshot.</summary>
    private const long BusyRows = 10_000;

    /// <summary>On closing, a shorter tail is not worth the wait: the next start reads it as fast as a snapshot.</summary>
    private const int ClosingTailMin = 8;

    private long _rowsLooked;
    private bool _isTidy = true;

    /// <summary>Which profiles have a long tail.</summary>
    public SnapshotsDue Due { get; } = new();

    /// <summary>Held while snapshots are written and while subjects are erased, so that none is written after its erasure.</summary>
    public SemaphoreSlim SnapshotGate { get; } = new(1, 1);

    /// <summary>Writes a snapshot of every profile that changed since its last one.</summary>
    /// <returns>How many parts were written.</returns>
    /// <remarks>
    /// A snapshot is written only after everything it was folded from is on disk: after a crash the journal may be shorter than
    /// memory was, and never shorter than a snapshot.
    /// </remarks>
    /// <exception cref="StoreUnavailableException">What was not written stays marked as changed.</exception>
    public ValueTask<int> WriteSnapshotsAsync(CancellationToken cancellation) => WriteChangedAsync(1, null, cancellation);

    /// <summary>Writes those snapshots that spare the next start more than they cost now.</summary>
    public ValueTask<int> WriteClosingAsync(CancellationToken cancellation) => WriteChangedAsync(ClosingTailMin, null, cancellation);

    /// <summary>
    /// A round of writing behind: snapshots of profiles with a long tail; when intake is quiet, of all that changed. It rests
    /// between slices, so that it takes a small share of one core and nobody waits long for a lock or the disk.
    /// </summary>
    /// <returns>How many parts were written.</returns>
    /// <exception cref="StoreUnavailableException">What was not written stays marked as changed.</exception>
    public async ValueTask<int> WriteBehindAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var written = await WriteDueAsync(clock, cancellation);
        var (rows, before) = (Due.Rows, _rowsLooked);
        _rowsLooked = rows;
        if (rows - before >= BusyRows || (rows == before && _isTidy))
        {
            _isTidy &= rows == before;
            return written;
        }

        _isTidy = false;
        written += await WriteChangedAsync(1, clock, cancellation);
        _isTidy = true;
        return written;
    }

    /// <summary>Lets the snapshot of a subject be written anew by the next <see cref="WriteDueAsync"/>; false when there is no such subject.</summary>
    public async ValueTask<bool> MarkChangedAsync(SubjectId subject, CancellationToken cancellation)
    {
        if (await FindAsync(subject, cancellation) is not { } live)
        {
            return false;
        }

        lock (live)
        {
            Due.Grow(live, SnapshotsDue.TailMax);
        }

        return true;
    }

    /// <summary>Writes the snapshots that are due.</summary>
    /// <param name="clock">Measures the rests between slices; null for none.</param>
    /// <param name="cancellation">Stops it between two slices.</param>
    public async ValueTask<int> WriteDueAsync(TimeProvider? clock, CancellationToken cancellation)
    {
        // Only those due by now: a round must end, or the sweep that follows it never comes.
        var (written, taken, left) = (0, 0, Due.Count);
        do
        {
            // Taken behind the gate: what another writer took before is on disk when this one finds nothing left.
            written += await WriteSliceAsync(
                () =>
                {
                    var some = Due.Take(Math.Min(left, SliceMax));
                    taken = some.Count;
                    return some;
                },
                clock,
                cancellation);
            left -= taken;
        }
        while (taken > 0 && left > 0);
        return written;
    }

    private async ValueTask<int> WriteChangedAsync(int tailMin, TimeProvider? clock, CancellationToken cancellation)
    {
        var written = 0;
        foreach (var shard in _shards)
        {
            var changed = new List<LiveProfile>();
            shard.Collect(live => live.Tail >= tailMin, changed);
            for (var from = 0; from < changed.Count; from += SliceMax)
            {
                var some = changed.GetRange(from, Math.Min(SliceMax, changed.Count - from));
                written += await WriteSliceAsync(() => some, clock, cancellation);
            }
        }

        return written;
    }

    private async ValueTask<int> WriteSliceAsync(Func<List<LiveProfile>> take, TimeProvider? clock, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var from = clock?.GetTimestamp() ?? 0;
        var written = await WriteSomeAsync(take, cancellation);
        if (clock is not null && written > 0 && Due.Count < WaitingMax)
        {
            await Task.Delay(clock.GetElapsedTime(from) * RestsASlice, clock, cancellation);
        }

        return written;
    }

    private async ValueTask<int> WriteSomeAsync(Func<List<LiveProfile>> take, CancellationToken cancellation)
    {
        await SnapshotGate.WaitAsync(cancellation);
        var snapped = new List<(LiveProfile Live, int Tail)>(SliceMax);
        try
        {
            var snapshots = new List<Snapshot>(SliceMax);
            foreach (var live in take())
            {
                Snap(live, snapshots, snapped);
            }

            if (snapshots.Count > 0)
            {
                await _store.Journal.Append(JournalBatch.Of()).Durable.WaitAsync(cancellation);
                await _store.Snapshots.WriteAsync(snapshots, cancellation);
            }

            return snapshots.Count;
        }
        catch
        {
            foreach (var (live, tail) in snapped)
            {
                lock (live)
                {
                    Due.Grow(live, tail);
                }
            }

            throw;
        }
        finally
        {
            SnapshotGate.Release();
        }
    }

    private void Snap(LiveProfile live, List<Snapshot> snapshots, List<(LiveProfile Live, int Tail)> snapped)
    {
        lock (live)
        {
            if (live.State != LiveState.Live || live.Tail == 0)
            {
                return;
            }

            snapped.Add((live, live.Tail));
            live.Tail = 0;
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
