using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Destroys what is stored about subjects.</summary>
/// <remarks><c>EraserContract</c> is the full meaning. Safe from many threads; repeating it is safe.</remarks>
public interface IEraser
{
    /// <summary>
    /// Writes the tombstone row, destroys the subjects' keys, deletes their journal rows, snapshots, identifier
    /// bindings and quarantined payloads, in that order, and returns when all of it is on disk. A crash half-way
    /// is finished at the next start.
    /// </summary>
    /// <param name="tombstone">A row of kind <see cref="EntryKind.Tombstone"/>, its <c>Identifiers</c> the keys that must not return by accident.</param>
    /// <param name="subjects">The subjects erased: every part of the profile.</param>
    /// <param name="cancellation">Stops the wait, not the erasure.</param>
    ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation);

    /// <summary>Whether an identifier belongs to somebody erased, and since when.</summary>
    ValueTask<Instant?> FindTombstoneAsync(IdentifierKey key, CancellationToken cancellation);
}

/// <summary>What an erasure removed.</summary>
/// <param name="Sequence">Journal sequence of the tombstone.</param>
/// <param name="Rows">Journal rows deleted.</param>
/// <param name="Keys">Keys destroyed.</param>
public sealed record EraseResult(long Sequence, long Rows, int Keys);
