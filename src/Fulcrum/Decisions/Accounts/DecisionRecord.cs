using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>What is kept of a decision: the inputs its rules looked at, and what came out. Enough to run it again, and no more.</summary>
/// <remarks>Numbers stand for names, counted in the order of the names of the workspace version (facts, candidates, caps).</remarks>
internal sealed record DecisionRecord
{
    /// <summary>The workspace version whose rules decided.</summary>
    internal required string Workspace { get; init; }

    /// <summary>Name of the placement.</summary>
    internal required string Placement { get; init; }

    /// <summary>When.</summary>
    internal required Instant At { get; init; }

    /// <summary>What the clocks on the wall said; null in records from before it was kept, when they all said UTC.</summary>
    internal LocalMoment? Local { get; init; }

    /// <summary>Personal, contextual or suppressed.</summary>
    internal required DecisionMode Mode { get; init; }

    /// <summary>As answered.</summary>
    internal required string Why { get; init; }

    /// <summary>The consent relied on; sequence 0 for none.</summary>
    internal required KeptConsent Consent { get; init; }

    /// <summary>Facts a rule looked at, or would have, had all been asked; by number.</summary>
    internal required ImmutableArray<KeyValuePair<int, FactReading>> Facts { get; init; }

    /// <summary>Protective facts, by number.</summary>
    internal required ImmutableArray<KeyValuePair<int, FactReading>> Protective { get; init; }

    /// <summary>Context values a rule looked at, by name.</summary>
    internal required ImmutableArray<KeyValuePair<string, FactValue>> Context { get; init; }

    /// <summary>Contacts counted, by group of the plan: cap number, candidate number or -1, and how many; groups with none are left out.</summary>
    internal required ImmutableArray<KeyValuePair<CapGroup, int>> Counts { get; init; }

    /// <summary>By candidate: what removed it.</summary>
    internal required ImmutableArray<Removal> Removals { get; init; }

    /// <summary>Names of what was shown, best first.</summary>
    internal required ImmutableArray<string> Chosen { get; init; }
}

/// <summary>The consent a decision relied on.</summary>
/// <param name="Sequence">Journal sequence of the record; 0 where the purpose needs none.</param>
/// <param name="At">When it was given.</param>
/// <param name="Notice">The notice it was given under.</param>
/// <param name="Synthetic">Whether it was made up for a demonstration.</param>
internal readonly record struct KeptConsent(long Sequence, Instant At, string Notice, bool Synthetic)
{
    internal static KeptConsent None { get; } = new(0, Instant.Never, "", false);
}
