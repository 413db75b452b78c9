using Fulcrum.Collect;
using Fulcrum.Consent.Laws;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>Which purposes may keep an event? Pure; unknown is no (law 2).</summary>
internal static class ConsentGate
{
    /// <summary>The purposes that are permitted for a profile.</summary>
    /// <remarks>
    /// A purpose that rests on consent, or of which the subject's law demands it, needs a yes that stands. One that rests on legitimate
    /// interest ends when the subject objects. Every other basis, and whatever only protects the subject, is permitted. What the law
    /// forbids at the subject's age is not permitted, whatever anybody agreed to.
    /// </remarks>
    /// <param name="profile">The profile; null for somebody not known yet.</param>
    /// <param name="at">The instant asked about: when the event was received.</param>
    /// <param name="workspace">Declares the purposes.</param>
    /// <param name="occurredAt">
    /// The event's own time. What happened between a withdrawal and the yes that followed it is not kept for the purpose,
    /// however late it arrives: granting again revives nothing.
    /// </param>
    /// <param name="source">The source that speaks of the subject; null for none.</param>
    internal static PurposeSet Permitted(Profile? profile, Instant at, Workspace workspace, Instant? occurredAt = null, Source? source = null) =>
        Permitted(profile, at, workspace, SubjectLaw.Of(profile, source, at, workspace), occurredAt);

    /// <summary>The same under a law that is known already.</summary>
    internal static PurposeSet Permitted(Profile? profile, Instant at, Workspace workspace, Law law, Instant? occurredAt = null)
    {
        var permitted = law.Undecided;
        var age = SubjectLaw.AgeOf(profile, at, workspace);
        foreach (var purpose in FoldPlan.Of(workspace).Decided)
        {
            var ruled = law[purpose];
            if (profile is null)
            {
                permitted = ruled.NeedsConsent ? permitted - purpose.Alone : permitted | purpose.Alone;
                continue;
            }

            var standing = profile.BestStandingOf(purpose, at, workspace);
            var isPermitted = IsPermitted(ruled, standing.State) && !ruled.IsBannedAt(age)
                && !(ruled.NeedsConsent && HappenedWhileWithdrawn(profile, purpose, standing, occurredAt, workspace));
            permitted = isPermitted ? permitted | purpose.Alone : permitted - purpose.Alone;
        }

        return permitted;
    }

    /// <summary>Those of some purposes for which a category of data may be kept: agreed to on at least one channel.</summary>
    internal static PurposeSet PermittedOf(PurposeSet purposes, string category, Profile profile, Instant at, Workspace workspace, Law law)
    {
        foreach (var purpose in FoldPlan.Of(workspace).Decided)
        {
            if (purposes.Contains(purpose) && !IsPermitted(law[purpose], profile.BestStandingOf(purpose, at, workspace, category: category).State))
            {
                purposes -= purpose.Alone;
            }
        }

        return purposes;
    }

    /// <summary>Whether what stands permits a purpose: a yes where it rests on consent, no objection elsewhere.</summary>
    private static bool IsPermitted(PurposeLaw law, ConsentState state) => law.NeedsConsent
        ? state == ConsentState.Given
        : !law.EndsByNo || state is not (ConsentState.Refused or ConsentState.Withdrawn or ConsentState.Stale);

    private static bool HappenedWhileWithdrawn(Profile profile, Purpose purpose, ConsentStanding given, Instant? occurredAt, Workspace workspace)
    {
        if (occurredAt is not { } happened || happened >= given.At)
        {
            return false;
        }

        foreach (var part in profile.Parts)
        {
            if (part.NoAtOf(purpose, workspace) != Instant.Never)
            {
                return true;
            }
        }

        return false;
    }
}
