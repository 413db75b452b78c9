namespace Fulcrum.Collect;

/// <summary>Something that could not be used, kept with its reason, sealed with the day's quarantine key for 30 days.</summary>
/// <param name="Id">Random id, 16 bytes as lower-case hex.</param>
/// <param name="Source"><c>Source.Code</c>; 0 when the source is not known.</param>
/// <param name="At">When it was received.</param>
/// <param name="Reason">Stable key, for example <c>undeclared-event</c>.</param>
/// <param name="Detail">What was wrong, without personal data.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Subject">The subject it seems to concern; none when not known.</param>
/// <param name="Sealed">The payload, sealed.</param>
public sealed record QuarantineRow(
    string Id, int Source, Instant At, string Reason, string Detail, string Remedy, SubjectId Subject, ReadOnlyMemory<byte> Sealed);

/// <summary>What became of received events, by source and minute (law 9): received = stored + duplicate + quarantined + refused.</summary>
/// <param name="Source"><c>Source.Code</c>; 0 when the source is not known.</param>
/// <param name="Minute">Minutes since the Unix epoch.</param>
/// <param name="Received">All of them.</param>
/// <param name="Stored">In the journal.</param>
/// <param name="Duplicate">Known message ids.</param>
/// <param name="Quarantined">Kept aside with a reason.</param>
/// <param name="Refused">Not kept: no permitted purpose justifies it, or its subject was erased.</param>
/// <param name="Replayed">How many of them were kept aside first and taken in later; each counts once, as what became of it then.</param>
public readonly record struct CollectCount(
    int Source, long Minute, long Received, long Stored, long Duplicate, long Quarantined, long Refused, long Replayed = 0);

/// <summary>Reads what was kept aside and counted.</summary>
/// <remarks><c>QuarantineContract</c> is the full meaning. Safe from many threads.</remarks>
public interface IIntakeRecords
{
    /// <summary>Quarantined rows, newest first.</summary>
    /// <param name="source">Only this source's; null for all.</param>
    /// <param name="before">Only rows received before; null for now.</param>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellation">Stops the wait.</param>
    ValueTask<IReadOnlyList<QuarantineRow>> ListQuarantineAsync(int? source, Instant? before, int limit, CancellationToken cancellation);

    /// <summary>One quarantined row; null when there is none, or what it kept aside was taken in.</summary>
    ValueTask<QuarantineRow?> FindQuarantineAsync(string id, CancellationToken cancellation);

    /// <summary>Every quarantined row, in the order they were kept; those that come or go meanwhile may be missing.</summary>
    IAsyncEnumerable<QuarantineRow> ReadQuarantineAsync(CancellationToken cancellation);

    /// <summary>Counts by source and minute over [from, until).</summary>
    ValueTask<IReadOnlyList<CollectCount>> ReadCountsAsync(Instant from, Instant until, CancellationToken cancellation);

    /// <summary>Drops quarantined rows received before.</summary>
    ValueTask<long> SweepQuarantineAsync(Instant before, CancellationToken cancellation);
}
