using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>One evaluation of a program's rules over one set of inputs: remembers what was worked out and what was read.</summary>
/// <remarks>Not safe from many threads. Inputs must stay the same between two calls of <see cref="Clear"/>.</remarks>
internal sealed class RuleRun(RuleProgram program)
{
    private readonly RuleOp[] _ops = program.Ops;
    private readonly int[] _children = program.Children;
    private readonly Truth[] _truths = new Truth[program.Ops.Length];
    private readonly double[] _numbers = new double[program.Ops.Length];
    private readonly bool[] _numbersKnown = new bool[program.Ops.Length];
    private readonly bool[] _factsRead = new bool[program.Facts.Length];
    private readonly bool[] _contextRead = new bool[program.Context.Length];

    /// <summary>Whether a rule looked at a fact since the last <see cref="Clear"/>.</summary>
    internal ReadOnlySpan<bool> FactsRead => _factsRead;

    /// <summary>Whether a rule looked at a context value since the last <see cref="Clear"/>.</summary>
    internal ReadOnlySpan<bool> ContextRead => _contextRead;

    /// <summary>Forgets everything worked out.</summary>
    internal void Clear()
    {
        Array.Clear(_truths);
        Array.Clear(_numbersKnown);
        Array.Clear(_factsRead);
        Array.Clear(_contextRead);
    }

    /// <summary>Whether a rule holds. Only <see cref="Truth.Yes"/> makes eligible.</summary>
    internal Truth Ask(int step, scoped in RuleInputs inputs)
    {
        var known = _truths[step];
        return known != Truth.Unasked ? known : _truths[step] = WorkOut(in _ops[step], inputs);
    }

    /// <summary>The number a formula yields; not a number when it is unknown.</summary>
    internal double Measure(int step, scoped in RuleInputs inputs)
    {
        ref readonly var op = ref _ops[step];
        if (op.Kind == OpKind.NumberLiteral)
        {
            return op.Number;
        }

        if (!_numbersKnown[step])
        {
            var number = Calculate(in op, inputs);
            _numbers[step] = double.IsFinite(number) ? number : double.NaN;
            _numbersKnown[step] = true;
        }

        return _numbers[step];
    }

    private Truth WorkOut(in RuleOp op, scoped in RuleInputs inputs)
    {
        switch (op.Kind)
        {
            case OpKind.CompareFact:
                var fact = FactValueAt(op.A, inputs);
                return !fact.IsPresent || fact.Type != (FactType)op.B || !double.IsFinite(fact.Number)
                    ? Truth.Unknown : TruthAlgebra.From(op.Comparison.Holds(fact.Number, op.Number));
            case OpKind.CompareNumbers:
                var (left, right) = (Measure(op.A, inputs), Measure(op.B, inputs));
                return double.IsNaN(left) || double.IsNaN(right) ? Truth.Unknown : TruthAlgebra.From(op.Comparison.Holds(left, right));
            case OpKind.CompareTexts:
                var (text, other) = (Text(op.A, inputs), Text(op.B, inputs));
                return text is null || other is null
                    ? Truth.Unknown : TruthAlgebra.From(string.Equals(text, other, StringComparison.Ordinal) == (op.Comparison == Comparison.Equal));
            case OpKind.CompareTruths:
                var (one, two) = (Ask(op.A, inputs), Ask(op.B, inputs));
                return one == Truth.Unknown || two == Truth.Unknown ? Truth.Unknown : TruthAlgebra.From((one == two) == (op.Comparison == Comparison.Equal));
            case OpKind.All:
                return AskAll(op.A, op.B, inputs);
            case OpKind.Any:
                return AskAny(op.A, op.B, inputs);
            case OpKind.Not:
                return Ask(op.A, inputs).Not();
            case OpKind.KnownFact:
                return TruthAlgebra.From(FactValueAt(op.A, inputs).IsPresent == (op.B == 1));
            case OpKind.KnownContext:
                return TruthAlgebra.From(ContextAt(op.A, inputs).IsPresent == (op.B == 1));
            case OpKind.InTexts:
                return Text(op.A, inputs) is { } member ? TruthAlgebra.From(((string[])op.Content!).AsSpan().Contains(member)) : Truth.Unknown;
            case OpKind.InNumbers:
                var number = Measure(op.A, inputs);
                return double.IsNaN(number) ? Truth.Unknown : TruthAlgebra.From(((double[])op.Content!).AsSpan().Contains(number));
            case OpKind.Contains:
                return ListContains(op.A, Text(op.B, inputs), inputs);
            case OpKind.TruthFact:
                return TruthOf(FactValueAt(op.A, inputs));
            case OpKind.TruthContext:
                return TruthOf(ContextAt(op.A, inputs));
            case OpKind.ElseTruth:
                return Ask(op.A, inputs) is var truth && truth == Truth.Unknown ? Ask(op.B, inputs) : truth;
            default:
                return (Truth)op.A;
        }
    }

