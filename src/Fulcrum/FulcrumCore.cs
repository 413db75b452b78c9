using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum;

/// <summary>The core, put together over a store: what a host needs, one property a capability.</summary>
/// <remarks>Safe from many threads. Disposing writes the snapshots that are due; the store is the host's to dispose.</remarks>
public sealed class FulcrumCore : IAsyncDisposable
{
    /// <summary>Opens the core over a store that has a workspace in force.</summary>
    /// <exception cref="InvalidOperationException">No workspace was applied yet; <c>fulcrum workspace apply</c> does it.</exception>
    public static ValueTask<FulcrumCore> OpenAsync(
        IStore store, TimeProvider clock, IRandomSource random, CoreOptions options, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The store it runs over.</summary>
    public IStore Store => throw new NotSupportedException();

    /// <summary>The workspace in force.</summary>
    public WorkspaceInForce Workspace => throw new NotSupportedException();

    /// <summary>Events in.</summary>
    public CollectFlow Collect => throw new NotSupportedException();

    /// <summary>Consents in.</summary>
    public ConsentFlow Consents => throw new NotSupportedException();

    /// <summary>Decisions out.</summary>
    public DecisionFlow Decisions => throw new NotSupportedException();

    /// <summary>Views out.</summary>
    public ViewFlow Views => throw new NotSupportedException();

    /// <summary>Erasure.</summary>
    public ErasureFlow Erasures => throw new NotSupportedException();

    /// <summary>The identity graph.</summary>
    public LinkFlow Links => throw new NotSupportedException();

    /// <summary>Reads identifiers from what callers send.</summary>
    public IdentifierReader Identifiers => throw new NotSupportedException();

    /// <summary>Puts another workspace version in force; from its return on every operation uses it.</summary>
    public ValueTask ApplyAsync(WorkspaceReading reading, AppliedWorkspace applied, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Opens a quarantined payload for repair; null when its key is gone.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> OpenQuarantinedAsync(QuarantineRow row, CancellationToken cancellation) => throw new NotSupportedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotSupportedException();
}

/// <summary>Sizes of the core.</summary>
/// <param name="ProfilesMax">Most profiles held in memory; the least recently used leave.</param>
/// <param name="SnapshotEvery">How often profiles that changed are written behind.</param>
public sealed record CoreOptions(int ProfilesMax, TimeSpan SnapshotEvery)
{
    /// <summary>One million profiles, written behind every 5 s.</summary>
    public static CoreOptions Default { get; } = new(1_000_000, TimeSpan.FromSeconds(5));
}
