using System.Collections.Immutable;

namespace Fulcrum.Decisions;

/// <summary>What a decision was about.</summary>
/// <param name="Purpose">Name of the purpose; empty when the version it was made under cannot be read any more.</param>
/// <param name="Mode">Personal, contextual or suppressed.</param>
/// <param name="Why">As answered.</param>
/// <param name="Offers">Names of what was shown, best first.</param>
internal readonly record struct DecisionGist(string Purpose, DecisionMode Mode, string Why, ImmutableArray<string> Offers);
