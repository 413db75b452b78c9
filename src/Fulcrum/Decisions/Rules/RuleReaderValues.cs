using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>The inner half of the grammar: arithmetic, functions and names.</summary>
internal sealed partial class RuleReader
{
    private RuleNode ReadSum() => ReadChain("+", "-", ReadProduct);

    private RuleNode ReadProduct() => ReadChain("*", "/", ReadElse);

    private RuleNode ReadChain(string one, string other, Func<RuleNode> readOne)
    {
        var start = Current.Offset;
        var left = readOne();
        while (Current.Kind == TokenKind.Sign && (Current.Text == one || Current.Text == other))
        {
            var sign = Current.Text[0];
            _next++;
            var right = readOne();
            left = Arithmetic(sign, left, right, start);
        }

        return left;
    }

    private RuleNode Arithmetic(char sign, RuleNode left, RuleNode right, int start)
    {
        left = left.Type == RuleType.Open ? Bind(left, RuleType.Number, start) : left;
        right = right.Type == RuleType.Open ? Bind(right, RuleType.Number, start) : right;
        if (left is FaultyNode || right is FaultyNode)
        {
            return Poison;
        }

        RuleType? type = (left.Type, sign, right.Type) switch
        {
            (RuleType.Number, _, RuleType.Number) => RuleType.Number,
            (RuleType.Duration, '+' or '-', RuleType.Duration) => RuleType.Duration,
            (RuleType.Duration, '/', RuleType.Duration) => RuleType.Number,
            (RuleType.Duration, '*' or '/', RuleType.Number) => RuleType.Duration,
            (RuleType.Number, '*', RuleType.Duration) => RuleType.Duration,
            (RuleType.Time, '+' or '-', RuleType.Duration) => RuleType.Time,
            (RuleType.Duration, '+', RuleType.Time) => RuleType.Time,
            (RuleType.Time, '-', RuleType.Time) => RuleType.Duration,
            _ => null,
        };
        if (type is null)
        {
            return Report(start, EndOfLast - start, "rule-type", $"{sign} has no meaning between {RuleTypes.Say(left.Type)} and {RuleTypes.Say(right.Type)}.", "Use numbers, or times with durations like 7d.");
        }

        return new ArithmeticNode(type.Value, sign, left, right, WordsFrom(start)) { Size = left.Size + right.Size + 1 };
    }

    private RuleNode ReadElse()
    {
        var start = Current.Offset;
        var left = ReadPrimary();
        if (!TakeWord("else"))
        {
            return left;
        }

        var at = Current.Offset;
        if (!Deepen())
        {
            return Poison;
        }

        var right = ReadElse();
        _depth--;
        left = left.Type == RuleType.Open && right.Type != RuleType.Open ? Bind(left, right.Type, start) : left;
        right = Bind(right, left.Type, at);
        if (left.Type is RuleType.TextList or RuleType.Open)
        {
            return Report(start, EndOfLast - start, "rule-type", "The type of this value is not known, or it is a list.", "Give a text, number, time or duration after else.");
        }

        return left is FaultyNode ? Poison : new ElseNode(left, right, WordsFrom(start)) { Size = left.Size + right.Size + 1 };
    }

