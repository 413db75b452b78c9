namespace Fulcrum.Decisions.Rules;

/// <summary>Steps, types and faults of the reader.</summary>
internal sealed partial class RuleReader
{
    /// <summary>Stands where something wrong was written, so that reading can go on and find more.</summary>
    private sealed record FaultyNode() : RuleNode(RuleType.Open, "");

    private static readonly RuleNode Poison = new FaultyNode();

    private int EndOfLast => _next == 0 ? 0 : _tokens[_next - 1].End;

    private string WordsFrom(int start) => start < EndOfLast ? _text[start..EndOfLast] : "";

    private bool IsWord(string word) => Current.Kind == TokenKind.Name && Current.Text == word;

    private bool TakeWord(string word)
    {
        var taken = IsWord(word);
        _next += taken ? 1 : 0;
        return taken;
    }

    private bool TakeSign(string sign)
    {
        var taken = Current.Kind == TokenKind.Sign && Current.Text == sign;
        _next += taken ? 1 : 0;
        return taken;
    }

    private bool Deepen()
    {
        if (++_depth <= Rule.DepthMax)
        {
            return true;
        }

        Stop(Current, $"Brackets and negations are nested deeper than {Rule.DepthMax}.", "Move a part into a segment.");
        return false;
    }

    /// <summary>Gives a context value the type its use asks for; any other node must have it already.</summary>
    private RuleNode Bind(RuleNode node, RuleType type, int offset)
    {
        if (node is FaultyNode || node.Type == type || type == RuleType.Open)
        {
            return node;
        }

        if (node is ContextNode context && context.Type == RuleType.Open && type != RuleType.Duration)
        {
            return context with { Type = type };
        }

        return Report(offset, Math.Max(0, EndOfLast - offset), "rule-type", $"This is {RuleTypes.Say(node.Type)}; {RuleTypes.Say(type)} is needed here.", RemedyFor(node.Type, type));
    }

    private static string RemedyFor(RuleType has, RuleType needs) => (has, needs) switch
    {
        (RuleType.Number, RuleType.Duration) => "Give it a unit: 30m, 12h, 7d.",
        (_, RuleType.Boolean) => "Compare it with something, for example > 0 or = \"text\".",
        (RuleType.Boolean, _) => "Use a number; a condition yields none.",
        (RuleType.Text, RuleType.Number) => "Take the quotes away if a number is meant.",
        (_, RuleType.Text) => "Put it in double quotes if a text is meant.",
        (RuleType.Time, RuleType.Duration) => "Write now - time, or age(fact).",
        _ => "Use values of one type.",
    };

    private static int SizeOf(IEnumerable<RuleNode> parts)
    {
        var size = 1L;
        foreach (var part in parts)
        {
            size += part.Size;
        }

        return (int)Math.Min(size, int.MaxValue / 8);
    }

    private static void Note<T>(List<T> list, T item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }

    private RuleNode ReportUnknown(RuleToken token, string name, string what, string prefix, IEnumerable<string> names)
    {
        var nearest = NearestName.Find(name, names);
        return ReportAt(token, "rule-unknown-name", $"There is no {what} called {name}.", nearest is null ? $"Declare it, or name another {what}." : $"Did you mean {prefix}{nearest}?");
    }

    private RuleNode ReportAt(RuleToken token, string code, string what, string remedy) => Report(token.Offset, token.Length, code, what, remedy);

    private RuleNode Report(int offset, int length, string code, string what, string remedy)
    {
        if (!_stopped)
        {
            _faults.Add(new RuleFault(offset, length, new Fault(code, what, remedy)));
        }

        return Poison;
    }

    /// <summary>After a fault of form nothing more can be read.</summary>
    private RuleNode Stop(RuleToken token, string what, string remedy)
    {
        Report(token.Offset, token.Length, "rule-syntax", what, remedy);
        _stopped = true;
        _next = _tokens.Length - 1;
        return Poison;
    }
}
