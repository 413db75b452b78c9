using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>What an append takes back of which connected systems ask to hear. Pure; asked before the append is folded in.</summary>
internal static class TakenBack
{
    /// <summary>The note of it for one profile; null when no system asks to hear of it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="live">The profile, its lock held.</param>
    /// <param name="records">What is recorded of it, each in the part it is told to.</param>
    /// <param name="named">What they named themselves by, of which no event may tell.</param>
    public static TellIdentitiesEntry? NoteOf(Func<string> id, LiveProfile live, IEnumerable<(ProfilePart Part, ConsentRecord Record)> records, ImmutableArray<KeptIdentifier> named)
    {
        var (systems, withdrawn) = (live.Workspace.Systems.Values, new HashSet<WithdrawnUse>());
        Instant? at = null;
        var own = SubjectId.None;
        foreach (var (part, record) in records)
        {
            if (TakesBack(part, record, live.Workspace) && systems.Any(system => system.HearsOf(record.Purpose, live.Workspace)) && withdrawn.Add(new WithdrawnUse(record.Purpose, record.Scope)))
            {
                at ??= record.ReceivedAt;
                own = own.IsNone ? part.Subject : own;
            }
        }

        return at is not { } since ? null : new TellIdentitiesEntry(id(), named, since)
        {
            Subjects = [own, .. live.Parts.Select(one => one.Part.Subject).Where(subject => subject != own)],
            Withdrawn = [.. withdrawn.OrderBy(use => use.Purpose, StringComparer.Ordinal).ThenBy(use => use.Scope.ToString(), StringComparer.Ordinal)],
        };
    }

    /// <summary>Whether a no takes something back: it says so, or a yes to some of it stood.</summary>
    private static bool TakesBack(ProfilePart part, ConsentRecord record, Workspace workspace)
    {
        if (record.State != ConsentState.Refused)
        {
            return record.State == ConsentState.Withdrawn;
        }

        foreach (ref readonly var cell in part.Consents)
        {
            var isOfIt = record.Purpose == ConsentRecord.EveryPurpose || cell.Bit == ConsentRules.BitOf(record, workspace);
            if (cell.State == ConsentState.Given && isOfIt && (record.Scope.Covers(cell.Scope) || cell.Scope.Covers(record.Scope)))
            {
                return true;
            }
        }

        return false;
    }
}