    private double Calculate(in RuleOp op, scoped in RuleInputs inputs) => op.Kind switch
    {
        OpKind.NumberFact => NumberOf(FactValueAt(op.A, inputs)),
        OpKind.NumberContext => ContextAt(op.A, inputs) is var value && IsOf(value, (RuleType)op.B) ? value.Number : double.NaN,
        OpKind.Now => inputs.At.UnixMs,
        OpKind.Hour => Hour(inputs.At, inputs.OffsetMinutes),
        OpKind.Age => FactValueAt(op.A, inputs).IsPresent ? Math.Max(0, (double)inputs.At.UnixMs - inputs.Facts[op.A].At.UnixMs) : double.NaN,
        OpKind.ElseNumber => Measure(op.A, inputs) is var number && double.IsNaN(number) ? Measure(op.B, inputs) : number,
        OpKind.Add => Measure(op.A, inputs) + Measure(op.B, inputs),
        OpKind.Subtract => Measure(op.A, inputs) - Measure(op.B, inputs),
        OpKind.Multiply => Measure(op.A, inputs) * Measure(op.B, inputs),
        OpKind.Divide => Measure(op.A, inputs) / Measure(op.B, inputs),
        OpKind.Min => Extreme(op.A, op.B, greatest: false, inputs),
        OpKind.Max => Extreme(op.A, op.B, greatest: true, inputs),
        _ => double.NaN,
    };

    /// <summary>The hour of the day in the workspace's time zone.</summary>
    internal static int Hour(Instant at, int offsetMinutes) =>
        (int)(((((at.UnixMs % 86_400_000) + (offsetMinutes * 60_000L)) % 86_400_000) + 86_400_000) % 86_400_000 / 3_600_000);

    private Truth AskAll(int start, int count, scoped in RuleInputs inputs)
    {
        var result = Truth.Yes;
        for (var child = start; child < start + count && result != Truth.No; child++)
        {
            result = result.And(Ask(_children[child], inputs));
        }

        return result;
    }

    private Truth AskAny(int start, int count, scoped in RuleInputs inputs)
    {
        var result = Truth.No;
        for (var child = start; child < start + count && result != Truth.Yes; child++)
        {
            result = result.Or(Ask(_children[child], inputs));
        }

        return result;
    }

    private double Extreme(int start, int count, bool greatest, scoped in RuleInputs inputs)
    {
        var result = Measure(_children[start], inputs);
        for (var child = start + 1; child < start + count; child++)
        {
            var number = Measure(_children[child], inputs);
            result = greatest ? Math.Max(result, number) : Math.Min(result, number);
        }

        return result;
    }

    private string? Text(int step, scoped in RuleInputs inputs)
    {
        ref readonly var op = ref _ops[step];
        switch (op.Kind)
        {
            case OpKind.TextLiteral:
                return (string)op.Content!;
            case OpKind.ElseText:
                return Text(op.A, inputs) ?? Text(op.B, inputs);
            default:
                var value = op.Kind == OpKind.TextFact ? FactValueAt(op.A, inputs) : ContextAt(op.A, inputs);
                return value.IsPresent && value.Type == FactType.Text ? value.Text : null;
        }
    }

    private Truth ListContains(int step, string? text, scoped in RuleInputs inputs)
    {
        ref readonly var op = ref _ops[step];
        var value = op.Kind == OpKind.ListFact ? FactValueAt(op.A, inputs) : ContextAt(op.A, inputs);
        return text is null || !value.IsPresent || value.Type != FactType.TextList ? Truth.Unknown : TruthAlgebra.From(value.Texts.AsSpan().Contains(text));
    }

    private FactValue FactValueAt(int slot, scoped in RuleInputs inputs)
    {
        _factsRead[slot] = true;
        return slot < inputs.Facts.Length ? inputs.Facts[slot].Value : default;
    }

    private FactValue ContextAt(int slot, scoped in RuleInputs inputs)
    {
        _contextRead[slot] = true;
        return slot < inputs.Context.Length ? inputs.Context[slot] : default;
    }

    private static Truth TruthOf(in FactValue value) => value.IsPresent && value.Type == FactType.Boolean ? TruthAlgebra.From(value.Boolean) : Truth.Unknown;

    private static double NumberOf(in FactValue value) => value.IsPresent && value.Type is FactType.Number or FactType.Time ? value.Number : double.NaN;

    private static bool IsOf(in FactValue value, RuleType type) => value.IsPresent && RuleTypes.Of(value.Type) == type;
}
