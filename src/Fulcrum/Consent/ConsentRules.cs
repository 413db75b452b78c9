using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent.Capture;
using Fulcrum.Consent.Laws;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What counts as a decision of the subject, and what of it is worth a row. Pure.</summary>
internal static class ConsentRules
{
    /// <summary>Brings a reported decision into the form that is journaled.</summary>
    /// <remarks>
    /// A time in the future counts as the time of receipt. A grant that is not whole, was not given expressly, or lacks what the
    /// subject's law demands becomes <see cref="ConsentState.Invalid"/> with its faults; one that has yet to be answered from its
    /// address becomes <see cref="ConsentState.Requested"/>. A refusal or withdrawal needs no evidence and always stands.
    /// </remarks>
    /// <param name="record">What was reported.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <param name="law">The law that applied to the subject when they decided.</param>
    /// <param name="age">The subject's age in years then; null when nothing says.</param>
    /// <param name="isAnswered">Whether the address it is about has answered.</param>
    internal static ConsentRecord Judge(ConsentRecord record, Workspace workspace, Law law, double? age, bool isAnswered = false)
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
        if (workspace.Purposes.TryGetValue(record.Purpose, out var purpose))
        {
            var (demanded, lawful) = ConsentDemands.Of(record, law[purpose], age);
            faults = faults.AddRange(demanded);
            record = lawful;
            if (faults.IsEmpty && law[purpose] is { NeedsAnswer: true, DoubleOptIn: { } demand } && !isAnswered)
            {
                return record with { At = at, State = ConsentState.Requested, Faults = [], Evidence = record.Evidence with { Law = ConsentDemands.NameOf(demand) } };
            }
        }

