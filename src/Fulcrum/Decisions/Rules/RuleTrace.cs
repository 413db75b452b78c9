using System.Globalization;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>
/// Evaluates a rule once more, slowly, straight from its pieces, and notes each comparison it makes: what explanations
/// are written from. It shares no code with <see cref="RuleRun"/>; a law of the tests says that both always agree.
/// </summary>
internal sealed class RuleTrace
{
    private readonly Func<FactDefinition, FactReading> _fact;
    private readonly Func<string, FactValue> _context;
    private readonly Instant _at;
    private readonly Offer? _offer;
    private readonly int _offsetMinutes;

    /// <summary>A trace over inputs by name; what is absent reads as unknown.</summary>
    internal RuleTrace(Func<FactDefinition, FactReading> fact, Func<string, FactValue> context, Instant at, Offer? offer, int offsetMinutes = 0) =>
        (_fact, _context, _at, _offer, _offsetMinutes) = (fact, context, at, offer, offsetMinutes);

    /// <summary>What was looked at, in order.</summary>
    internal List<Reading> Readings { get; } = [];

    /// <summary>Facts that were there and looked at, in order, each once.</summary>
    internal List<FactDefinition> Facts { get; } = [];

    /// <summary>Whether a rule holds.</summary>
    internal Truth Ask(RuleNode node)
    {
        switch (node)
        {
            case JoinNode join:
                var joined = join.All ? Truth.Yes : Truth.No;
                var settled = join.All ? Truth.No : Truth.Yes;
                foreach (var part in join.Of)
                {
                    var truth = Ask(part);
                    joined = join.All ? joined.And(truth) : joined.Or(truth);
                    if (joined == settled)
                    {
                        break;
                    }
                }

                return joined;
            case NotNode not:
                return Ask(not.Of).Not();
            case ElseNode either:
                return Ask(either.Left) is var left && left != Truth.Unknown ? left : Ask(either.Right);
            case KnownNode known:
                var there = Take(known.Of);
                return Note(known.Of, there, known.Known ? "is known" : "is unknown", TruthAlgebra.From(there.IsPresent == known.Known));
            case CompareNode { Left.Type: RuleType.Boolean } compare:
                return CompareTruths(compare, Ask(compare.Left), Ask(compare.Right));
            case CompareNode compare:
                return Compare(compare);
            case InNode within:
                var member = Take(within.Left);
                return Note(within.Left, member, "in " + within.ListWords, !member.IsPresent
                    ? Truth.Unknown : TruthAlgebra.From(within.Values.Any(value => value.Value == member)));
            case ContainsNode contains:
                var (list, text) = (Take(contains.List), Take(contains.Text));
                return Note(contains.List, list, "contains " + contains.Text.Words, !list.IsPresent || !text.IsPresent
                    ? Truth.Unknown : TruthAlgebra.From(list.Texts.Any(item => item == text.Text)));
            default:
                var value = Take(node);
                return node is LiteralNode ? From(value) : Note(node, value, "", From(value));
        }
    }

    /// <summary>The value of anything but a condition; not present when unknown.</summary>
    internal FactValue Take(RuleNode node) => node switch
    {
        LiteralNode literal => literal.Value,
        FactNode { Fact: var fact } => Read(fact).Value is var value && value.IsPresent && RuleTypes.Of(value.Type) == node.Type ? Finite(value) : default,
        ContextNode context => _context(context.Name) is var value && value.IsPresent && (context.Type == RuleType.Open || RuleTypes.Of(value.Type) == context.Type) ? Finite(value) : default,
        OfferNode number => _offer is null ? default : FactValue.Of(number.Which == OfferNumber.Value ? _offer.Value : _offer.Priority),
        NowNode => FactValue.Of(_at),
        HourNode => FactValue.Of((double)_at.ToDateTimeOffset().AddMinutes(_offsetMinutes).Hour),
        AgeNode { Fact: var fact } => Read(fact) is { Value.IsPresent: true } read ? FactValue.Of(Math.Max(0, (double)_at.UnixMs - read.At.UnixMs)) : default,
        ElseNode either => Take(either.Left) is { IsPresent: true } left ? left : Take(either.Right),
        ArithmeticNode sum => Calculate(sum.Operator, Take(sum.Left), Take(sum.Right)),
        ExtremeNode extreme => Extreme(extreme),
        _ => default,
    };

    private Truth Compare(CompareNode compare)
    {
        var (left, right) = (Take(compare.Left), Take(compare.Right));
        var truth = !left.IsPresent || !right.IsPresent
            ? Truth.Unknown
            : TruthAlgebra.From(compare.Left.Type == RuleType.Text
                ? (left.Text == right.Text) == (compare.Comparison == Comparison.Equal)
                : compare.Comparison.Holds(left.Number, right.Number));
        return compare.Left is LiteralNode
            ? Note(compare.Right, right, $"{compare.Comparison.Mirrored().Sign()} {compare.Left.Words}", truth)
            : Note(compare.Left, left, $"{compare.Comparison.Sign()} {compare.Right.Words}", truth);
    }

    private static Truth CompareTruths(CompareNode compare, Truth left, Truth right) =>
        left == Truth.Unknown || right == Truth.Unknown
            ? Truth.Unknown : TruthAlgebra.From((left == right) == (compare.Comparison == Comparison.Equal));

    private static FactValue Calculate(char sign, FactValue left, FactValue right)
    {
        if (!left.IsPresent || !right.IsPresent)
        {
            return default;
        }

        return Finite(FactValue.Of(sign switch
        {
            '+' => left.Number + right.Number,
            '-' => left.Number - right.Number,
            '*' => left.Number * right.Number,
            _ => left.Number / right.Number,
        }));
    }

    private FactValue Extreme(ExtremeNode extreme)
    {
        var numbers = extreme.Of.Select(Take).ToArray();
        return !numbers.All(number => number.IsPresent) ? default
            : FactValue.Of(extreme.Greatest ? numbers.Max(number => number.Number) : numbers.Min(number => number.Number));
    }

    private FactReading Read(FactDefinition fact)
    {
        var reading = _fact(fact);
        if (reading.Value.IsPresent && !Facts.Exists(known => known.Name == fact.Name))
        {
            Facts.Add(fact);
        }

        return reading;
    }

    private Truth Note(RuleNode of, FactValue value, string test, Truth truth)
    {
        Readings.Add(new Reading(of.Words, Say(of.Type, value), test, truth == Truth.Yes));
        return truth;
    }

    private static FactValue Finite(FactValue value) => double.IsFinite(value.Number) ? value : default;

    private static Truth From(FactValue value) => value.IsPresent && value.Type == FactType.Boolean ? TruthAlgebra.From(value.Boolean) : Truth.Unknown;

    private static string Say(RuleType type, FactValue value) => (type, value.IsPresent) switch
    {
        (_, false) => "unknown",
        (RuleType.Duration, _) => Span(TimeSpan.FromMilliseconds(Math.Clamp(value.Number, -1e14, 1e14))),
        (RuleType.Time, _) => new Instant((long)Math.Clamp(value.Number, -6e13, 2.5e14)).ToString(),
        _ => value.Reveal(),
    };

    private static string Span(TimeSpan span) => string.Create(
        CultureInfo.InvariantCulture, $"{(span < TimeSpan.Zero ? "-" : "")}{Math.Abs(span.Days)}d {Math.Abs(span.Hours)}h {Math.Abs(span.Minutes)}m");
}
