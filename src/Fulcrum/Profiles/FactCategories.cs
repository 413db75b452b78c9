using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>Every category of data a fact says something about: its own, and those of what it is computed from.</summary>
/// <remarks>Who keeps a category out of a purpose keeps out what is worked out of it, whatever that calls itself.</remarks>
internal static class FactCategories
{
    /// <summary>The categories of each fact, by its place in <paramref name="facts"/>.</summary>
    internal static ImmutableArray<string>[] Of(Workspace workspace, FactDefinition[] facts, ComputedPlan?[] computed)
    {
        var found = new ImmutableArray<string>[facts.Length];
        for (var index = 0; index < facts.Length; index++)
        {
            var categories = new SortedSet<string>(StringComparer.Ordinal);
            Collect(facts[index], workspace, computed, categories, []);
            found[index] = [.. categories];
        }

        return found;
    }

    private static void Collect(FactDefinition fact, Workspace workspace, ComputedPlan?[] computed, SortedSet<string> into, HashSet<string> seen)
    {
        if (!seen.Add(fact.Name))
        {
            return;
        }

        into.Add(fact.Label.Category);
        if (fact.Computed is not { } computation)
        {
            return;
        }

        foreach (var rule in workspace.Contracts.Values.SelectMany(contract => contract.Events))
        {
            if (!computation.Events.Contains(NameOf(rule)) && !computation.ClosedBy.Contains(NameOf(rule)))
            {
                continue;
            }

            foreach (var property in rule.Properties)
            {
                if (property.Path == computation.Property || computation.Where.Any(test => test.Key == property.Path))
                {
                    into.Add(property.Label.Category);
                }
            }
        }

        foreach (var read in computed[fact.Index]?.Formula?.Inputs ?? [])
        {
            Collect(workspace.Facts[read.Name], workspace, computed, into, seen);
        }
    }

    private static string NameOf(EventRule rule) => rule.Event.Length > 0 ? rule.Event : rule.Type.ToString().ToLowerInvariant();
}
