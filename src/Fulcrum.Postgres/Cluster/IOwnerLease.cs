namespace Fulcrum.Postgres.Cluster;

/// <summary>Who of the nodes over one database owns the store. Safe from many threads.</summary>
/// <remarks>
/// Every call answers or fails within the timeout it was opened with, and fails with <see cref="StoreUnavailableException"/>. A call that failed
/// may still have been done: whoever claimed and got no answer looks again, and finds the claim under its own name or not.
/// </remarks>
public interface IOwnerLease : IAsyncDisposable
{
    /// <summary>What the primary says now.</summary>
    Task<OwnerView> LookAsync(CancellationToken end);

    /// <summary>Takes ownership if it still is as it was seen.</summary>
    /// <param name="node">Who takes it.</param>
    /// <param name="seen">Compared with what is there, by claim and beat.</param>
    /// <param name="end">Stops the wait.</param>
    /// <returns>The new claim; null when another was faster, or the owner beat in between.</returns>
    Task<long?> TryClaimAsync(ClusterNode node, OwnerView seen, CancellationToken end);

    /// <summary>Says that the owner lives.</summary>
    /// <returns>False when the claim is no longer the one in force: then everything must stop at once.</returns>
    Task<bool> BeatAsync(long claim, CancellationToken end);

    /// <summary>Gives ownership up, so that the next need not wait for the lease to run out. Whoever does so has closed the store before.</summary>
    Task ReleaseAsync(long claim, CancellationToken end);

    /// <summary>
    /// Makes it impossible that an earlier owner still writes: ends the sessions that hold the store's lock and the mirrors of earlier claims, so that what
    /// they had not committed is gone, and raises the store's epoch, so that they are refused when they come back. Called before the store is opened.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The claim is not the one in force, a session did not end in time, or it is another role's.</exception>
    Task EvictAsync(long claim, CancellationToken end);
}

/// <summary>What the database says about who owns the store.</summary>
/// <remarks>Age is never read from a clock of anybody else: a reader counts, on its own monotonic clock, since when it has seen the same beat.</remarks>
/// <param name="Claim">Grows by one with every node that takes the store over; 0 before the first.</param>
/// <param name="Beat">Grows with every sign of life, claim and release.</param>
/// <param name="Owner">The owner; null when none ever was, or the last one gave it up.</param>
public sealed record OwnerView(long Claim, long Beat, ClusterNode? Owner);
