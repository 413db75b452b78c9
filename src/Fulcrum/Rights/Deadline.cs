using System.Collections.Immutable;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Rights;

/// <summary>By when a law wants something done, and how that moment was found.</summary>
/// <param name="DueAt">The first instant at which it is late.</param>
/// <param name="Pack">The law.</param>
/// <param name="Rule">Its rule, with its source and how sure its owner is.</param>
/// <param name="IsExtended">Whether more time than usual was counted.</param>
/// <param name="Steps">How it was found, in words and in order.</param>
public sealed record Deadline(Instant DueAt, RulePack Pack, Rule Rule, bool IsExtended, ImmutableArray<string> Steps)
{
    /// <summary>Whether it is over.</summary>
    public bool IsLateAt(Instant at) => at >= DueAt;

    /// <summary>How long is left; negative when it is over.</summary>
    public TimeSpan LeftAt(Instant at) => DueAt - at;
}
