using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>Reads a rule's text, checks names and types, and says with position what is wrong. Never throws for what a person wrote.</summary>
/// <remarks>
/// Grammar, loosest first: <c>or</c>; <c>and</c>; <c>not</c>; one comparison, <c>is known</c>, <c>in [ ]</c>; + -; * /; <c>else</c>; a value.
/// </remarks>
internal sealed partial class RuleReader
{
    private readonly string _text;
    private readonly RuleUse _use;
    private readonly RuleVocabulary _vocabulary;
    private readonly ImmutableArray<RuleToken> _tokens;
    private readonly List<RuleFault> _faults = [];
    private readonly List<FactDefinition> _facts = [];
    private readonly List<string> _context = [];
    private int _next;
    private int _depth;
    private bool _stopped;

    private RuleReader(string text, RuleUse use, RuleVocabulary vocabulary, ImmutableArray<RuleToken> tokens) =>
        (_text, _use, _vocabulary, _tokens) = (text, use, vocabulary, tokens);

    /// <summary>Reads a rule or formula.</summary>
    internal static RuleReading Read(string text, RuleUse use, RuleVocabulary vocabulary)
    {
        if (text.Length > Rule.LengthMax)
        {
            return new RuleReading(null, [new RuleFault(Rule.LengthMax, 0, new Fault(
                "rule-too-long", $"The rule is longer than {Rule.LengthMax} characters.", "Split it into segments."))]);
        }

        var tokens = RuleTokens.Cut(text, out var fault);
        return fault is null ? new RuleReader(text, use, vocabulary, tokens).ReadWhole() : new RuleReading(null, [fault]);
    }

    private RuleToken Current => _tokens[_next];

    private RuleReading ReadWhole()
    {
        var root = ReadAny();
        if (!_stopped && Current.Kind != TokenKind.End)
        {
            Stop(Current, "The rule could end before this.", Current.Text is "=" or "<" or ">" or "<=" or ">=" or "!="
                ? "Compare two values at a time and join comparisons with and." : "Join conditions with and or or.");
        }

        root = _faults.Count > 0 ? root : Bind(root, RuleTypes.YieldsNumber(_use) ? RuleType.Number : RuleType.Boolean, 0);
        if (_faults.Count == 0 && root.Size > Rule.SizeMax)
        {
            Report(0, _text.Length, "rule-too-long", $"With its segments written out the rule has more than {Rule.SizeMax} parts.", "Make its segments smaller.");
        }

        return _faults.Count > 0
            ? new RuleReading(null, [.. _faults.OrderBy(fault => fault.Offset)])
            : new RuleReading(new Rule(_text, _use, root, [.. _facts], [.. _context]), []);
    }

    private RuleNode ReadAny() => ReadJoin("or", all: false, ReadAll);

    private RuleNode ReadAll() => ReadJoin("and", all: true, ReadNot);

    private RuleNode ReadJoin(string word, bool all, Func<RuleNode> readOne)
    {
        var start = Current.Offset;
        var first = readOne();
        if (!IsWord(word))
        {
            return first;
        }

        var parts = ImmutableArray.CreateBuilder<RuleNode>();
        parts.Add(Bind(first, RuleType.Boolean, start));
        while (TakeWord(word))
        {
            var at = Current.Offset;
            parts.Add(Bind(readOne(), RuleType.Boolean, at));
        }

        return new JoinNode(all, parts.ToImmutable(), WordsFrom(start)) { Size = SizeOf(parts) };
    }

    private RuleNode ReadNot()
    {
        var start = Current.Offset;
        if (!TakeWord("not"))
        {
            return ReadComparison();
        }

        if (!Deepen())
        {
            return Poison;
        }

        var at = Current.Offset;
        var of = Bind(ReadNot(), RuleType.Boolean, at);
        _depth--;
        return new NotNode(of, WordsFrom(start)) { Size = of.Size + 1 };
    }

