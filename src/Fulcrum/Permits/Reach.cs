using System.Collections.Immutable;

namespace Fulcrum.Permits;

/// <summary>What another version of the workspace would change for people: who could be reached, and which decisions would have been others.</summary>
/// <param name="People">Subjects looked at, each merged profile once.</param>
/// <param name="IsWhole">Whether those are all there are; false when there are more than were looked at.</param>
/// <param name="Decisions">Personal decisions of the span that were run again.</param>
/// <param name="Purposes">One a purpose that either version declares.</param>
/// <param name="Objects">Placements and views that stand behind a purpose whose reach changes, for example <c>placement home-hero</c>.</param>
public sealed record Reach(long People, bool IsWhole, long Decisions, ImmutableArray<PurposeReach> Purposes, ImmutableArray<string> Objects)
{
    /// <summary>The last subject looked at: the next portion begins behind it.</summary>
    public SubjectId Through { get; init; }

    /// <summary>The moment that counted as now; every portion of one question has the same.</summary>
    public Instant At { get; init; }
}

/// <summary>A portion of everybody there is.</summary>
/// <param name="After">The subject it begins behind; none for the first.</param>
/// <param name="PeopleMax">Most people in it.</param>
/// <param name="At">The moment that counts as now; null for now.</param>
public readonly record struct ReachPortion(SubjectId After, long PeopleMax, Instant? At);

/// <summary>What would change for one purpose.</summary>
/// <param name="Purpose">Its name.</param>
/// <param name="Before">People for whom it is permitted now.</param>
/// <param name="Lost">People for whom it would be permitted no longer.</param>
/// <param name="Gained">People for whom it would be permitted anew.</param>
/// <param name="DecisionsLost">Personal decisions of the span that would have been contextual.</param>
public sealed record PurposeReach(string Purpose, long Before, long Lost, long Gained, long DecisionsLost);
