using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Something a computed fact is made from.</summary>
/// <param name="Name">For errors.</param>
/// <param name="At">Where a contract declares it.</param>
/// <param name="Purposes">What it is collected for.</param>
/// <param name="Label">Its label; null for an event that carries none.</param>
/// <param name="Type">Its type; null for an event.</param>
/// <param name="IsProperty">Whether it is the property computed from, not one that only selects events.</param>
internal sealed record ComputedInput(string Name, Place At, PurposeSet Purposes, DataLabel? Label, FactType? Type, bool IsProperty);

/// <summary>Finds what a computed fact is made from, in every contract that allows it.</summary>
internal sealed class ComputedInputs(YamlEntry entry, KeyReader keys, WorkspaceDraft draft)
{
    public IReadOnlyList<ComputedInput> Resolve(ImmutableArray<YamlScalar> events, YamlScalar? property, ImmutableArray<YamlEntry> where)
    {
        var known = draft.ContractDrafts.SelectMany(contract => contract.Events).ToLookup(rule => rule.Name, StringComparer.Ordinal);
        var inputs = new List<ComputedInput>();
        foreach (var name in events)
        {
            var rules = known[name.Text].ToArray();
            if (rules.Length == 0)
            {
                draft.Faults.AddUnresolved(name.At, "unknown-event", $"No contract allows the event \"{YamlFile.Shown(name.Text)}\".", Nearest.Remedy(name.Text, known.Select(rule => rule.Key)));
            }

            inputs.AddRange(rules.Select(rule => new ComputedInput($"\"{rule.Name}\"", rule.At, rule.Rule.Purposes, null, null, false)));
            if (property is not null)
            {
                inputs.AddRange(FindProperty(name, rules, property.Text, property.At, isProperty: true));
            }

            foreach (var test in where)
            {
                inputs.AddRange(FindProperty(name, rules, test.Key, test.At, isProperty: false));
            }
        }

        return inputs;
    }

    private List<ComputedInput> FindProperty(YamlScalar name, EventDraft[] rules, string path, Place at, bool isProperty)
    {
        var inputs = new List<ComputedInput>();
        foreach (var rule in rules)
        {
            var found = rule.Properties.FirstOrDefault(property => property.Rule.Path == path);
            if (found is not null)
            {
                inputs.Add(new ComputedInput($"\"{path}\" of \"{rule.Name}\"", found.At, found.Rule.Purposes, found.Rule.Label, found.Rule.Type, isProperty));
            }
        }

        if (inputs.Count == 0 && rules.Length > 0)
        {
            var place = at == default ? keys.At : at;
            draft.Faults.AddUnresolved(
                place,
                "unknown-property",
                $"\"{YamlFile.Shown(entry.Key)}\" reads \"{YamlFile.Shown(path)}\", which no contract declares for \"{YamlFile.Shown(name.Text)}\".",
                Nearest.Remedy(path, rules.SelectMany(rule => rule.Properties).Select(property => property.Rule.Path).Distinct(StringComparer.Ordinal)));
        }

        return inputs;
    }
}
