using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What a Global Privacy Control signal (<c>Sec-GPC: 1</c>) refuses, for events and decisions alike.</summary>
/// <remarks>
/// The signal objects to sale, sharing and advertising across contexts, not to first-party use; which purposes those are, only
/// the company knows. So a purpose says <c>privacy-control: refuses</c> or <c>leaves</c>. Where some purpose of a workspace says
/// so, those that say nothing are refused when they rest on consent or on a legitimate interest (unknown is no), and left when
/// the law rests them on anything else. Where none does, the signal refuses all it can: everything that rests on consent, and
/// every personal decision. Source: W3C Global Privacy Control, working draft.
/// </remarks>
public static class PrivacyControl
{
    /// <summary>Whether any purpose says what the signal means for it.</summary>
    internal static bool IsDeclared(Workspace workspace) => workspace.Purposes.Values.Any(purpose => purpose.RefusedByPrivacyControl is not null);

    /// <summary>Purposes that may keep what an event under the signal brings.</summary>
    internal static PurposeSet LeftForEvents(Workspace workspace)
    {
        var isDeclared = IsDeclared(workspace);
        var left = PurposeSet.Empty;
        foreach (var purpose in workspace.Purposes.Values)
        {
            left |= (isDeclared ? Refuses(purpose) : purpose.NeedsConsent) ? PurposeSet.Empty : purpose.Alone;
        }

        return left;
    }

    /// <summary>Purposes under which a decision may be personal in spite of the signal.</summary>
    public static PurposeSet LeftForDecisions(Workspace workspace) => IsDeclared(workspace) ? LeftForEvents(workspace) : PurposeSet.Empty;

    private static bool Refuses(Purpose purpose) =>
        purpose.RefusedByPrivacyControl ?? (purpose.Basis is LegalBasis.Consent or LegalBasis.LegitimateInterest && !purpose.Protective);
}
