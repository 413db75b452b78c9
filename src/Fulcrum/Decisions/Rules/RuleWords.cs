using System.Collections.Immutable;

namespace Fulcrum.Decisions.Rules;

/// <summary>Words that mean something in the language, so that nothing else can bear them.</summary>
internal static class RuleWords
{
    private static readonly ImmutableHashSet<string> Joining = ImmutableHashSet.Create(StringComparer.Ordinal, "and", "or", "not", "in", "is", "else");

    /// <summary>All of them: a fact or segment cannot be called so.</summary>
    internal static ImmutableHashSet<string> Reserved { get; } = Joining.Union(
        ["known", "unknown", "now", "hour", "age", "min", "max", "contains", "true", "false", "segment", "context", "offer"]);

    /// <summary>Whether a value may follow this word.</summary>
    internal static bool Joins(string word) => Joining.Contains(word);
}
