using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <content>What a subject is shown of themselves.</content>
public sealed partial class Session
{
    /// <summary>Everything held of the subject, used or not. Not for any use: for the subject's own eyes, once the access is journaled.</summary>
    /// <param name="subjects">The parts that may be shown.</param>
    /// <param name="at">The instant.</param>
    /// <param name="held">The profile with what ended purposes were kept for, read from the journal; null where nothing ended.</param>
    internal OwnView ReadOwn(ImmutableArray<SubjectId> subjects, Instant at, HeldProfile? held)
    {
        var shown = ShownOf(subjects);
        var standings = ImmutableArray.CreateBuilder<OwnStanding>(Workspace.Purposes.Count);
        foreach (var purpose in Workspace.Purposes.Values.OrderBy(purpose => purpose.Name, StringComparer.Ordinal))
        {
            standings.Add(ReadOwn(shown, purpose, at));
        }

        var plan = FoldPlan.Of(Workspace);
        var ended = held?.Whole;
        var facts = ImmutableArray.CreateBuilder<OwnFact>();
        foreach (var fact in Workspace.Facts.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal))
        {
            if (ReadOwn(shown, fact, standings, ended, at, plan) is { IsEmpty: false } readings)
            {
                facts.Add(new OwnFact(fact, readings) { ContestedAt = _live.Profile.ContestOf(fact.Name)?.At, IsUpheld = _live.Profile.ContestOf(fact.Name)?.IsUpheld ?? false });
            }
        }

        return new OwnView(at, facts.ToImmutable(), standings.MoveToImmutable());
    }

    /// <summary>The parts that somebody may be shown who proved control of an address, or holds a device; empty for none.</summary>
    internal ImmutableArray<SubjectId> ReachOf(Identifier proven)
    {
        var plan = FoldPlan.Of(Workspace);
        return proven.Type.NamesDevice ? OwnReach.OfDevice(_live.Profile, _subject, plan) : OwnReach.OfAddress(_live.Profile, _subject, proven, plan);
    }

    /// <summary>The rows of some parts, for the subject's own eyes.</summary>
    internal OwnRows OwnRows(IJournal journal, ImmutableArray<SubjectId> subjects) => new(journal, _live.Parts.RemoveAll(live => !subjects.Contains(live.Part.Subject)));

    private Profile ShownOf(ImmutableArray<SubjectId> subjects) => subjects.Length == _live.Profile.Parts.Length
        ? new Profile(_live.Profile.Parts) { ShowsContested = true }
        : new Profile(_live.Profile.Parts.RemoveAll(part => !subjects.Contains(part.Subject))) { ShowsContested = true };

    /// <summary>The workspace the profile is folded under.</summary>
    internal Workspace FoldedUnder => Workspace;

    /// <summary>Whether a no of theirs ended any purpose: then the journal may hold what no purpose may use any more.</summary>
    internal bool HasEnded
    {
        get
        {
            foreach (var part in _live.Profile.Parts)
            {
                foreach (ref readonly var cell in part.Consents)
                {
                    if (cell.NoAt != Instant.Never)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    private OwnStanding ReadOwn(Profile shown, Purpose purpose, Instant at)
    {
        var law = SubjectLaw.Of(_live.Profile, null, at, Workspace);
        var ruled = law[purpose];
        var age = ruled.BannedBelowAge is null ? null : SubjectLaw.AgeOf(_live.Profile, at, Workspace);
        var standing = shown.StandingOf(purpose, at, Workspace);
        var parts = ReadParts(shown, purpose, at) is { IsDefault: false } apart ? apart : [];
        var channels = Workspace.Placements.Values.Where(placement => placement.Purpose.Name == purpose.Name).Select(placement => placement.Channel)
            .Concat(parts.Select(part => part.Scope.Channel)).Where(channel => channel.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new OwnStanding(
            purpose, standing, RefusedNow(ConsentScope.Whole), ruled.Basis, ruled.NeedsConsent, ruled.EndsByNo,
            standing.State is ConsentState.Refused or ConsentState.Withdrawn ? ruled.MayAskFrom(standing.At) : null,
            [.. channels.Select(channel => Of(channel))],
            parts, law.Place, law.Resolution.Why,
            [.. law.Resolution.Demands.Where(demand => demand.Class == Rulebook.Any || purpose.Classes.Contains(demand.Class))]);

        OwnChannel Of(string channel)
        {
            var scope = new ConsentScope(channel, "");
            return new OwnChannel(channel, shown.StandingOf(purpose, scope, at, Workspace), RefusedNow(scope));
        }

        // What is used is settled over the whole profile, also over what is not shown.
        RefusalReason? RefusedNow(ConsentScope scope) =>
            purpose.Protective ? null : _live.Profile.IsRestricted ? RefusalReason.Restricted : RefusalOf(ruled, _live.Profile.StandingOf(purpose, scope, at, Workspace), age);
    }

    private ImmutableArray<OwnReading> ReadOwn(
        Profile shown, FactDefinition fact, ImmutableArray<OwnStanding>.Builder standings, Profile? held, Instant at, FoldPlan plan)
    {
        var found = new List<(FactReading Reading, List<OwnPurpose> Purposes)>();
        foreach (var standing in standings)
        {
            if (!fact.Purposes.Contains(standing.Purpose))
            {
                continue;
            }

            var (reading, isEnded) = (shown.Read(fact, standing.Purpose, at, Workspace), false);
            if (held is not null && !IsHeld(reading))
            {
                (reading, isEnded) = (held.Read(fact, standing.Purpose, at, Workspace), true);
            }

            if (!IsHeld(reading))
            {
                continue;
            }

            // A clock that only counts, found at nothing, is the same for every purpose.
            var of = new OwnPurpose(standing.Purpose, WhyNot(fact, standing, at, plan), isEnded, UntilOf(reading, standing, isEnded));
            if (found.Find(known => known.Reading.Value.Equals(reading.Value) && known.Reading.At == reading.At && known.Reading.Sequence == reading.Sequence) is { Purposes: { } purposes })
            {
                purposes.Add(of);
            }
            else
            {
                found.Add((reading, [of]));
            }
        }

        return [.. found.OrderByDescending(one => one.Reading.At).Select(one => new OwnReading(one.Reading, [.. one.Purposes]))];
    }

    // A count of nothing rests on nothing: it is not held, it is worked out.
    private static bool IsHeld(FactReading reading) => reading.Value.IsPresent && reading.Sequence > 0;

    private RefusalReason? WhyNot(FactDefinition fact, OwnStanding standing, Instant at, FoldPlan plan)
    {
        if (standing.Refused is { } refused || standing.Purpose.Protective)
        {
            return standing.Refused;
        }

        if (_live.Profile.ContestOf(fact.Name) is not null)
        {
            return RefusalReason.Contested;
        }

        var law = SubjectLaw.Of(_live.Profile, null, at, Workspace)[standing.Purpose];
        return _live.Profile.IsScoped && IsCategoryRefused(new Use("self", standing.Purpose, null, [], null), fact, law, at, plan)
            ? RefusalReason.ConsentRefused
            : null;
    }

    private Instant? UntilOf(FactReading reading, OwnStanding standing, bool isEnded)
    {
        var declared = Workspace.Disclosures.Of(standing.Purpose.Name).Retention is { } retention ? reading.At + retention : (Instant?)null;
        var ended = isEnded && standing.Standing.At != Instant.Never ? standing.Standing.At + Workspace.Settings.WithdrawnRetention : (Instant?)null;
        return ended is { } sooner && (declared is null || sooner < declared) ? sooner : declared;
    }
}
