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
            var standing = profile.StandingOf(purpose, at, workspace);
            if (purpose.NeedsConsent)
            {
                permitted |= standing.State == ConsentState.Given && !HappenedWhileWithdrawn(profile, purpose, standing, occurredAt)
                    ? purpose.Alone
                    : PurposeSet.Empty;
            }
            else if (standing.State is ConsentState.Refused or ConsentState.Withdrawn or ConsentState.Stale)
            {
                permitted -= purpose.Alone;
            }
        }

        return permitted;
    }

    private static bool HappenedWhileWithdrawn(Profile profile, Purpose purpose, ConsentStanding given, Instant? occurredAt)
    {
        if (occurredAt is not { } happened || happened >= given.At)
        {
            return false;
        }

        foreach (var part in profile.Parts)
        {
            if (part.ConsentOf(purpose).NoAt != Instant.Never)
            {
                return true;
            }
        }

        return false;
    }
}
