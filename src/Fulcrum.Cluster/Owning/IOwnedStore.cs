using Fulcrum.Cluster.Passing;

namespace Fulcrum.Cluster.Owning;

/// <summary>The store, opened by the one node that owns it, and what serves it. Disposing lets the store go.</summary>
public interface IOwnedStore : IAsyncDisposable
{
    /// <summary>Serves events and decisions.</summary>
    HandedServer Server { get; }

    /// <summary>Serves the privacy centre; null for none.</summary>
    HandedServer? Portal { get; }

    /// <summary>Serves the staff console; null for none.</summary>
    HandedServer? Console { get; }

    /// <summary>Why the store writes no more until it is opened again; null while it does.</summary>
    Fault? Failed { get; }
}

/// <summary>Opens the store for the node that just became its owner.</summary>
/// <param name="claim">The number of its ownership.</param>
/// <param name="end">Stops the opening.</param>
public delegate Task<IOwnedStore> OpenOwned(long claim, CancellationToken end);
