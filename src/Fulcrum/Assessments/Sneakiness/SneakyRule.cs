using System.Collections.Immutable;
using Fulcrum.Workspaces;

namespace Fulcrum.Assessments.Sneakiness;

/// <summary>One question of the sneakiness test. Data: what it asks, and why that matters, for people.</summary>
/// <param name="Key">Stable, kebab-case.</param>
/// <param name="Question">What is asked of every object.</param>
/// <param name="Why">What is wrong when the answer is no, and what to do.</param>
/// <param name="Stops">Whether a finding is a red flag, which stops the object.</param>
public sealed record SneakyRule(string Key, LocalText Question, LocalText Why, bool Stops);

/// <summary>What a rule found in an object.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Evidence">The words or data it was found in. Nobody's data: names and texts of the workspace.</param>
public sealed record SneakyFinding(SneakyRule Rule, string Evidence)
{
    /// <summary>Rule and evidence.</summary>
    public override string ToString() => $"{Rule.Key}: {Evidence}";
}

/// <summary>An object and what was found in it.</summary>
/// <param name="Tested">The object.</param>
/// <param name="Findings">In the order of the rules; empty for a good one.</param>
public sealed record SneakyVerdict(TestedObject Tested, ImmutableArray<SneakyFinding> Findings)
{
    /// <summary>Whether it has a red flag.</summary>
    public bool IsFlagged => Findings.Any(finding => finding.Rule.Stops);
}
