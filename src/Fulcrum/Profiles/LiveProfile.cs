using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>A profile in memory: its parts, their keys, and the lock that lets one operation at it at a time.</summary>
/// <remarks>
/// Monitor on the object itself is the lock: it costs no memory until two threads meet. A merge or a cut makes new live
/// profiles and retires this one, so its id never changes and locks taken in order of id cannot deadlock.
/// </remarks>
internal sealed class LiveProfile
{
    private int _pins;

    /// <summary>A profile of parts folded under a workspace.</summary>
    /// <param name="parts">Smallest subject id first; at least one.</param>
    /// <param name="workspace">What they were folded under.</param>
    public LiveProfile(ImmutableArray<LivePart> parts, Workspace workspace)
    {
        Parts = parts;
        Workspace = workspace;
        Profile = new Profile(ImmutableArray.CreateRange(parts, live => live.Part));
    }

    /// <summary>The parts, smallest subject id first.</summary>
    public ImmutableArray<LivePart> Parts { get; }

    /// <summary>The parts read together.</summary>
    public Profile Profile { get; }

    /// <summary>The workspace the parts were folded under; operations on the profile use this one.</summary>
    public Workspace Workspace { get; set; }

    /// <summary>The smallest of the parts' ids.</summary>
    public SubjectId Id => Parts[0].Part.Subject;

    /// <summary>Whether it may be used. Read and written under the lock.</summary>
    public LiveState State { get; set; }

    /// <summary>Requests that hold it between finding it and taking its lock; it does not leave memory meanwhile.</summary>
    public int Pins => Volatile.Read(ref _pins);

    /// <summary>A request holds it.</summary>
    public void Pin() => Interlocked.Increment(ref _pins);

    /// <summary>A request lets it go.</summary>
    public void Unpin() => Interlocked.Decrement(ref _pins);

    /// <summary>Used since the clock hand last passed.</summary>
    public bool Touched { get; set; } = true;

    /// <summary>Rows since its last snapshot: what loading it again reads besides. Written under the lock.</summary>
    public int Tail { get; set; }

    /// <summary>Whether it waits in <see cref="SnapshotsDue"/>. Read and written under the lock.</summary>
    public bool IsDue { get; set; }

    /// <summary>Whether no row of it was ever journaled: an identifier was seen, and nothing was kept yet.</summary>
    public bool IsUnborn => Parts.Length == 1 && Parts[0].Part.Sequence == 0;

    /// <summary>The part of a subject.</summary>
    public LivePart PartOf(SubjectId subject)
    {
        foreach (var live in Parts)
        {
            if (live.Part.Subject == subject)
            {
                return live;
            }
        }

        return Parts[0];
    }
}

/// <summary>A part in memory, with its subject's key.</summary>
internal sealed class LivePart(ProfilePart part, byte[] key, bool keyJournaled)
{
    /// <summary>The fold.</summary>
    public ProfilePart Part { get; } = part;

    /// <summary>The subject's key. Lives and leaves with the loaded profile.</summary>
    public byte[] Key { get; } = key;

    /// <summary>Whether the wrapped key went to the journal already; else the first row takes it along.</summary>
    public bool KeyJournaled { get; set; } = keyJournaled;
}

/// <summary>Whether a live profile may be used.</summary>
internal enum LiveState : byte
{
    /// <summary>Yes.</summary>
    Live,

    /// <summary>A row or key of it could not be opened: it is there, and every use is refused.</summary>
    Unreadable,

    /// <summary>Merged, cut, evicted or folded under an older workspace: find it again.</summary>
    Gone,

    /// <summary>Erased.</summary>
    Erased,
}

/// <summary>Something of a subject that could not be opened; its uses are refused until it is repaired.</summary>
/// <param name="Subject">Whose.</param>
/// <param name="Sequence">Journal sequence of the row; 0 when it is the key or a snapshot.</param>
/// <param name="What">row, key or snapshot.</param>
public sealed record UnreadableSubject(SubjectId Subject, long Sequence, string What);
