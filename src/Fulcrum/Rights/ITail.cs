using Fulcrum.Consent;

namespace Fulcrum.Rights;

/// <summary>The consent-and-erasure tail log: every no and every erasure, outside the store, so that a backup of the store cannot lose it.</summary>
/// <remarks>One thread writes. Numbered, chained and authenticated; a record is on disk before the journal row it belongs to.</remarks>
public interface ITail : IDisposable
{
    /// <summary>Takes up the log behind what a store knows of it. Called once, before anything is written.</summary>
    /// <param name="known">The last record the store's journal holds the meaning of.</param>
    /// <param name="isRestored">Whether the store was put back from a backup: a log that begins anew then lacks something, even when nothing of it is there.</param>
    /// <returns>Records written after it: a crash came between the log and the journal, or the journal is an older one.</returns>
    IReadOnlyList<TailRecord> Open(TailMark known, bool isRestored);

    /// <summary>Writes records; on disk when it returns.</summary>
    /// <returns>The place behind them.</returns>
    /// <exception cref="TailFullException">There was no room for them; writing them again is safe.</exception>
    /// <exception cref="IOException">The disk would not take them; nothing of them may be acknowledged.</exception>
    TailMark Write(IReadOnlyList<TailRecord> records);

    /// <summary>The place behind the last record.</summary>
    TailMark End { get; }

    /// <summary>What was wrong with the log when it was taken up; null when it held together.</summary>
    Fault? Damage { get; }
}

/// <summary>What a store knows of its tail log.</summary>
/// <remarks>Safe from many threads.</remarks>
public interface ITailState
{
    /// <summary>Which answers are stale, since the store was restored without its tail.</summary>
    Staleness Staleness { get; }

    /// <summary>Where the knowledge of the backup ended: a replay begins behind it.</summary>
    TailMark StaleFrom { get; }

    /// <summary>What was wrong with the log when the store was opened: backups made before need another copy of it. Null when it held together.</summary>
    Fault? Damage { get; }

    /// <summary>Records of the log that the journal does not hold yet; the core takes them in before it serves anybody.</summary>
    IReadOnlyList<TailRecord> Pending { get; }

    /// <summary>Notes that what was pending is in the journal.</summary>
    ValueTask FinishAsync(CancellationToken cancellation);

    /// <summary>Notes that a whole tail was replayed: nothing is stale any more.</summary>
    ValueTask EndStalenessAsync(CancellationToken cancellation);
}
