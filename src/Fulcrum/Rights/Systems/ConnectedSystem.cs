using System.Collections.Immutable;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Systems;

/// <summary>A system that got data from us and must be told of rights (GDPR Art. 19).</summary>
/// <param name="Name">For example <c>mail-house</c>.</param>
/// <param name="Title">For people.</param>
/// <param name="Protocol">How it is told.</param>
/// <param name="Address">Where; for OpenDSR the address of its requests.</param>
/// <param name="Kinds">Of which rights.</param>
/// <param name="Identifiers">Names of the identifier types it knows people by; nothing else is sent.</param>
/// <param name="Ask">Whom to ask when it does not answer.</param>
public sealed record ConnectedSystem(string Name, LocalText Title, SystemProtocol Protocol, Uri Address, ImmutableArray<RequestKind> Kinds, ImmutableArray<string> Identifiers, string Ask)
{
    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>How a system is told.</summary>
public enum SystemProtocol
{
    /// <summary>A signed message of our own form.</summary>
    Webhook,

    /// <summary>OpenDSR: we are the controller, it is the processor.</summary>
    OpenDsr,
}
