using System.Collections.Immutable;

namespace Fulcrum.Rights;

/// <summary>Removes from the disk what erasures left there: bytes in logs, in free space and in indexes that no read of the store shows any more.</summary>
/// <remarks><c>CompactionContract</c> is the full meaning. Safe from many threads, but for one compaction at a time; it runs beside everything else.</remarks>
public interface ICompaction
{
    /// <summary>Whether a gentle compaction leaves nothing, so that it happens by itself; else a thorough one has to be asked for.</summary>
    bool IsGentleEnough { get; }

    /// <summary>When the oldest erasure happened whose bytes may still lie on the disk; null when there is none.</summary>
    ValueTask<Instant?> PendingSinceAsync(CancellationToken cancellation);

    /// <summary>What is known of an erasure; null when no tombstone has this sequence.</summary>
    ValueTask<ErasureStanding?> FindAsync(long sequence, CancellationToken cancellation);

    /// <summary>
    /// Goes through every place of the store. Erasures that were deleted before it began count as compacted once every place is clean, and only
    /// then. A crash half-way leaves all of it to be done again.
    /// </summary>
    /// <param name="order">How thoroughly.</param>
    /// <param name="at">Now; what is noted with the erasures.</param>
    /// <param name="told">Told of each place when it is done; null for nobody.</param>
    /// <param name="cancellation">Stops it between two places.</param>
    /// <exception cref="StoreUnavailableException">The store could not do it; doing it again is safe.</exception>
    ValueTask<CompactionOutcome> RunAsync(CompactionOrder order, Instant at, Action<CompactedPlace>? told, CancellationToken cancellation);
}

/// <summary>How thoroughly a store is compacted.</summary>
public enum CompactionOrder
{
    /// <summary>What disturbs nobody who is served meanwhile.</summary>
    Gentle,

    /// <summary>Also what makes others wait: PostgreSQL writes whole tables anew, each locked meanwhile.</summary>
    Thorough,
}

/// <summary>What became of one place.</summary>
/// <param name="Place">Its name, for example <c>journal</c> or <c>identifier-index</c>.</param>
/// <param name="IsClean">Whether nothing of the erased is left there.</param>
/// <param name="Method">How, or what is in the way.</param>
public sealed record CompactedPlace(string Place, bool IsClean, string Method);

/// <summary>What a compaction came to.</summary>
/// <param name="Erasures">Erasures that count as compacted from now on.</param>
/// <param name="Places">Every place, in the order it was done.</param>
public sealed record CompactionOutcome(int Erasures, ImmutableArray<CompactedPlace> Places)
{
    /// <summary>Whether every place is clean.</summary>
    public bool IsClean => Places.All(place => place.IsClean);
}

/// <summary>What is known of an erasure.</summary>
/// <param name="Sequence">Journal sequence of its tombstone.</param>
/// <param name="At">When it was asked for.</param>
/// <param name="Subjects">Every part erased.</param>
/// <param name="IsDeleted">Whether all is deleted; false while a crash, or somebody's open transaction, has left some of it.</param>
/// <param name="CompactedAt">When its bytes were gone from every file; null before.</param>
public sealed record ErasureStanding(long Sequence, Instant At, ImmutableArray<SubjectId> Subjects, bool IsDeleted, Instant? CompactedAt);
