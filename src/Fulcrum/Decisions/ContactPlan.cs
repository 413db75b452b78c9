using System.Collections.Immutable;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>The contact policy of one workspace version, compiled: its caps by name, and its suppressions over protective facts.</summary>
/// <remarks>Immutable; safe from many threads.</remarks>
internal sealed class ContactPlan
{
    private readonly RuleProgram _program;
    private readonly int[] _roots;

    private ContactPlan(Workspace workspace, ImmutableArray<Cap> caps, ImmutableArray<CompiledSuppression> suppressions, RuleProgram program, int[] roots)
    {
        (Workspace, Caps, Suppressions, _program, _roots) = (workspace, caps, suppressions, program, roots);
        SpanMax = caps.IsEmpty ? TimeSpan.Zero : caps.Max(cap => cap.Span);
    }

    internal Workspace Workspace { get; }

    /// <summary>All caps, by name: a cap's place here is its number in decision records.</summary>
    internal ImmutableArray<Cap> Caps { get; }

    /// <summary>All suppressions, by name: a suppression's place here is its number in decision records.</summary>
    internal ImmutableArray<CompiledSuppression> Suppressions { get; }

    /// <summary>Protective facts the suppressions look at.</summary>
    internal ImmutableArray<FactDefinition> Facts => _program.Facts;

    /// <summary>The longest span any cap looks back.</summary>
    internal TimeSpan SpanMax { get; }

    internal static ContactPlan Compile(Workspace workspace, RuleVocabulary vocabulary)
    {
        var compiler = new RuleCompiler();
        var suppressions = workspace.ContactPolicy.Suppressions
            .OrderBy(suppression => suppression.Name, StringComparer.Ordinal)
            .Select(suppression => new CompiledSuppression(suppression, PlacementPlan.Checked(suppression.Rule, RuleUse.Suppression, vocabulary)))
            .ToImmutableArray();
        var roots = suppressions.Select(suppression => compiler.Add(suppression.Rule)).ToArray();
        var caps = workspace.ContactPolicy.Caps.OrderBy(cap => cap.Name, StringComparer.Ordinal).ToImmutableArray();
        return new ContactPlan(workspace, caps, suppressions, compiler.Build(), roots);
    }

    /// <summary>The first suppression that holds; -1 for none. Only what is known to hold suppresses.</summary>
    /// <param name="protective">Readings of <see cref="Facts"/>.</param>
    /// <param name="at">The instant asked about.</param>
    /// <param name="offsetMinutes">Minutes the workspace's time zone is ahead of UTC then.</param>
    /// <param name="counts">Which of them are asked; null for all.</param>
    internal int FindSuppression(ReadOnlySpan<FactReading> protective, Instant at, int offsetMinutes, Func<Suppression, bool>? counts = null)
    {
        if (_roots.Length == 0)
        {
            return -1;
        }

        var run = _program.Rent();
        var inputs = new RuleInputs(protective, [], at, offsetMinutes);
        var found = -1;
        for (var index = 0; index < _roots.Length && found < 0; index++)
        {
            found = counts?.Invoke(Suppressions[index].Suppression) != false && run.Ask(_roots[index], inputs) == Truth.Yes ? index : -1;
        }

        _program.Return(run);
        return found;
    }
}

/// <summary>A suppression and its rule as read.</summary>
internal sealed record CompiledSuppression(Suppression Suppression, Rule Rule);
