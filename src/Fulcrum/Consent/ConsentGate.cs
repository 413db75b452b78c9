using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>Which purposes may keep an event? Pure; unknown is no (law 2).</summary>
internal static class ConsentGate
{
    /// <summary>The purposes that are permitted for a profile.</summary>
    /// <remarks>
    /// A purpose that rests on consent needs a yes that stands. One that rests on legitimate interest ends when the subject
    /// objects. Every other basis, and whatever only protects the subject, is permitted.
    /// </remarks>
    /// <param name="profile">The profile; null for somebody not known yet.</param>
    /// <param name="at">The instant asked about: when the event was received.</param>
    /// <param name="workspace">Declares the purposes.</param>
    /// <param name="occurredAt">
    /// The event's own time. What happened between a withdrawal and the yes that followed it is not kept for the purpose,
    /// however late it arrives: granting again revives nothing.
    /// </param>
    internal static PurposeSet Permitted(Profile? profile, Instant at, Workspace workspace, Instant? occurredAt = null)
    {
        var plan = FoldPlan.Of(workspace);
        var permitted = plan.WithoutConsent;
        if (profile is null)
        {
            return permitted;
        }

        foreach (var purpose in plan.Decided)
        {
            var standing = profile.BestStandingOf(purpose, at, workspace);
            var isPermitted = IsPermitted(purpose, standing.State)
                && !(purpose.NeedsConsent && HappenedWhileWithdrawn(profile, purpose, standing, occurredAt, workspace));
            permitted = isPermitted ? permitted | purpose.Alone : permitted - purpose.Alone;
        }

        return permitted;
    }

    /// <summary>Those of some purposes for which a category of data may be kept: agreed to on at least one channel.</summary>
    internal static PurposeSet PermittedOf(PurposeSet purposes, string category, Profile profile, Instant at, Workspace workspace)
    {
        foreach (var purpose in FoldPlan.Of(workspace).Decided)
        {
            if (purposes.Contains(purpose) && !IsPermitted(purpose, profile.BestStandingOf(purpose, at, workspace, category: category).State))
            {
                purposes -= purpose.Alone;
            }
        }

        return purposes;
    }

    /// <summary>Whether what stands permits a purpose: a yes where it rests on consent, no objection elsewhere.</summary>
    private static bool IsPermitted(Purpose purpose, ConsentState state) => purpose.NeedsConsent
        ? state == ConsentState.Given
        : state is not (ConsentState.Refused or ConsentState.Withdrawn or ConsentState.Stale);

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
