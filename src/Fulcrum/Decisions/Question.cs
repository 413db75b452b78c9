using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>What is asked: placements, whose, in which context.</summary>
/// <param name="Placements">At least one.</param>
/// <param name="Identifiers">Whose; empty for nobody.</param>
/// <param name="Context">What the page knows of the moment, by name; readable in rules as <c>context.name</c>. Never stored with a subject unless a rule read it.</param>
/// <param name="RequestId">The caller's id; asking again with it gives the same decision for 24 hours. Empty for none.</param>
/// <param name="Signals">True when the request asks for anonymity (anonymous mode): the answer is contextual.</param>
public sealed record Question(
    ImmutableArray<Placement> Placements,
    IReadOnlyList<Identifier> Identifiers,
    ImmutableArray<KeyValuePair<string, FactValue>> Context,
    string RequestId,
    bool Signals)
{
    /// <summary>True when the request carries a Global Privacy Control signal: placements whose purpose it refuses are answered contextually.</summary>
    public bool GlobalPrivacyControl { get; init; }

    /// <summary>Name of the decide key that asks; request ids of two callers never meet.</summary>
    public string Caller { get; init; } = "";
}

/// <summary>How an answer came about.</summary>
public enum DecisionMode : byte
{
    /// <summary>Permitted facts were used.</summary>
    Personal = 1,

    /// <summary>No personal data was used, and <see cref="Decision.Why"/> says why.</summary>
    Contextual = 2,

    /// <summary>Something protects the subject: promotion is off.</summary>
    Suppressed = 3,
}

/// <summary>The answer for one placement.</summary>
/// <param name="Id">Decision id: <c>d-</c> and 26 letters and digits; unguessable, and all it takes to find the account.</param>
/// <param name="Placement">Which placement.</param>
/// <param name="Mode">Personal, contextual or suppressed.</param>
/// <param name="Why">For contextual: the refusal's key; for suppressed: the suppression's name; otherwise empty.</param>
/// <param name="Chosen">The candidates, best first; at most the placement's slots; may be empty.</param>
public sealed record Decision(string Id, Placement Placement, DecisionMode Mode, string Why, ImmutableArray<Offer> Chosen);