    private RuleNode ReadPrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _next++;
                return new LiteralNode(RuleType.Number, FactValue.Of(token.Number), token.Text);
            case TokenKind.Duration:
                _next++;
                return new LiteralNode(RuleType.Duration, FactValue.Of(token.Number), token.Text);
            case TokenKind.Text:
                _next++;
                return new LiteralNode(RuleType.Text, FactValue.Of(token.Text), _text.Substring(token.Offset, token.Length));
            case TokenKind.Name when !RuleWords.Joins(token.Text):
                _next++;
                return ReadName(token);
            case TokenKind.Sign when token.Text == "(":
                return ReadBracket();
            default:
                return Stop(token, token.Kind == TokenKind.End ? "The rule ends where a value is missing." : "A value is missing here.",
                    "Write a fact, segment.name, context.name, a number, a duration like 7d, or a text in double quotes.");
        }
    }

    private RuleNode ReadBracket()
    {
        if (!Deepen())
        {
            return Poison;
        }

        _next++;
        var inside = ReadAny();
        _depth--;
        return _stopped || TakeSign(")") ? inside : Stop(Current, "A bracket was opened and not closed.", "Close it with ).");
    }

    private RuleNode ReadName(RuleToken token) => token.Text switch
    {
        "true" or "false" => new LiteralNode(RuleType.Boolean, FactValue.Of(token.Text == "true"), token.Text),
        "now" => new NowNode(),
        "hour" => new HourNode(),
        "age" or "min" or "max" or "contains" => ReadCall(token),
        var name when name.StartsWith("segment.", StringComparison.Ordinal) => ReadSegment(token, name["segment.".Length..]),
        var name when name.StartsWith("context.", StringComparison.Ordinal) => ReadContext(token, name["context.".Length..]),
        var name when name.StartsWith("offer.", StringComparison.Ordinal) => ReadOffer(token, name["offer.".Length..]),
        _ => ReadFact(token),
    };

    private RuleNode ReadFact(RuleToken token)
    {
        if (_vocabulary.TryFindFact(token.Text, out var fact))
        {
            Note(_facts, fact);
            return new FactNode(fact);
        }

        return ReportUnknown(token, token.Text, "fact", "", _vocabulary.FactNames.Concat(RuleWords.Reserved));
    }

    private RuleNode ReadContext(RuleToken token, string name)
    {
        if (!RuleTypes.AllowsContext(_use))
        {
            return ReportAt(token, "rule-unknown-name", "The context is not known here.", "Use facts; offers' rules and rankings can read the context.");
        }

        Note(_context, name);
        return new ContextNode(name, RuleType.Open);
    }

    private RuleNode ReadOffer(RuleToken token, string name)
    {
        if (!RuleTypes.AllowsOffer(_use))
        {
            return ReportAt(token, "rule-unknown-name", "There is no offer here.", "offer.value and offer.priority stand in offers' rules and rankings only.");
        }

        return name switch
        {
            "value" => new OfferNode(OfferNumber.Value),
            "priority" => new OfferNode(OfferNumber.Priority),
            _ => ReportUnknown(token, name, "number of an offer", "offer.", ["value", "priority"]),
        };
    }

    private RuleNode ReadSegment(RuleToken token, string name)
    {
        if (!RuleTypes.AllowsSegments(_use))
        {
            return ReportAt(token, "rule-unknown-name", "Segments cannot stand here.", "Write the segment's condition out over facts.");
        }

        var reading = _vocabulary.ReadSegment(name, out var cycle);
        if (reading is null)
        {
            return ReportUnknown(token, name, "segment", "segment.", _vocabulary.SegmentNames);
        }

        if (cycle.Length > 0)
        {
            return ReportAt(token, "rule-cycle", $"Segments name each other in a circle: {string.Join(" -> ", cycle)}.", "Take one of them out of the circle.");
        }

        if (reading.Rule is not { } rule)
        {
            return ReportAt(token, "rule-segment-faulty", $"The rule of segment {name} has a fault of its own.", "Mend the segment's rule.");
        }

        foreach (var fact in rule.Facts)
        {
            Note(_facts, fact);
        }

        return rule.Root;
    }

    private RuleNode ReadCall(RuleToken name)
    {
        if (!TakeSign("("))
        {
            return Stop(Current, $"After {name.Text} comes a bracket.", $"Write {name.Text}(...).");
        }

        if (!Deepen())
        {
            return Poison;
        }

        var arguments = ImmutableArray.CreateBuilder<RuleNode>();
        do
        {
            arguments.Add(ReadSum());
        }
        while (TakeSign(","));

        _depth--;
        if (!_stopped && !TakeSign(")"))
        {
            return Stop(Current, "A bracket was opened and not closed.", "Separate values with commas and close it with ).");
        }

        return arguments.Any(argument => argument is FaultyNode) ? Poison : Call(name, arguments.ToImmutable());
    }

    private RuleNode Call(RuleToken name, ImmutableArray<RuleNode> arguments)
    {
        var words = WordsFrom(name.Offset);
        switch (name.Text)
        {
            case "age" when arguments is [FactNode { Fact: var fact }]:
                return new AgeNode(fact);
            case "age":
                return ReportAt(name, "rule-type", "age is asked of one fact.", "Write age(fact-name) < 7d.");
            case "contains" when arguments is [var list, var text]:
                list = Bind(list, RuleType.TextList, name.Offset);
                text = Bind(text, RuleType.Text, name.Offset);
                return new ContainsNode(list, text, words) { Size = list.Size + text.Size + 1 };
            case "contains":
                return ReportAt(name, "rule-type", "contains is asked of a list and a text.", "Write contains(list-fact, \"text\").");
            default:
                var type = arguments.Select(argument => argument.Type).FirstOrDefault(type => type != RuleType.Open, RuleType.Number);
                if (type is not (RuleType.Number or RuleType.Duration or RuleType.Time))
                {
                    return ReportAt(name, "rule-type", $"{name.Text} has no meaning for {RuleTypes.Say(type)}.", "Use numbers, times or durations.");
                }

                arguments = [.. arguments.Select(argument => Bind(argument, type, name.Offset))];
                return new ExtremeNode(name.Text == "max", arguments, words) { Size = arguments.Sum(argument => argument.Size) + 1 };
        }
    }
}
