using Fulcrum.Postgres.Cluster;

namespace Fulcrum.Cluster.Tests.Owning;

/// <summary>The one row that says who owns the store, as the database keeps it; the real one has its own tests.</summary>
internal sealed class OwnerRow
{
    private readonly Lock _lock = new();
    private OwnerView _view = new(0, 0, null);

    public OwnerView View
    {
        get
        {
            lock (_lock)
            {
                return _view;
            }
        }
    }

    /// <summary>Another node is faster than all others.</summary>
    public void Give(ClusterNode? node)
    {
        lock (_lock)
        {
            _view = new OwnerView(_view.Claim + 1, _view.Beat + 1, node);
        }
    }

    public long? TryClaim(ClusterNode node, OwnerView seen)
    {
        lock (_lock)
        {
            if (_view.Claim != seen.Claim || _view.Beat != seen.Beat)
            {
                return null;
            }

            _view = new OwnerView(_view.Claim + 1, _view.Beat + 1, node);
            return _view.Claim;
        }
    }

    public bool TryBeat(long claim)
    {
        lock (_lock)
        {
            if (!IsMine(claim))
            {
                return false;
            }

            _view = _view with { Beat = _view.Beat + 1 };
            return true;
        }
    }

    public bool Release(long claim)
    {
        lock (_lock)
        {
            if (_view.Claim != claim)
            {
                return false;
            }

            _view = new OwnerView(claim, _view.Beat + 1, null);
            return true;
        }
    }

    public bool IsMine(long claim) => _view.Claim == claim && _view.Owner is not null;
}

/// <summary>Asks the row at once, or fails as a database that is not reached does.</summary>
internal sealed class RowLease(OwnerRow row) : IOwnerLease
{
    private volatile bool _isCut;

    /// <summary>Whether the way to the database is cut.</summary>
    public bool IsCut { get => _isCut; set => _isCut = value; }

    public Task<OwnerView> LookAsync(CancellationToken end) => AskAsync(() => row.View);

    public Task<long?> TryClaimAsync(ClusterNode node, OwnerView seen, CancellationToken end) => AskAsync(() => row.TryClaim(node, seen));

    public Task<bool> BeatAsync(long claim, CancellationToken end) => AskAsync(() => row.TryBeat(claim));

    public Task ReleaseAsync(long claim, CancellationToken end) => AskAsync(() => row.Release(claim));

    public Task EvictAsync(long claim, CancellationToken end) => AskAsync(() => row.IsMine(claim) ? true : throw new StoreUnavailableException("Another node has claimed the store meanwhile."));

    public ValueTask DisposeAsync() => default;

    private Task<T> AskAsync<T>(Func<T> ask) => _isCut ? Task.FromException<T>(new StoreUnavailableException("The database did not answer.")) : Task.FromResult(ask());
}
