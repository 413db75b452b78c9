using System.Collections.Immutable;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <content>Loading: snapshot, then the tail of the journal; all linked parts together.</content>
internal sealed partial class LiveProfiles
{
    private readonly Lock _claimsLock = new();
    private readonly Dictionary<long, TaskCompletionSource> _claims = [];
    private readonly Dictionary<long, Task> _erasing = [];

    /// <summary>One loader of merged profiles at a time: only it holds several claims, so claims cannot wait in a circle.</summary>
    private readonly SemaphoreSlim _mergedLoader = new(1, 1);

    /// <summary>Marks subjects as being erased: until the task ends nobody loads them. The caller holds their profile's lock.</summary>
    public void BeginErasing(IReadOnlyList<SubjectId> subjects, Task erased)
    {
        lock (_claimsLock)
        {
            foreach (var subject in subjects)
            {
                _erasing[subject.Value] = erased;
            }
        }
    }

    /// <summary>The erasure is over, well or not.</summary>
    public void EndErasing(IReadOnlyList<SubjectId> subjects)
    {
        lock (_claimsLock)
        {
            foreach (var subject in subjects)
            {
                _erasing.Remove(subject.Value);
            }
        }
    }

    /// <summary>Runs what changes the fold of subjects' rows: they leave memory, their snapshots go, and nobody loads them before it is done.</summary>
    /// <param name="subjects">Whose rows are changed.</param>
    /// <param name="change">Changes them; on disk when it returns.</param>
    /// <param name="cancellation">Stops the wait for whoever loads them just now.</param>
    /// <exception cref="StoreUnavailableException">The store could not do it; whoever loads them reads what is there.</exception>
    public async ValueTask RefoldAsync(IReadOnlyCollection<SubjectId> subjects, Func<ValueTask> change, CancellationToken cancellation)
    {
        // Several claims at once, as the loader of merged profiles takes them; so never both at a time.
        await _mergedLoader.WaitAsync(cancellation);
        var claimed = new List<SubjectId>(subjects.Count);
        try
        {
            foreach (var subject in subjects)
            {
                await ClaimAsync(subject, cancellation);
                claimed.Add(subject);
            }

            await SnapshotGate.WaitAsync(cancellation);
            try
            {
                foreach (var subject in claimed)
                {
                    Leave(subject);
                }

                await _store.Snapshots.ForgetAsync(claimed, cancellation);
                await change();
            }
            finally
            {
                SnapshotGate.Release();
            }
        }
        finally
        {
            foreach (var claim in claimed)
            {
                Unclaim(claim);
            }

            _mergedLoader.Release();
        }
    }

    private void Leave(SubjectId subject)
    {
        while (ShardOf(subject).Find(subject) is { } live)
        {
            lock (live)
            {
                // A merge or a cut may just have put another one in its place.
                if (live.State is LiveState.Live or LiveState.Unreadable)
                {
                    Retire(live, LiveState.Gone);
                }
            }
        }
    }

    private async ValueTask<LiveProfile?> LoadAsync(SubjectId subject, CancellationToken cancellation)
    {
        await ClaimAsync(subject, cancellation);
        LoadedPart loaded;
        try
        {
            if (TryGet(subject) is { } live)
            {
                return live;
            }

            loaded = await ReadPartAsync(subject, _workspace.Current, cancellation);
            if (loaded.Part is null && !loaded.Unreadable)
            {
                return null;
            }

            if (loaded.Unreadable || loaded.Part!.Part.Linked.Count == 0)
            {
                return Publish([loaded], loaded.Workspace);
            }
        }
        finally
        {
            Unclaim(subject);
        }

        return await LoadMergedAsync(subject, cancellation);
    }

    private async ValueTask<LiveProfile?> LoadMergedAsync(SubjectId subject, CancellationToken cancellation)
    {
        await _mergedLoader.WaitAsync(cancellation);
        var claimed = new List<SubjectId>();
        try
        {
            var workspace = _workspace.Current;
            var parts = new List<LoadedPart>();
            var wanted = new Queue<SubjectId>([subject]);
            while (wanted.TryDequeue(out var next))
            {
                if (claimed.Contains(next))
                {
                    continue;
                }

                await ClaimAsync(next, cancellation);
                claimed.Add(next);
                if (TryGet(next) is { } live)
                {
                    return live;
                }

                var loaded = await ReadPartAsync(next, workspace, cancellation);
                if (loaded.Part is null && !loaded.Unreadable)
                {
                    continue;
                }

                parts.Add(loaded);
                foreach (var linked in loaded.Part?.Part.Linked ?? [])
                {
                    wanted.Enqueue(linked);
                }
            }

            return parts.Count == 0 ? null : Publish(parts, workspace);
        }
        finally
        {
            foreach (var claim in claimed)
            {
                Unclaim(claim);
            }

            _mergedLoader.Release();
        }
    }

