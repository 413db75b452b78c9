using Fulcrum.Postgres.Cluster;

namespace Fulcrum.Cluster.Owning;

/// <summary>Whether this node owns the store, and who does otherwise: looks, takes over from an owner that fell silent, asks for its lease again, and gives up.</summary>
/// <remarks>
/// The law: an owner answers only while less than a lease has passed since it began to ask the database, and was told, that it still is
/// the owner; another takes over only when it saw nothing new of it for a whole lease. So no two answer at one time, whatever their wall
/// clocks say, and what the new owner acknowledges is known to whatever is decided later (Gray and Cheriton, Leases, SOSP 1989).
/// Safe from many threads; <see cref="RunAsync"/> runs once.
/// </remarks>
public sealed class Ownership(ClusterNode self, IOwnerLease lease, OpenOwned open, ClusterOptions options, TimeProvider clock, Action<string> say) : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private CancellationTokenSource _over = new();
    private volatile Standing _standing = new(0, null, null, CancellationToken.None);
    private long _validUntil;
    private long _toldOf;
    private long? _failedAt;

    /// <summary>What is known now.</summary>
    public Standing Standing => _standing;

    /// <summary>Whether this node may answer from its own store at this moment.</summary>
    public bool MayAnswer(Standing standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return standing.Store is not null && (!options.ChecksLease || clock.GetTimestamp() < Volatile.Read(ref _validUntil));
    }

    /// <summary>Looks after the ownership until the end; then gives it up in order.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        Become(0, null, null);
        OwnerView? seen = null;
        var since = clock.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            try
            {
                var view = await lease.LookAsync(end);
                if (seen is null || view.Claim != seen.Claim || view.Beat != seen.Beat || view.Owner != seen.Owner)
                {
                    (seen, since) = (view, clock.GetTimestamp());
                    Become(view.Claim, null, view.Owner);
                    Tell(view);
                }

                if ((view.Owner is null || clock.GetElapsedTime(since) >= options.Lease) && MayClaim() && await ClaimAsync(view, end))
                {
                    (seen, since) = (null, clock.GetTimestamp());
                    continue;
                }

                await Task.Delay(options.LookEvery, clock, end);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (IsTrouble(fault))
            {
                // Whoever was the owner may be it still: requests go on to it. Nothing is claimed on what was seen before.
                seen = null;
                await Task.Delay(options.LookEvery, clock, CancellationToken.None);
            }
        }
    }

    /// <summary>Lets go of what waits. <see cref="RunAsync"/> has ended.</summary>
    public void Dispose() => _over.Dispose();

    /// <summary>Owns from a claim on until it is lost or the end; false when another was faster.</summary>
    private async Task<bool> ClaimAsync(OwnerView seen, CancellationToken end)
    {
        var asked = clock.GetTimestamp();
        if (await lease.TryClaimAsync(self, seen, end) is not { } claim)
        {
            return false;
        }

        Extend(asked);
        Become(claim, null, null);
        using var owning = CancellationTokenSource.CreateLinkedTokenSource(end);
        var beating = BeatAsync(claim, owning);
        IOwnedStore? store = null;
        try
        {
            await lease.EvictAsync(claim, owning.Token);
            store = await open(claim, owning.Token);
            Become(claim, store, null);
            say($"This node, {self.Name}, owns the store (ownership {claim}).");
            await WaitAsync(store, owning.Token);
        }
        catch (OperationCanceledException) when (owning.IsCancellationRequested)
        {
            // Lost, or over.
        }
        catch (Exception fault)
        {
            // Whatever it was, a node that did not try again would never own the store, and nobody would notice.
            say($"This node could not open the store: {(fault as StoreStartException)?.Fault.What ?? fault.Message} {(fault as StoreStartException)?.Fault.Remedy}");
            _failedAt = clock.GetTimestamp();
        }
        finally
        {
            Become(claim, null, null);
            var isClosed = await TryCloseAsync(store);
            owning.Cancel();
            await beating;
            Volatile.Write(ref _validUntil, 0);
            if (isClosed)
            {
                await ReleaseAsync(claim);
            }
        }

        return true;
    }

    /// <summary>Asks for the lease again and again, and ends the owning when another has it.</summary>
    private async Task BeatAsync(long claim, CancellationTokenSource owning)
    {
        while (!owning.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(options.BeatEvery, clock, owning.Token);
                var asked = clock.GetTimestamp();
                if (!await lease.BeatAsync(claim, owning.Token))
                {
                    Volatile.Write(ref _validUntil, 0);
                    say($"Another node owns the store now; this node, {self.Name}, passes requests on to it.");
                    owning.Cancel();
                    return;
                }

                Extend(asked);
            }
            catch (OperationCanceledException) when (owning.IsCancellationRequested)
            {
                return;
            }
            catch (Exception)
            {
                // Not lost yet: until the lease is over it answers, then it falls silent; when the database is back, whoever is faster has it.
            }
        }
    }

    private async Task WaitAsync(IOwnedStore store, CancellationToken end)
    {
        while (store.Failed is null)
        {
            await Task.Delay(options.BeatEvery, clock, end);
        }

        say($"The store has to be opened again: {store.Failed.What}");
    }

    /// <summary>Whoever could not open the store lets the others try first: what is wrong may be wrong on this machine only.</summary>
    private bool MayClaim() => _failedAt is not { } at || clock.GetElapsedTime(at) >= AfterFailure;

    /// <summary>Closes the store; false when it did not close in order, and the others had better wait for the lease.</summary>
    private async Task<bool> TryCloseAsync(IOwnedStore? store)
    {
        try
        {
            await (store?.DisposeAsync() ?? default);
            return true;
        }
        catch (Exception fault)
        {
            say($"The store did not close in order: {fault.Message}");
            return false;
        }
    }

    private async Task ReleaseAsync(long claim)
    {
        using var patience = new CancellationTokenSource(options.Lease, clock);
        try
        {
            await lease.ReleaseAsync(claim, patience.Token);
        }
        catch (Exception fault) when (fault is OperationCanceledException || IsTrouble(fault))
        {
            // The others wait for the lease instead.
        }
    }

    private void Extend(long asked) =>
        Volatile.Write(ref _validUntil, asked + (long)((options.Lease - options.Margin).TotalSeconds * clock.TimestampFrequency));

    private void Become(long claim, IOwnedStore? store, ClusterNode? owner)
    {
        CancellationTokenSource before;
        lock (_lock)
        {
            // A former self in the row is nobody to pass on to.
            var other = owner is not null && owner.Name != self.Name ? owner : null;
            var known = _standing;
            if (known.Claim == claim && ReferenceEquals(known.Store, store) && known.Other == other && known.Over.CanBeCanceled)
            {
                return;
            }

            before = _over;
            _over = new CancellationTokenSource();
            _standing = new Standing(claim, store, other, _over.Token);
        }

        before.Cancel();
        before.Dispose();
    }

    private void Tell(OwnerView view)
    {
        if (view.Owner is { } owner && owner.Name != self.Name && _toldOf != view.Claim)
        {
            _toldOf = view.Claim;
            say($"Node {owner.Name} at {owner.Url} owns the store (ownership {view.Claim}).");
        }
    }

    private static bool IsTrouble(Exception fault) => fault is System.Data.Common.DbException or StoreUnavailableException or IOException or TimeoutException or System.Net.Sockets.SocketException or OperationCanceledException;
}
