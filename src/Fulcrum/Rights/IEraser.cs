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

    /// <summary>
    /// Deletes rows, or puts shorter payloads in the place of events', and notes how far retention has looked; all in one
    /// transaction. Returns when what stood there is gone from the disk.
    /// </summary>
    /// <remarks>
    /// Passed over: rows that are gone, belong to another subject or are of a kind the rewriting does not fit (<see cref="RowRewrite.Fits"/>); deleting a row that binds identifiers,
    /// since nobody could tell any more whose withdrawal it was; a payload longer than the one it replaces. The hashes of
    /// message ids stay.
    /// </remarks>
    /// <param name="rows">In order of their sequences.</param>
    /// <param name="sweptThrough">What <see cref="SweptThrough"/> is from now on; it never goes back.</param>
    /// <param name="cancellation">Stops the wait, not the rewriting.</param>
    /// <returns>How many rows were changed.</returns>
    ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation);

    /// <summary>The last row retention has looked at; 0 for none.</summary>
    long SweptThrough { get; }

    /// <summary>Whether an identifier belonged to somebody erased, and when that was; null when to nobody. In memory.</summary>
    /// <remarks>
    /// A tombstone shows before its identifiers are free: whoever finds nobody by one (<see cref="Identity.IIdentifierIndex.FindAsync"/>)
    /// because of an erasure finds its tombstone here from then on. So it is asked after, never before alone.
    /// </remarks>
    Instant? FindTombstone(IdentifierKey key);
}

/// <summary>What becomes of a row.</summary>
/// <param name="Subject">Whose; none for a row without a subject.</param>
/// <param name="Sequence">Which.</param>
/// <param name="Sealed">Its new payload, not longer than the one it has; empty to delete the row.</param>
public readonly record struct RowRewrite(SubjectId Subject, long Sequence, ReadOnlyMemory<byte> Sealed)
{
    /// <summary>Whether a row of a kind may be rewritten so: events may become shorter, tombstones, workspace versions, privileged acts, what became of staff and what was done about breaches stay for good, all else may be deleted.</summary>
    public bool Fits(EntryKind kind) => kind switch
    {
        EntryKind.Event => true,
        EntryKind.Tombstone or EntryKind.Workspace or EntryKind.Act or EntryKind.Staff or EntryKind.Breach => false,
        _ => Sealed.IsEmpty,
    };
}

/// <summary>What an erasure removed.</summary>
/// <param name="Sequence">Journal sequence of the tombstone.</param>
/// <param name="Rows">Journal rows deleted.</param>
/// <param name="Keys">Keys destroyed.</param>
public sealed record EraseResult(long Sequence, long Rows, int Keys);
