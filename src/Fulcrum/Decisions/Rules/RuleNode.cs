using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>One piece of a rule as read: typed, immutable, with the words it was written in.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Words">As written, for readings.</param>
internal abstract record RuleNode(RuleType Type, string Words)
{
    /// <summary>How many pieces it is made of, segments written out.</summary>
    internal int Size { get; init; } = 1;
}

/// <summary>A value written in the rule. A duration is a number of milliseconds.</summary>
internal sealed record LiteralNode(RuleType Type, FactValue Value, string Words) : RuleNode(Type, Words);

/// <summary>The value of a fact.</summary>
internal sealed record FactNode(FactDefinition Fact) : RuleNode(RuleTypes.Of(Fact.Type), Fact.Name);

/// <summary>A value of the context; its type is what its use asks for.</summary>
internal sealed record ContextNode(string Name, RuleType Type) : RuleNode(Type, "context." + Name);

/// <summary>A number of the candidate itself.</summary>
internal sealed record OfferNode(OfferNumber Which) : RuleNode(RuleType.Number, Which == OfferNumber.Value ? "offer.value" : "offer.priority");

/// <summary>The moment of the decision.</summary>
internal sealed record NowNode() : RuleNode(RuleType.Time, "now");

/// <summary>The hour of the day in the workspace's time zone, 0 to 23.</summary>
internal sealed record HourNode() : RuleNode(RuleType.Number, "hour");

/// <summary>How long ago a fact became what it is.</summary>
internal sealed record AgeNode(FactDefinition Fact) : RuleNode(RuleType.Duration, $"age({Fact.Name})");

/// <summary>Whether a fact or context value is there. Never unknown itself.</summary>
internal sealed record KnownNode(RuleNode Of, bool Known, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>The value of the left, or of the right where the left is unknown.</summary>
internal sealed record ElseNode(RuleNode Left, RuleNode Right, string Words) : RuleNode(Left.Type, Words);

/// <summary>Left and right by one of + - * /. Unknown where either is, and where the result is no finite number.</summary>
internal sealed record ArithmeticNode(RuleType Type, char Operator, RuleNode Left, RuleNode Right, string Words) : RuleNode(Type, Words);

/// <summary>The smallest or greatest of several. Unknown where any is.</summary>
internal sealed record ExtremeNode(bool Greatest, ImmutableArray<RuleNode> Of, string Words) : RuleNode(Of[0].Type, Words);

/// <summary>A comparison of two values of one type.</summary>
internal sealed record CompareNode(Comparison Comparison, RuleNode Left, RuleNode Right, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>Whether the left is one of the values written.</summary>
internal sealed record InNode(RuleNode Left, ImmutableArray<LiteralNode> Values, string ListWords, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>Whether a list holds a text.</summary>
internal sealed record ContainsNode(RuleNode List, RuleNode Text, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>Turned round; unknown stays unknown.</summary>
internal sealed record NotNode(RuleNode Of, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>All of several (<c>and</c>) or any of several (<c>or</c>), asked from left to right until one settles it.</summary>
internal sealed record JoinNode(bool All, ImmutableArray<RuleNode> Of, string Words) : RuleNode(RuleType.Boolean, Words);

/// <summary>Numbers a candidate brings.</summary>
internal enum OfferNumber : byte
{
    /// <summary><see cref="Offer.Value"/>.</summary>
    Value,

    /// <summary><see cref="Offer.Priority"/>.</summary>
    Priority,
}

/// <summary>The six comparisons.</summary>
internal enum Comparison : byte
{
    /// <summary>=</summary>
    Equal,

    /// <summary>!=</summary>
    NotEqual,

    /// <summary>&lt;</summary>
    Less,

    /// <summary>&lt;=</summary>
    LessOrEqual,

    /// <summary>&gt;</summary>
    Greater,

    /// <summary>&gt;=</summary>
    GreaterOrEqual,
}

/// <summary>What the comparisons mean, once for every evaluator's numbers.</summary>
internal static class Comparisons
{
    internal static string Sign(this Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.NotEqual => "!=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    /// <summary>The comparison with its sides exchanged.</summary>
    internal static Comparison Mirrored(this Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.LessOrEqual => Comparison.GreaterOrEqual,
        Comparison.Greater => Comparison.Less,
        Comparison.GreaterOrEqual => Comparison.LessOrEqual,
        _ => comparison,
    };

    internal static bool Holds(this Comparison comparison, double left, double right) => comparison switch
    {
        Comparison.Equal => left == right,
        Comparison.NotEqual => left != right,
        Comparison.Less => left < right,
        Comparison.LessOrEqual => left <= right,
        Comparison.Greater => left > right,
        _ => left >= right,
    };
}
