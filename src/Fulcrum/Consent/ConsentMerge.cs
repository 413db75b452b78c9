using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>What one part of a merged profile says about a purpose.</summary>
/// <param name="Cell">Its own records, folded.</param>
/// <param name="IsPerson">Whether it is known by more than an anonymous device.</param>
internal readonly record struct PartConsent(ConsentCell Cell, bool IsPerson);

/// <summary>What stands for a merged profile: the strictest of its parts (law 6). Pure; the order of the parts means nothing.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A refusal or withdrawal of any part beats every yes.</item>
/// <item>A person of whom nothing is known says no; a device of which nothing is known says nothing.</item>
/// <item>
/// Only a later yes of the merged subject, known by a verified identifier, settles either: one journaled after the two
/// parts were joined, and, for a refusal, after it in the journal and not before it by its own time.
/// </item>
/// </list>
/// </remarks>
internal static class ConsentMerge
{
    /// <summary>Judges the parts together.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="joinedAt">Journal sequence at which two parts, given by position, came to be joined.</param>
    /// <param name="at">The instant asked about.</param>
    /// <param name="workspace">Knows the notices.</param>
    internal static ConsentStanding Judge(ReadOnlySpan<PartConsent> parts, Func<int, int, long> joinedAt, Instant at, Workspace workspace)
    {
        if (parts.Length == 1)
        {
            return parts[0].Cell.StandingAt(at, workspace);
        }

        var granting = -1;
        for (var index = 0; index < parts.Length; index++)
        {
            if (parts[index].Cell.StateAt(at, workspace) == ConsentState.Given
                && (granting < 0 || parts[index].Cell.Sequence > parts[granting].Cell.Sequence)
                && IsUndisputed(parts, index, joinedAt, at, workspace))
            {
                granting = index;
            }
        }

        return granting >= 0 ? parts[granting].Cell.StandingAt(at, workspace) : StrictestNo(parts, at, workspace);
    }

    private static bool IsUndisputed(ReadOnlySpan<PartConsent> parts, int granting, Func<int, int, long> joinedAt, Instant at, Workspace workspace)
    {
        var grant = parts[granting].Cell;
        for (var index = 0; index < parts.Length; index++)
        {
            var other = parts[index].Cell;
            var disputes = other.IsNo || (parts[index].IsPerson && other.StateAt(at, workspace) != ConsentState.Given);
            if (index == granting || !disputes)
            {
                continue;
            }

            var settles = grant.Verified
                && grant.Sequence > joinedAt(granting, index)
                && (!other.IsNo || (grant.Sequence > other.Sequence && grant.At >= other.NoAt));
            if (!settles)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The no that is said: withdrawn or refused first, then expired, invalid, unknown; the latest of equals.</summary>
    private static ConsentStanding StrictestNo(ReadOnlySpan<PartConsent> parts, Instant at, Workspace workspace)
    {
        var no = ConsentStanding.Unknown;
        foreach (var part in parts)
        {
            var standing = part.Cell.StandingAt(at, workspace);
            var (rank, best) = (Rank(standing.State), Rank(no.State));
            if (rank > best || (rank == best && standing.Sequence > no.Sequence))
            {
                no = standing;
            }
        }

        return no.State == ConsentState.Unknown ? ConsentStanding.Unknown : no;
    }

    // A yes that did not stand up to another part is no answer: that part's silence is.
    private static int Rank(ConsentState state) => state switch
    {
        ConsentState.Withdrawn or ConsentState.Refused => 3,
        ConsentState.Expired or ConsentState.Stale => 2,
        ConsentState.Invalid => 1,
        ConsentState.Given => -1,
        _ => 0,
    };
}
