using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>The profiles in memory: loads them lazily, keeps at most so many, and lets those not used lately go.</summary>
/// <remarks>
/// <para>
/// Every part of a merged profile maps to the same <see cref="LiveProfile"/>. Rows of a subject are appended only under
/// the lock of its live profile, and a subject not in memory is read by one loader at a time, so what is in memory
/// always equals the fold of the journal.
/// </para>
/// <para>Lock order: live profiles by ascending id, then a shard. Safe from many threads.</para>
/// </remarks>
internal sealed partial class LiveProfiles : IDisposable
{
    private const int ShardCount = 64;

    private readonly IStore _store;
    private readonly Sealing _sealing;
    private readonly WorkspaceInForce _workspace;
    private readonly Shard[] _shards;
    private readonly int _shardMax;
    private readonly Staleness _staleness;
    private long _lastSubject;

    public LiveProfiles(IStore store, WorkspaceInForce workspace, Sealing sealing, int profilesMax)
    {
        _store = store;
        _workspace = workspace;
        _sealing = sealing;
        _shardMax = Math.Max(1, profilesMax / ShardCount);
        _lastSubject = store.SubjectsMax;
        _staleness = store.Tail?.Staleness ?? Staleness.None;
        _shards = new Shard[ShardCount];
        for (var index = 0; index < ShardCount; index++)
        {
            _shards[index] = new Shard();
        }
    }

    /// <summary>Called when something of a subject cannot be opened.</summary>
    public Action<UnreadableSubject>? Unreadable { get; set; }

    /// <summary>How many subjects are in memory.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards)
            {
                count += shard.Count;
            }

