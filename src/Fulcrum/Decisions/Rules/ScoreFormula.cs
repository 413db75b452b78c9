using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>A computed fact's formula, compiled: a number from the readings of other facts.</summary>
/// <remarks>Immutable; safe from many threads.</remarks>
internal sealed class ScoreFormula
{
    private readonly RuleProgram _program;
    private readonly int _root;

    /// <summary>Compiles a formula that was read for <see cref="RuleUse.Score"/>.</summary>
    internal ScoreFormula(Rule rule)
    {
        var compiler = new RuleCompiler();
        _root = compiler.Add(rule);
        _program = compiler.Build();
    }

    /// <summary>The facts it reads; <see cref="Evaluate"/> wants their readings in this order.</summary>
    internal ImmutableArray<FactDefinition> Inputs => _program.Facts;

    /// <summary>The number; null when it is unknown, because an input it needs is.</summary>
    internal double? Evaluate(ReadOnlySpan<FactReading> readings, Instant at, int offsetMinutes = 0)
    {
        var run = _program.Rent();
        var number = run.Measure(_root, new RuleInputs(readings, [], at, offsetMinutes));
        _program.Return(run);
        return double.IsNaN(number) ? null : number;
    }
}
