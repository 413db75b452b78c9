namespace Fulcrum.Consent;

/// <summary>Which answers of subjects are too old to be relied on: what a restore without the tail log leaves behind.</summary>
/// <remarks>
/// Between a backup and the loss of the store a subject may have taken a yes back, and nobody knows. So every yes whose own
/// time lies before the restore is stale, and so is the silence of those who may have objected. A no stays a no, and a yes
/// said after the restore is fresh.
/// </remarks>
/// <param name="Since">When the store was restored; <see cref="Instant.Never"/> when nothing is stale.</param>
/// <param name="SubjectsThrough">The greatest subject id the backup knew; those numbered later have no lost past.</param>
public readonly record struct Staleness(Instant Since, long SubjectsThrough)
{
    /// <summary>Nothing is stale.</summary>
    public static Staleness None { get; } = new(Instant.Never, 0);

    /// <summary>Whether anything can be stale.</summary>
    public bool IsAny => Since.UnixMs > 0;
}
