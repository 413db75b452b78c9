using System.Collections.Immutable;
using Fulcrum.Workspaces.Comparing;

namespace Fulcrum.Workspaces;

/// <summary>What changes between two versions of a workspace, in words, with a mark on what loosens privacy.</summary>
/// <remarks>Pure. Both versions must have been read with the same numbering. Comments and layout of the files are no change.</remarks>
public static class WorkspaceDiff
{
    /// <summary>The changes, by kind of thing in the order of the files; empty when both mean the same.</summary>
    /// <param name="before">The version in force; null when there is none: everything is then new, and nothing loosens.</param>
    /// <param name="after">The version that would be.</param>
    public static ImmutableArray<WorkspaceChange> Between(Workspace? before, Workspace after)
    {
        var changes = new ChangeList(before, after);
        SettingsChanges.Compare(before, after, changes);
        PurposeChanges.Compare(before, after, changes);
        NoticeChanges.Compare(before, after, changes);
        DisclosureChanges.Compare(before, after, changes);
        LawChanges.Compare(before, after, changes);
        ContractChanges.Compare(before, after, changes);
        IntakeChanges.Compare(before, after, changes);
        SurfaceChanges.Compare(before, after, changes);
        ExchangeChanges.Compare(before, after, changes);
        PartnerChanges.Compare(before, after, changes);
        StaffChanges.Compare(before, after, changes);
        DecisionChanges.Compare(before, after, changes);
        PolicyChanges.Compare(before, after, changes);
        return changes.All;
    }
}