    private RuleNode ReadComparison()
    {
        var start = Current.Offset;
        var left = ReadSum();
        if (TakeWord("is"))
        {
            return ReadKnown(left, start);
        }

        if (IsWord("in") || (IsWord("not") && _tokens[_next + 1].Text == "in"))
        {
            return ReadIn(left, start);
        }

        if (Current.Kind != TokenKind.Sign || ComparisonOf(Current.Text) is not { } comparison)
        {
            return left;
        }

        _next++;
        var at = Current.Offset;
        var right = ReadSum();
        return Compare(comparison, left, right, start, at);
    }

    private RuleNode Compare(Comparison comparison, RuleNode left, RuleNode right, int start, int at)
    {
        if (left is FaultyNode || right is FaultyNode)
        {
            return Poison;
        }

        var type = left.Type == RuleType.Open ? right.Type : left.Type;
        if (type == RuleType.Open)
        {
            Report(start, EndOfLast - start, "rule-type", "The types of both sides are not known.", "Compare a context value with a fact or with a value written out.");
        }
        else if (type == RuleType.TextList)
        {
            Report(start, EndOfLast - start, "rule-type", "A list of texts cannot be compared.", "Write contains(list, \"text\").");
        }
        else if (type is RuleType.Text or RuleType.Boolean && comparison is not (Comparison.Equal or Comparison.NotEqual))
        {
            Report(start, EndOfLast - start, "rule-type", $"{comparison.Sign()} has no meaning for {RuleTypes.Say(type)}.", "Use = or !=.");
        }

        left = Bind(left, type, start);
        right = Bind(right, type, at);
        return new CompareNode(comparison, left, right, WordsFrom(start)) { Size = left.Size + right.Size + 1 };
    }

    private RuleNode ReadKnown(RuleNode left, int start)
    {
        var known = IsWord("known");
        if (!known && !IsWord("unknown"))
        {
            return Stop(Current, "After is comes known or unknown.", "Write fact is known; to compare, use =.");
        }

        _next++;
        if (left is not (FactNode or ContextNode or FaultyNode))
        {
            Report(start, EndOfLast - start, "rule-type", "Only a fact or a context value is known or unknown.", "Write fact-name is known.");
        }

        return new KnownNode(left, known, WordsFrom(start)) { Size = 2 };
    }

    private RuleNode ReadIn(RuleNode left, int start)
    {
        var negated = TakeWord("not");
        _next++;
        var listStart = Current.Offset;
        if (!TakeSign("["))
        {
            return Stop(Current, "After in comes a list.", "Write in [\"a\", \"b\"]; to look into a list fact write contains(fact, \"a\").");
        }

        var values = ImmutableArray.CreateBuilder<LiteralNode>();
        do
        {
            var at = Current;
            if (ReadPrimary() is not LiteralNode value)
            {
                return Stop(at, "A list holds values written out.", "Put texts in double quotes.");
            }

            values.Add(value);
        }
        while (TakeSign(","));

        if (!TakeSign("]"))
        {
            return Stop(Current, "The list has no end.", "Separate values with commas and close the list with ].");
        }

        var type = values[0].Type;
        if (values.Any(value => value.Type != type) || type == RuleType.Boolean)
        {
            Report(listStart, EndOfLast - listStart, "rule-type", "A list holds values of one type: texts, numbers or durations.", "Make all of them the same type.");
        }

        left = Bind(left, type, start);
        var found = new InNode(left, values.ToImmutable(), _text[listStart..EndOfLast], WordsFrom(start)) { Size = left.Size + values.Count };
        return negated ? new NotNode(found, found.Words) { Size = found.Size + 1 } : found;
    }

    private static Comparison? ComparisonOf(string sign) => sign switch
    {
        "=" => Comparison.Equal,
        "!=" => Comparison.NotEqual,
        "<" => Comparison.Less,
        "<=" => Comparison.LessOrEqual,
        ">" => Comparison.Greater,
        ">=" => Comparison.GreaterOrEqual,
        _ => null,
    };
}