        return record with { At = at, State = faults.IsEmpty ? ConsentState.Given : ConsentState.Invalid, Faults = faults };
    }

    /// <summary>The same for somebody of whom nothing is known, by the law of the workspace's default place.</summary>
    internal static ConsentRecord Judge(ConsentRecord record, Workspace workspace) =>
        Judge(record, workspace, SubjectLaw.Of(null, null, record.At > record.ReceivedAt ? record.ReceivedAt : record.At, workspace), null);

    /// <summary>The same for a subject.</summary>
    /// <param name="record">What was reported.</param>
    /// <param name="profile">The subject's profile.</param>
    /// <param name="source">The source that reported it; null for none.</param>
    /// <param name="workspace">The workspace in force.</param>
    /// <param name="isAnswered">Whether the address it is about has answered.</param>
    /// <param name="place">Where the subject is taken to live until they say; empty for what the source or the workspace says.</param>
    internal static ConsentRecord Judge(ConsentRecord record, Profile profile, Source? source, Workspace workspace, bool isAnswered = false, string place = "")
    {
        // By the law of the day on which they decided: what was valid then stays valid.
        var at = record.At > record.ReceivedAt ? record.ReceivedAt : record.At;
        return Judge(record, workspace, SubjectLaw.Of(profile, source, at, workspace, place), AgeOf(record, profile, at, workspace), isAnswered);
    }

    /// <summary>The age that counts: the lower of what is known and what they said when they were asked.</summary>
    private static double? AgeOf(ConsentRecord record, Profile profile, Instant at, Workspace workspace)
    {
        var (known, said) = (SubjectLaw.AgeOf(profile, at, workspace), record.Evidence.AgeBand.Length > 0 ? Age.OfText(record.Evidence.AgeBand, at) : null);
        return known is { } one && said is { } other ? Math.Min(one, other) : known ?? said;
    }

    /// <summary>The parts of a profile whose journal must be told; empty when the record changes nothing.</summary>
    /// <remarks>
    /// A grant belongs to the subject it was given by. A refusal or withdrawal is told to every part of the profile, so
    /// that each part forgets what it kept for the purpose, and none gives it back when a link is cut.
    /// </remarks>
    /// <param name="profile">The profile as it stands.</param>
    /// <param name="subject">The part the record's identifiers resolve to.</param>
    /// <param name="judged">A record as <c>Judge</c> made it.</param>
    /// <param name="workspace">The workspace in force.</param>
    internal static ImmutableArray<SubjectId> PartsToTell(Profile profile, SubjectId subject, ConsentRecord judged, Workspace workspace)
    {
        if (BitOf(judged, workspace) is not { } bit)
        {
            return [];
        }

        var isNo = judged.State is ConsentState.Refused or ConsentState.Withdrawn;
        var told = ImmutableArray.CreateBuilder<SubjectId>();
        foreach (var part in profile.Parts)
        {
            if ((isNo || part.Subject == subject) && IsChange(profile, part, bit, judged, workspace))
            {
                told.Add(part.Subject);
            }
        }

        return told.ToImmutable();
    }

    /// <summary>A no to every purpose on every channel is a no to each: so each can be agreed to again by itself, and ends what it collected.</summary>
    internal static IEnumerable<ConsentRecord> Spelled(ConsentRecord record, Workspace workspace) =>
        record is { Purpose: ConsentRecord.EveryPurpose, Scope.Channel.Length: 0, State: ConsentState.Refused or ConsentState.Withdrawn }
            ? FoldPlan.Of(workspace).Decided.Select(purpose => record with { Purpose = purpose.Name })
            : [record];

    /// <summary>The bit of what a record decides about; null for a purpose that is not declared.</summary>
    internal static byte? BitOf(ConsentRecord record, Workspace workspace) =>
        workspace.Purposes.TryGetValue(record.Purpose, out var purpose) ? (byte)purpose.Bit
        : record.Purpose == ConsentRecord.EveryPurpose ? ConsentCell.EveryPurpose
        : null;

    private static bool IsChange(Profile profile, ProfilePart part, byte bit, ConsentRecord judged, Workspace workspace)
    {
        var before = part.ConsentIn(bit, judged.Scope);
        workspace.Purposes.TryGetValue(judged.Purpose, out var purpose);
        if (purpose is not null && part.Staleness.IsAny)
        {
            before = before.Under(part.Staleness, part.Subject, purpose);
        }

        var after = before.Next(long.MaxValue, judged);
        after = purpose is not null && part.Staleness.IsAny ? after.Under(part.Staleness, part.Subject, purpose) : after;
        if (before.IsNo && after.IsNo)
        {
            // Said again it still ends what was kept since by somebody else's yes, or a later yes would bring that back.
            return IsBesideYes(part, before) || part.HasKept(Unjustified.Ended(judged, workspace));
        }

        if (after.State != before.State || Renews(before, after, workspace) || (after.Verified && !before.Verified))
        {
            return true;
        }

        // The same yes again counts only where it is said after a merge, or after a wider no, and settles what that left open.
        return judged is { State: ConsentState.Given } && purpose is not null
            && profile.StandingOf(purpose, judged.Scope, judged.ReceivedAt, workspace).State != ConsentState.Given
            && ((judged.Verified && profile.StandingIf(purpose, part.Subject, after, judged.ReceivedAt, workspace).State == ConsentState.Given)
                || part.ConsentOf(purpose, judged.Scope, workspace).IsNo);
    }

    /// <summary>Whether a yes to less was said since this no: the same no said again takes that back as well.</summary>
    private static bool IsBesideYes(ProfilePart part, ConsentCell no)
    {
        foreach (ref readonly var cell in part.Consents)
        {
            if (cell.Bit == no.Bit && cell.State is ConsentState.Given or ConsentState.Requested && cell.Sequence > no.Sequence && no.Scope.Covers(cell.Scope))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a yes rests on a newer version of its notice, or on one that outlasts it; two sources taking turns renew nothing.</summary>
    private static bool Renews(ConsentCell before, ConsentCell after, Workspace workspace)
    {
        if (after.Notice == before.Notice || !workspace.Notices.TryGetValue(after.Notice, out var next) || after.IsNoticeChanged(workspace))
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

        // What the caller itself found missing, for example the time that stands there only since there must be one.
        faults.AddRange(record.Faults);
        faults.AddRange(CaptureRules.FaultsOf(record, workspace));
        Add(record.State != ConsentState.Given, "not-a-decision");
        Add(record.Method != ConsentMethod.Express, record.Method switch
        {
            ConsentMethod.Implied => "implied",
            ConsentMethod.Bundled => "bundled",
            ConsentMethod.Silent => "silent",
            _ => "signal-cannot-grant",
        });
        var declared = workspace.Purposes.TryGetValue(record.Purpose, out var purpose);
        var isEvery = !declared && record.Purpose == ConsentRecord.EveryPurpose;
        Add(!declared && !isEvery, "purpose-undeclared");

        // A yes to every purpose at once would be a bundle; it can only take back that a channel was refused for all.
        Add(isEvery && record.Scope.Channel.Length == 0, "bundled");
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
            Add(declared && notice.Lapsed.Contains(purpose!), "notice-changed");
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
