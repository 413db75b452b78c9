using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Rules;

/// <summary>Rules compiled together: a flat list of steps, each worked out at most once an evaluation, and only when asked.</summary>
/// <remarks>
/// Immutable; safe from many threads, each with a <see cref="RuleRun"/> of its own. Needs no generated code and
/// allocates nothing while it runs.
/// </remarks>
internal sealed class RuleProgram
{
    private readonly Spares<RuleRun> _runs;

    internal RuleProgram(RuleOp[] ops, int[] children, ImmutableArray<FactDefinition> facts, ImmutableArray<string> context) =>
        (Ops, Children, Facts, Context, _runs) = (ops, children, facts, context, new Spares<RuleRun>(() => new RuleRun(this)));

    /// <summary>Facts its rules can look at; a reading's slot is its index.</summary>
    internal ImmutableArray<FactDefinition> Facts { get; }

    /// <summary>Context names its rules can look at; a value's slot is its index.</summary>
    internal ImmutableArray<string> Context { get; }

    internal RuleOp[] Ops { get; }

    internal int[] Children { get; }

    /// <summary>A run to evaluate with, cleared. Give it back with <see cref="Return"/>.</summary>
    internal RuleRun Rent()
    {
        var run = _runs.Rent();
        run.Clear();
        return run;
    }

    /// <summary>Takes a run back for the next evaluation.</summary>
    internal void Return(RuleRun run) => _runs.Return(run);
}
