using Fulcrum.Consent.Capture;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>What taking events in works with; made once.</summary>
internal sealed record CollectParts(
    IStore Store,
    TimeProvider Clock,
    IdentifierReader Reader,
    KnownIdentifiers Known,
    LiveProfiles Profiles,
    RowBatches Batches,
    MessageKeys MessageKeys,
    QuarantineKeeper Quarantine,
    RefusedLinks RefusedLinks,
    CaptureTokens Capture,
    WorkspaceInForce Workspace);
