using Fulcrum.Postgres.Cluster;

namespace Fulcrum.Cluster.Owning;

/// <summary>Who owns the store, as a node last knew.</summary>
/// <param name="Claim">The number of the ownership; 0 when none is known.</param>
/// <param name="Store">The store, when it is this node's own and open; else null.</param>
/// <param name="Other">The other node that owns it; else null.</param>
/// <param name="Over">Canceled when this is no longer what is known.</param>
public sealed record Standing(long Claim, IOwnedStore? Store, ClusterNode? Other, CancellationToken Over);
