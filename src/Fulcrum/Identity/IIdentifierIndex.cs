namespace Fulcrum.Identity;

/// <summary>Whose is this identifier? Keyed hashes only; no value is kept.</summary>
/// <remarks>
/// <c>IdentifierIndexContract</c> is the full meaning. Bindings arrive with journal rows
/// (<c>JournalRow.Identifiers</c>), are visible to <see cref="FindAsync"/> as soon as the append is queued, are
/// written behind, and are rebuilt from the journal's tail after a crash. The first binding of a key stands
/// until it is released by an erasure. Safe from many threads.
/// </remarks>
public interface IIdentifierIndex
{
    /// <summary>The subject bound to a key; <see cref="SubjectId.None"/> when nobody is. No write. Completes synchronously when cached.</summary>
    ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation);
}
