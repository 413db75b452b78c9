namespace Fulcrum.Collect;

/// <summary>Which message ids were taken in within the window (7 days, per source). Exact: no false answers either way.</summary>
/// <remarks>
/// <c>DedupeContract</c> is the full meaning. Key and event are one write (<c>JournalRow.Dedupe</c>); this index is
/// memory plus sorted runs, written behind and replayed before intake opens. Safe from many threads.
/// </remarks>
public interface IDedupe
{
    /// <summary>Takes a key: true for exactly one of all callers within the window, false for every other.</summary>
    /// <remarks>
    /// The caller that got true must append a row carrying the key or call <see cref="Release"/>. A caller told false
    /// must not acknowledge before what holds the key is durable: <paramref name="holder"/> says when.
    /// </remarks>
    /// <param name="key">Keyed hash of (source, message id); never 0.</param>
    /// <param name="at">Time of receipt.</param>
    /// <param name="holder">For a refused key: ends when its holder's row is on disk; already ended for old ones.</param>
    bool TryTake(UInt128 key, Instant at, out Task holder);

    /// <summary>Says what a taken key's row waits for.</summary>
    void Bind(UInt128 key, Task durable);

    /// <summary>Gives a taken key back, when nothing was appended for it.</summary>
    void Release(UInt128 key);
}
