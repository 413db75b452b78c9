using Fulcrum.Identity;

namespace Fulcrum.Rights;

/// <summary>Erases a subject: destroys the keys, deletes, leaves a tombstone (law 7).</summary>
/// <remarks>Safe from many threads; erasing again is safe.</remarks>
public sealed class ErasureFlow
{
    /// <summary>Erases the whole profile the identifiers belong to. Use stops before this returns.</summary>
    /// <returns>What was removed; null when nobody is known by them.</returns>
    public ValueTask<ErasureOutcome?> EraseAsync(IReadOnlyList<Identifier> identifiers, string by, string why, CancellationToken cancellation) => throw new NotSupportedException();
}

/// <summary>What an erasure removed.</summary>
/// <param name="Sequence">Journal sequence of the tombstone.</param>
/// <param name="Subjects">Parts erased.</param>
/// <param name="Rows">Journal rows deleted.</param>
/// <param name="Keys">Keys destroyed.</param>
/// <param name="At">When.</param>
public sealed record ErasureOutcome(long Sequence, int Subjects, long Rows, int Keys, Instant At);
