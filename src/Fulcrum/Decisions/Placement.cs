using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>A spot that asks what to show.</summary>
/// <param name="Name">Kebab-case.</param>
/// <param name="Purpose">The purpose personal data is used for here.</param>
/// <param name="Goal">The business goal it serves, for example <c>book-test-drive</c>.</param>
/// <param name="Kinds">Kinds of candidate it takes.</param>
/// <param name="Channel">The channel it speaks through.</param>
/// <param name="Slots">How many candidates it shows; at least 1.</param>
/// <param name="AgeMax">The greatest age of a fact it accepts; null for any.</param>
/// <param name="ImpressionEvent">Track event that reports an impression here; empty when it reports none and caps count decisions.</param>
/// <param name="ReservationLapse">How long an unreported decision holds its place in a cap, where impressions are reported.</param>
/// <param name="Ranking">Numeric formula that orders candidates, highest first; empty: by priority.</param>
/// <param name="Fallback">Name of the offer shown in a contextual answer when no rule of context chooses; empty for none.</param>
/// <param name="Title">For people.</param>
/// <param name="At">Where it is declared.</param>
public sealed record Placement(
    string Name,
    Purpose Purpose,
    string Goal,
    ImmutableArray<CandidateKind> Kinds,
    string Channel,
    int Slots,
    TimeSpan? AgeMax,
    string ImpressionEvent,
    TimeSpan ReservationLapse,
    string Ranking,
    string Fallback,
    LocalText Title,
    Place At);

/// <summary>The three kinds of candidate .</summary>
public enum CandidateKind : byte
{
    /// <summary>Something of value with terms.</summary>
    Offer,

    /// <summary>Something to read or see.</summary>
    Content,

    /// <summary>A way the page or conversation behaves.</summary>
    Experience,
}

/// <summary>A candidate: an offer, a content or an experience.</summary>
/// <param name="Name">Kebab-case, stable.</param>
/// <param name="Kind">Which of the three.</param>
/// <param name="Placements">Names of the placements it may appear in.</param>
/// <param name="Promotional">True when it promotes: an open complaint removes it. False for service content.</param>
/// <param name="Priority">Greater comes first where a placement ranks by priority.</param>
/// <param name="Value">What one acceptance is worth to the goal, in the workspace's currency; readable in formulas as <c>offer.value</c>.</param>
/// <param name="Rule">Eligibility in the rule language; empty for everybody.</param>
/// <param name="From">First instant it may be shown; null for always.</param>
/// <param name="Until">First instant it may no longer be shown; null for no end.</param>
/// <param name="Tags">Groups caps can name, for example <c>finance</c>.</param>
/// <param name="Payload">What the page gets, as JSON text.</param>
/// <param name="Title">For people.</param>
/// <param name="At">Where its rule is written.</param>
public sealed record Offer(
    string Name,
    CandidateKind Kind,
    ImmutableArray<string> Placements,
    bool Promotional,
    int Priority,
    double Value,
    string Rule,
    Instant? From,
    Instant? Until,
    ImmutableArray<string> Tags,
    string Payload,
    LocalText Title,
    Place At);
