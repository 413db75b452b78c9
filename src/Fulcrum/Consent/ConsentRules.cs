using System.Collections.Immutable;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What counts as a decision of the subject, and what of it is worth a row. Pure.</summary>
internal static class ConsentRules
{
    /// <summary>Brings a reported decision into the form that is journaled.</summary>
    /// <remarks>
    /// A time in the future counts as the time of receipt. A grant that is not whole, or was not given expressly, becomes
    /// <see cref="ConsentState.Invalid"/> with its faults; a refusal or withdrawal needs no evidence and always stands.
    /// </remarks>
    internal static ConsentRecord Judge(ConsentRecord record, Workspace workspace)
    {
        var at = record.At > record.ReceivedAt ? record.ReceivedAt : record.At;
        if (record.State is ConsentState.Refused or ConsentState.Withdrawn)
        {
            return record with { At = at == Instant.Never ? record.ReceivedAt : at, Faults = [] };
        }

        if (record is { State: ConsentState.Invalid, Faults.IsEmpty: false })
        {
            return record with { At = at }; // Judged before.
        }

        var faults = FaultsOf(record with { At = at }, workspace);
        return record with { At = at, State = faults.IsEmpty ? ConsentState.Given : ConsentState.Invalid, Faults = faults };
    }

    /// <summary>The parts of a profile whose journal must be told; empty when the record changes nothing.</summary>
    /// <remarks>
    /// A grant belongs to the subject it was given by. A refusal or withdrawal is told to every part of the profile, so
    /// that each part forgets what it kept for the purpose, and none gives it back when a link is cut.
    /// </remarks>
    /// <param name="profile">The profile as it stands.</param>
    /// <param name="subject">The part the record's identifiers resolve to.</param>
    /// <param name="judged">A record as <see cref="Judge"/> made it.</param>
    /// <param name="workspace">The workspace in force.</param>
    internal static ImmutableArray<SubjectId> PartsToTell(Profile profile, SubjectId subject, ConsentRecord judged, Workspace workspace)
    {
        if (!workspace.Purposes.TryGetValue(judged.Purpose, out var purpose))
        {
            return [];
        }

        var isNo = judged.State is ConsentState.Refused or ConsentState.Withdrawn;
        var told = ImmutableArray.CreateBuilder<SubjectId>();
        foreach (var part in profile.Parts)
        {
            if ((isNo || part.Subject == subject) && IsChange(profile, part, purpose, judged, workspace))
            {
                told.Add(part.Subject);
            }
        }

        return told.ToImmutable();
    }

    private static bool IsChange(Profile profile, ProfilePart part, Purpose purpose, ConsentRecord judged, Workspace workspace)
    {
        var before = part.ConsentOf(purpose);
        var after = before.Next(long.MaxValue, judged);
        after = part.Staleness.IsAny ? after.Under(part.Staleness, part.Subject, purpose) : after;
        if (before.IsNo && after.IsNo)
        {
            return false;
        }

        if (after.State != before.State || Renews(before, after, workspace) || (after.Verified && !before.Verified))
        {
            return true;
        }

        // The same yes again counts only where it is said after a merge and settles what the merge left open.
        return judged is { State: ConsentState.Given, Verified: true }
            && profile.StandingOf(purpose, judged.ReceivedAt, workspace).State != ConsentState.Given
            && profile.StandingIf(purpose, part.Subject, after, judged.ReceivedAt, workspace).State == ConsentState.Given;
    }

    /// <summary>Whether a yes rests on a newer version of its notice, or on one that outlasts it; two sources taking turns renew nothing.</summary>
    private static bool Renews(ConsentCell before, ConsentCell after, Workspace workspace)
    {
        if (after.Notice == before.Notice || !workspace.Notices.TryGetValue(after.Notice, out var next))
        {
            return false;
        }

        return !workspace.Notices.TryGetValue(before.Notice, out var old)
            || old.Name == next.Name
            || (old.Until is { } ends && (next.Until is not { } until || until > ends));
    }

    private static ImmutableArray<string> FaultsOf(ConsentRecord record, Workspace workspace)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        Add(record.State != ConsentState.Given, "not-a-decision");
        Add(record.Method != ConsentMethod.Express, record.Method switch
        {
            ConsentMethod.Implied => "implied",
            ConsentMethod.Bundled => "bundled",
            ConsentMethod.Silent => "silent",
            _ => "signal-cannot-grant",
        });
        var declared = workspace.Purposes.TryGetValue(record.Purpose, out var purpose);
        Add(!declared, "purpose-undeclared");
        if (record.Notice.Length == 0)
        {
            faults.Add("notice-missing");
        }
        else if (!workspace.Notices.TryGetValue(record.Notice, out var notice))
        {
            faults.Add("notice-unknown");
        }
        else
        {
            Add(declared && !notice.Purposes.Contains(purpose!), "notice-does-not-cover");
            Add(notice.Until is { } until && record.At >= until, "notice-expired");
        }

        Add(string.IsNullOrWhiteSpace(record.Language), "language-missing");
        Add(record.At.UnixMs <= 0, "time-missing");
        Add(string.IsNullOrWhiteSpace(record.Channel), "channel-missing");
        return faults.ToImmutable();

        void Add(bool isFault, string key)
        {
            if (isFault)
            {
                faults.Add(key);
            }
        }
    }
}