    private LiveProfile Publish(List<LoadedPart> loaded, Workspace workspace)
    {
        var unreadable = false;
        var parts = ImmutableArray.CreateBuilder<LivePart>(loaded.Count);
        foreach (var part in loaded)
        {
            unreadable |= part.Unreadable;
            parts.Add(part.Part ?? new LivePart(NewPart(part.Subject), [], keyJournaled: true));
        }

        parts.Sort((one, other) => one.Part.Subject.CompareTo(other.Part.Subject));
        var live = new LiveProfile(parts.ToImmutable(), workspace) { State = unreadable ? LiveState.Unreadable : LiveState.Live };
        Due.Grow(live, loaded.Sum(part => part.Tail));
        Publish(live);
        return live;
    }

    /// <summary>Waits until this caller alone may load the subject.</summary>
    private async ValueTask ClaimAsync(SubjectId subject, CancellationToken cancellation)
    {
        while (true)
        {
            Task held;
            lock (_claimsLock)
            {
                if (_erasing.TryGetValue(subject.Value, out var erasing))
                {
                    held = erasing;
                }
                else if (_claims.TryGetValue(subject.Value, out var other))
                {
                    held = other.Task;
                }
                else
                {
                    _claims.Add(subject.Value, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                    return;
                }
            }

            await held.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private void Unclaim(SubjectId subject)
    {
        TaskCompletionSource? claim;
        lock (_claimsLock)
        {
            _claims.Remove(subject.Value, out claim);
        }

        claim?.SetResult();
    }

    /// <summary>Reads a part: its snapshot when the fold is the same, then the rows after it; otherwise all rows.</summary>
    private async ValueTask<LoadedPart> ReadPartAsync(SubjectId subject, Workspace workspace, CancellationToken cancellation)
    {
        if (await _store.Keys.FindAsync(subject, cancellation) is not { } wrapped)
        {
            return new LoadedPart(subject, null, false, workspace);
        }

        if (_sealing.UnwrapKey(subject, wrapped.Span) is not { } key)
        {
            return Report(subject, 0, "key", null, workspace);
        }

        var part = await ReadSnapshotAsync(subject, key, workspace, cancellation) ?? NewPart(subject);
        var live = new LivePart(part, key, keyJournaled: true);
        var tail = await _store.Journal.ReadSubjectAsync(subject, part.Sequence, cancellation);
        foreach (var (sequence, row) in tail)
        {
            if (!EntryCodec.IsFolded(row.Kind))
            {
                continue;
            }

            if (Sealing.OpenRow(key, row) is not { } payload || !EntryCodec.TryRead(row.Kind, payload, out var entry))
            {
                return Report(subject, sequence, "row", live, workspace);
            }

            part.Apply(sequence, entry, workspace);
        }

        return new LoadedPart(subject, live, false, workspace, tail.Count);
    }

    /// <summary>A damaged snapshot is only said aloud: the journal has everything that was in it (law 5).</summary>
    private async ValueTask<ProfilePart?> ReadSnapshotAsync(
        SubjectId subject, byte[] key, Workspace workspace, CancellationToken cancellation)
    {
        if (await _store.Snapshots.FindAsync(subject, cancellation) is not { } snapshot || snapshot.FoldVersion != workspace.FoldVersion)
        {
            return null;
        }

        try
        {
            if (Sealing.OpenSnapshot(key, snapshot) is { } state)
            {
                return ProfilePart.FromBytes(subject, state, workspace, _staleness);
            }
        }
        catch (InvalidDataException)
        {
            // A form this version does not know: said aloud below, and refolded.
        }

        Unreadable?.Invoke(new UnreadableSubject(subject, 0, "snapshot"));
        return null;
    }

    private LoadedPart Report(SubjectId subject, long sequence, string what, LivePart? live, Workspace workspace)
    {
        Unreadable?.Invoke(new UnreadableSubject(subject, sequence, what));
        return new LoadedPart(subject, live, true, workspace);
    }

    private readonly record struct LoadedPart(SubjectId Subject, LivePart? Part, bool Unreadable, Workspace Workspace, int Tail = 0);
}
