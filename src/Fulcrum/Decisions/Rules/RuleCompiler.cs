using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>Turns rules into one flat program over shared fact slots. Equal pieces of different rules become one step.</summary>
internal sealed class RuleCompiler
{
    private readonly List<RuleOp> _ops = [];
    private readonly Dictionary<RuleOp, int> _known = [];
    private readonly Dictionary<string, int> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _facts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _context = new(StringComparer.Ordinal);
    private readonly List<FactDefinition> _factList = [];
    private readonly List<string> _contextList = [];
    private readonly List<int> _children = [];
    private readonly List<object> _contents = [];

    /// <summary>Adds a rule.</summary>
    /// <param name="rule">A rule that was read.</param>
    /// <param name="offer">The candidate whose numbers <c>offer.value</c> and <c>offer.priority</c> are; null where a rule can name none.</param>
    /// <returns>The step whose result is the rule's.</returns>
    internal int Add(Rule rule, Offer? offer = null) => Compile(rule.Root, offer);

    internal RuleProgram Build() => new([.. _ops], [.. _children], [.. _factList], [.. _contextList]);

    private int Compile(RuleNode node, Offer? offer) => node switch
    {
        LiteralNode literal => Literal(literal),
        FactNode { Fact: var fact } => Put(RuleOp.Of(FactKind(node.Type), Slot(fact))),
        ContextNode context => Put(RuleOp.Of(ContextKind(context.Type), Slot(context.Name), (int)context.Type)),
        OfferNode number => Put(new RuleOp(OpKind.NumberLiteral, default, 0, 0, NumberOf(number, offer), null)),
        NowNode => Put(RuleOp.Of(OpKind.Now)),
        HourNode => Put(RuleOp.Of(OpKind.Hour)),
        AgeNode { Fact: var fact } => Put(RuleOp.Of(OpKind.Age, Slot(fact))),
        KnownNode { Of: FactNode { Fact: var fact } } known => Put(RuleOp.Of(OpKind.KnownFact, Slot(fact), known.Known ? 1 : 0)),
        KnownNode { Of: ContextNode context } known => Put(RuleOp.Of(OpKind.KnownContext, Slot(context.Name), known.Known ? 1 : 0)),
        ElseNode either => Put(RuleOp.Of(ElseKind(either.Type), Compile(either.Left, offer), Compile(either.Right, offer))),
        ArithmeticNode sum => Put(RuleOp.Of(SumKind(sum.Operator), Compile(sum.Left, offer), Compile(sum.Right, offer))),
        ExtremeNode extreme => Many(extreme.Greatest ? OpKind.Max : OpKind.Min, extreme.Of, offer),
        CompareNode compare => Compare(compare, offer),
        InNode within => Within(within, offer),
        ContainsNode contains => Put(RuleOp.Of(OpKind.Contains, Compile(contains.List, offer), Compile(contains.Text, offer))),
        NotNode not => Put(RuleOp.Of(OpKind.Not, Compile(not.Of, offer))),
        JoinNode join => Many(join.All ? OpKind.All : OpKind.Any, join.Of, offer),
        _ => throw new ArgumentException("The rule was not read whole.", nameof(node)),
    };

    private int Compare(CompareNode compare, Offer? offer)
    {
        var type = compare.Left.Type;
        if (type is not (RuleType.Text or RuleType.Boolean))
        {
            var (first, second, comparison) = compare.Left is LiteralNode
                ? (compare.Right, compare.Left, compare.Comparison.Mirrored())
                : (compare.Left, compare.Right, compare.Comparison);
            if (first is FactNode { Fact: var fact } && second is LiteralNode { Value.Number: var number })
            {
                return Put(new RuleOp(OpKind.CompareFact, comparison, Slot(fact), (int)fact.Type, number, null));
            }
        }

        var kind = type switch { RuleType.Text => OpKind.CompareTexts, RuleType.Boolean => OpKind.CompareTruths, _ => OpKind.CompareNumbers };
        return Put(new RuleOp(kind, compare.Comparison, Compile(compare.Left, offer), Compile(compare.Right, offer), 0, null));
    }

    private int Within(InNode within, Offer? offer)
    {
        var left = Compile(within.Left, offer);
        object content = within.Left.Type == RuleType.Text
            ? within.Values.Select(value => value.Value.Text).ToArray()
            : within.Values.Select(value => value.Value.Number).ToArray();
        var kind = within.Left.Type == RuleType.Text ? OpKind.InTexts : OpKind.InNumbers;
        return Put(new RuleOp(kind, default, left, 0, 0, Shared(within.ListWords, content)));
    }

    private int Literal(LiteralNode literal) => literal.Type switch
    {
        RuleType.Text => Put(new RuleOp(OpKind.TextLiteral, default, 0, 0, 0, literal.Value.Text)),
        RuleType.Boolean => Put(RuleOp.Of(OpKind.TruthLiteral, (int)TruthAlgebra.From(literal.Value.Boolean))),
        _ => Put(new RuleOp(OpKind.NumberLiteral, default, 0, 0, literal.Value.Number, null)),
    };

    private int Many(OpKind kind, ImmutableArray<RuleNode> of, Offer? offer)
    {
        var steps = of.Select(part => Compile(part, offer)).ToArray();
        var words = $"{kind}:{string.Join(',', steps)}";
        if (_lists.TryGetValue(words, out var known))
        {
            return known;
        }

        var start = _children.Count;
        _children.AddRange(steps);
        return _lists[words] = Put(RuleOp.Of(kind, start, steps.Length));
    }

    /// <summary>Lists written in the same words are one object, so that steps over them can be equal.</summary>
    private object Shared(string words, object content)
    {
        if (_lists.TryGetValue("[" + words, out var index))
        {
            return _contents[index];
        }

        _lists["[" + words] = _contents.Count;
        _contents.Add(content);
        return content;
    }

    private int Put(RuleOp op)
    {
        if (!_known.TryGetValue(op, out var index))
        {
            index = _ops.Count;
            _ops.Add(op);
            _known[op] = index;
        }

        return index;
    }

    private int Slot(FactDefinition fact)
    {
        if (!_facts.TryGetValue(fact.Name, out var slot))
        {
            slot = _facts[fact.Name] = _factList.Count;
            _factList.Add(fact);
        }

        return slot;
    }

    private int Slot(string context)
    {
        if (!_context.TryGetValue(context, out var slot))
        {
            slot = _context[context] = _contextList.Count;
            _contextList.Add(context);
        }

        return slot;
    }

    private static double NumberOf(OfferNode number, Offer? offer) =>
        offer is null ? double.NaN : number.Which == OfferNumber.Value ? offer.Value : offer.Priority;

    private static OpKind FactKind(RuleType type) => type switch
    {
        RuleType.Text => OpKind.TextFact,
        RuleType.Boolean => OpKind.TruthFact,
        RuleType.TextList => OpKind.ListFact,
        _ => OpKind.NumberFact,
    };

    private static OpKind ContextKind(RuleType type) => type switch
    {
        RuleType.Text => OpKind.TextContext,
        RuleType.Boolean => OpKind.TruthContext,
        RuleType.TextList => OpKind.ListContext,
        _ => OpKind.NumberContext,
    };

    private static OpKind ElseKind(RuleType type) => type switch
    {
        RuleType.Text => OpKind.ElseText,
        RuleType.Boolean => OpKind.ElseTruth,
        _ => OpKind.ElseNumber,
    };

    private static OpKind SumKind(char sign) => sign switch
    {
        '+' => OpKind.Add,
        '-' => OpKind.Subtract,
        '*' => OpKind.Multiply,
        _ => OpKind.Divide,
    };
}
