using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions;

/// <summary>The plans of all placements of one workspace version.</summary>
/// <remarks>Immutable; safe from many threads.</remarks>
internal sealed class DecisionPlans
{
    private readonly FrozenDictionary<string, PlacementPlan> _plans;
    private readonly FrozenDictionary<string, int> _factNumbers;

    private DecisionPlans(Workspace workspace, ContactPlan contact, FrozenDictionary<string, PlacementPlan> plans)
    {
        (Workspace, Contact, _plans) = (workspace, contact, plans);
        Facts = [.. workspace.Facts.Values.OrderBy(fact => fact.Name, StringComparer.Ordinal)];
        _factNumbers = Facts.Select((fact, number) => (fact.Name, number)).ToFrozenDictionary(pair => pair.Name, pair => pair.number, StringComparer.Ordinal);
    }

    internal Workspace Workspace { get; }

    /// <summary>The contact policy all of them share.</summary>
    internal ContactPlan Contact { get; }

    /// <summary>All facts by name: a fact's place here is its number in decision records, whatever reads the workspace.</summary>
    internal ImmutableArray<FactDefinition> Facts { get; }

    internal static DecisionPlans Compile(Workspace workspace)
    {
        var vocabulary = RuleVocabulary.Of(workspace);
        var contact = ContactPlan.Compile(workspace, vocabulary);
        return new DecisionPlans(workspace, contact, workspace.Placements.Values.ToFrozenDictionary(
            placement => placement.Name, placement => PlacementPlan.Compile(placement, contact, vocabulary), StringComparer.Ordinal));
    }

    /// <summary>The plan of a placement; null when the workspace has no such placement.</summary>
    internal PlacementPlan? Find(string placement) => _plans.GetValueOrDefault(placement);

    /// <summary>A fact's number in decision records.</summary>
    internal int NumberOf(FactDefinition fact) => _factNumbers[fact.Name];
}
