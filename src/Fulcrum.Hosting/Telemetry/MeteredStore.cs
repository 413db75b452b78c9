using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>A store whose journal is measured as it grows. The store under it stays its opener's to dispose.</summary>
public sealed class MeteredStore : StoreAround
{
    private readonly MeteredJournal _journal;

    /// <summary>Stands around a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="clock">Tells how long it takes.</param>
    public MeteredStore(IStore inner, TimeProvider clock)
        : base(inner) => Journal = _journal = new MeteredJournal(inner.Journal, clock);

    /// <summary>Tells the names of sources and purposes, once a workspace is known; until then sources go by their number.</summary>
    public void Name(Func<Workspace> workspace) => _journal.Workspace = workspace;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        _journal.Dispose();
        return base.DisposeAsync();
    }
}