            return count;
        }
    }

    /// <summary>The greatest subject id given so far.</summary>
    public long LastSubject => Volatile.Read(ref _lastSubject);

    /// <summary>A subject id never given before.</summary>
    public SubjectId NextSubject() => new(Interlocked.Increment(ref _lastSubject));

    /// <summary>The live profile a subject belongs to; null when there is none: never seen, or erased. Synchronous when in memory.</summary>
    /// <exception cref="StoreUnavailableException">The store could not answer.</exception>
    public ValueTask<LiveProfile?> FindAsync(SubjectId subject, CancellationToken cancellation) =>
        TryGet(subject) is { } live ? ValueTask.FromResult<LiveProfile?>(live) : LoadAsync(subject, cancellation);

    /// <summary>The live profile a subject belongs to, when it is in memory under the workspace in force.</summary>
    public LiveProfile? TryGet(SubjectId subject)
    {
        var live = ShardOf(subject).Find(subject);
        if (live is null || ReferenceEquals(live.Workspace, _workspace.Current))
        {
            return live;
        }

        Refresh(live);
        return live.State == LiveState.Gone ? null : live;
    }

    /// <summary>An empty profile for a subject just numbered. Nothing of it exists outside memory until its first row.</summary>
    public LiveProfile Begin(SubjectId subject)
    {
        var live = new LiveProfile([new LivePart(NewPart(subject), _sealing.NewKey(), keyJournaled: false)], _workspace.Current);
        Publish(live);
        return live;
    }

    /// <summary>Takes the lock, when the profile may be used. The caller gives it back with <see cref="Monitor.Exit"/>.</summary>
    /// <returns>False, and no lock, when it is gone or erased: find it again.</returns>
    public static bool TryEnter(LiveProfile live)
    {
        Monitor.Enter(live);
        if (live.State is LiveState.Live or LiveState.Unreadable)
        {
            live.Touched = true;
            return true;
        }

        Monitor.Exit(live);
        return false;
    }

    /// <summary>Makes one profile of two that were just linked. The caller holds both locks, and the new one's on return.</summary>
    public LiveProfile Join(LiveProfile left, LiveProfile right)
    {
        var joined = new LiveProfile(
            left.Parts.AddRange(right.Parts).Sort((one, other) => one.Part.Subject.CompareTo(other.Part.Subject)), left.Workspace)
        {
            // Bounded: each half of a cut takes the whole tail along, so that linking and cutting by turns doubles it.
            Tail = Math.Clamp(left.Tail + right.Tail, 1, SnapshotsDue.TailMax),
        };
        Monitor.Enter(joined);
        Replace(joined);
        left.State = LiveState.Gone;
        right.State = LiveState.Gone;
        return joined;
    }

    /// <summary>Makes as many profiles as the links left allow of one whose link was just cut. The caller holds its lock.</summary>
    public void Split(LiveProfile live)
    {
        var left = new List<LivePart>(live.Parts);
        while (left.Count > 0)
        {
            var group = new List<LivePart> { left[0] };
            left.RemoveAt(0);
            for (var index = 0; index < group.Count; index++)
            {
                foreach (var linked in group[index].Part.Linked)
                {
                    var at = left.FindIndex(other => other.Part.Subject == linked);
                    if (at >= 0)
                    {
                        group.Add(left[at]);
                        left.RemoveAt(at);
                    }
                }
            }

            group.Sort((one, other) => one.Part.Subject.CompareTo(other.Part.Subject));
            Replace(new LiveProfile([.. group], live.Workspace) { Tail = Math.Clamp(live.Tail, 1, SnapshotsDue.TailMax) });
        }

        live.State = LiveState.Gone;
    }

    /// <summary>Takes a profile out of memory. The caller holds its lock.</summary>
    public void Retire(LiveProfile live, LiveState state)
    {
        live.State = state;
        foreach (var part in live.Parts)
        {
            ShardOf(part.Part.Subject).Remove(part.Part.Subject, live);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _mergedLoader.Dispose();
        SnapshotGate.Dispose();
    }

    private ProfilePart NewPart(SubjectId subject) => new(subject) { Staleness = _staleness };

    private Shard ShardOf(SubjectId subject) => _shards[(int)((ulong)subject.Value % ShardCount)];

    /// <summary>Brings a profile under the workspace in force: at once when its fold is the same, else by letting it be loaded anew.</summary>
    private void Refresh(LiveProfile live)
    {
        lock (live)
        {
            var current = _workspace.Current;
            if (live.State is not (LiveState.Live or LiveState.Unreadable) || ReferenceEquals(live.Workspace, current))
            {
                return;
            }

            if (live.Workspace.FoldVersion == current.FoldVersion)
            {
                live.Workspace = current;
            }
            else if (live.IsUnborn)
            {
                live.Workspace = current;
            }
            else
            {
                Retire(live, LiveState.Gone);
            }
        }
    }

    private void Publish(LiveProfile live)
    {
        Replace(live);
        var shard = ShardOf(live.Id);
        for (var tries = 0; shard.QueueLength > _shardMax && tries < 4; tries++)
        {
            if (shard.NextToLeave(except: live) is not { } leaving)
            {
                break;
            }

            Evict(leaving);
        }
    }

    private void Replace(LiveProfile live)
    {
        foreach (var part in live.Parts)
        {
            ShardOf(part.Part.Subject).Put(part.Part.Subject, live);
        }

        ShardOf(live.Id).Queue(live);
    }

    /// <summary>
    /// Lets a profile go. A changed one goes too: its rows are in the journal, so loading it again only reads a longer tail.
    /// </summary>
    private void Evict(LiveProfile live)
    {
        if (!Monitor.TryEnter(live))
        {
            ShardOf(live.Id).Queue(live);
            return;
        }

        try
        {
            // An unborn profile is held by a request that is still deciding whether anything of it may be kept.
            if (live.State == LiveState.Live && !live.IsUnborn && live.Pins == 0)
            {
                Retire(live, LiveState.Gone);
            }
            else if (live.State is LiveState.Live or LiveState.Unreadable)
            {
                ShardOf(live.Id).Queue(live);
            }
        }
        finally
        {
            Monitor.Exit(live);
        }
    }

    /// <summary>A slice of the map, with the order in which its profiles leave (second chance).</summary>
    private sealed class Shard
    {
        private const int LooksMax = 32;

        private readonly Lock _lock = new();
        private readonly Dictionary<long, LiveProfile> _bySubject = [];
        private readonly Queue<LiveProfile> _order = [];

        /// <summary>Subjects, merged ones too.</summary>
        public int Count => _bySubject.Count;

        /// <summary>Profiles whose smallest subject is here, and some that left and were not passed by yet.</summary>
        public int QueueLength => _order.Count;

        public LiveProfile? Find(SubjectId subject)
        {
            lock (_lock)
            {
                return _bySubject.GetValueOrDefault(subject.Value);
            }
        }

        public void Put(SubjectId subject, LiveProfile live)
        {
            lock (_lock)
            {
                _bySubject[subject.Value] = live;
            }
        }

        public void Remove(SubjectId subject, LiveProfile live)
        {
            lock (_lock)
            {
                if (_bySubject.TryGetValue(subject.Value, out var held) && ReferenceEquals(held, live))
                {
                    _bySubject.Remove(subject.Value);
                }
            }
        }

        public void Queue(LiveProfile live)
        {
            lock (_lock)
            {
                _order.Enqueue(live);
            }
        }

        public void Collect(Func<LiveProfile, bool> wanted, List<LiveProfile> into)
        {
            lock (_lock)
            {
                foreach (var (subject, live) in _bySubject)
                {
                    if (live.Id.Value == subject && wanted(live))
                    {
                        into.Add(live);
                    }
                }
            }
        }

        /// <summary>The next profile not used since the hand last passed it; clean ones first, as far as a short look finds any.</summary>
        public LiveProfile? NextToLeave(LiveProfile except)
        {
            lock (_lock)
            {
                for (var looks = 0; looks < 2 * LooksMax && _order.TryDequeue(out var live); looks++)
                {
                    if (live.State is LiveState.Gone or LiveState.Erased)
                    {
                        continue;
                    }

                    if (live != except && !live.Touched && (live.Tail == 0 || looks >= LooksMax))
                    {
                        return live;
                    }

                    live.Touched = false;
                    _order.Enqueue(live);
                }

                return null;
            }
        }
    }
}
