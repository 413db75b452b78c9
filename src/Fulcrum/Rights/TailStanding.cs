using Fulcrum.Consent;

namespace Fulcrum.Rights;

/// <summary>How a store's contents stand to its tail log: what a copy of them must carry along.</summary>
/// <param name="Known">The last record whose meaning is in the journal.</param>
/// <param name="Staleness">Which answers a restore left stale.</param>
/// <param name="StaleFrom">Where the knowledge of the backup ended; a replay begins behind it.</param>
public sealed record TailStanding(TailMark Known, Staleness Staleness, TailMark StaleFrom)
{
    /// <summary>Of a store that never kept a log.</summary>
    public static TailStanding None { get; } = new(TailMark.Start, Staleness.None, TailMark.Start);

    /// <summary>The standing of contents put back from a backup: every earlier answer is stale.</summary>
    /// <param name="since">When they are put back.</param>
    /// <param name="subjectsThrough">The greatest subject id in them.</param>
    /// <remarks>Ids given after a first loss may name others than the log of before it means, so a second restore keeps the first one's bounds.</remarks>
    public TailStanding Restored(Instant since, long subjectsThrough) => Staleness.IsAny
        ? this with { Staleness = new Staleness(since, Staleness.SubjectsThrough) }
        : new TailStanding(Known, new Staleness(since, subjectsThrough), Known);
}
