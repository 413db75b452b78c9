namespace Fulcrum.Hosting.Nodes;

/// <summary>What is known of a request that reached no owner of the store; a feature of the request.</summary>
/// <param name="MayBeDone">Whether it was sent to an owner whose answer never came: it may have been done. Else it was not.</param>
public sealed record DetachedRequest(bool MayBeDone);
