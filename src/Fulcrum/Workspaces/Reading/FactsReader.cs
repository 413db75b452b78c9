using System.Collections.Frozen;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>facts.yaml</c>: the facts that contracts' properties set, and those computed from events.</summary>
internal static class FactsReader
{
    public static FrozenDictionary<string, FactDefinition> Read(WorkspaceDraft draft)
    {
        var setters = draft.ContractDrafts
            .SelectMany(contract => contract.Events)
            .SelectMany(rule => rule.Properties)
            .Where(property => property.Fact is not null)
            .ToLookup(property => property.Fact!.Text, StringComparer.Ordinal);

        var declared = new List<(string Name, Place At, FactDefinition Value)>();
        var keys = draft.Files.Find("facts.yaml");
        if (keys is not null)
        {
            declared.AddRange(keys.Named("facts").Select(entry => (entry.Key, entry.At, ReadSet(entry, setters[entry.Key], draft))));
            declared.AddRange(keys.Named("computed").Select(entry => (entry.Key, entry.At, ComputedFactReader.Read(entry, draft))));
            keys.Done();
        }

        var facts = draft.ByName(declared, "fact");
        foreach (var property in setters.SelectMany(setter => setter))
        {
            CheckSetter(property, facts, draft);
        }

        return facts.Values
            .OrderBy(fact => fact.Name, StringComparer.Ordinal)
            .Select((fact, index) => fact with { Index = index })
            .ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);
    }

    /// <summary>A fact set by events takes everything but its title from the properties that set it.</summary>
    private static FactDefinition ReadSet(YamlEntry entry, IEnumerable<PropertyDraft> setters, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The fact \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        keys.Done();

        var rules = setters.Select(setter => setter.Rule).ToArray();
        if (rules.Length == 0)
        {
            draft.Faults.AddUnresolved(entry.At, "fact-never-set", $"No contract's property sets \"{YamlFile.Shown(entry.Key)}\".", $"Write \"fact: {YamlFile.Shown(entry.Key)}\" at a property, or remove the fact.");
            return new FactDefinition(entry.Key, 0, FactType.Text, new DataLabel("user", Sensitivity.Ordinary, []), WorkspaceDraft.Anything, Provenance.Observed, title, null, title, entry.At);
        }

        var label = new DataLabel(
            rules[0].Label.Category,
            rules.Max(rule => rule.Label.Sensitivity),
            [.. rules.SelectMany(rule => rule.Label.Marks).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
        var purposes = rules.Aggregate(PurposeSet.Empty, (all, rule) => all | rule.Purposes);
        return new FactDefinition(entry.Key, 0, rules[0].Type, label, purposes, rules[0].Provenance, rules[0].Reason, null, title, entry.At);
    }

    private static void CheckSetter(PropertyDraft property, FrozenDictionary<string, FactDefinition> facts, WorkspaceDraft draft)
    {
        if (!facts.TryResolve(property.Fact!, "fact", draft.Faults, out var fact))
        {
            return;
        }

        if (fact.Computed is not null)
        {
            draft.Faults.Add(property.Fact!.At, "fact-computed", $"\"{fact.Name}\" is computed; a property cannot set it.", "Declare a fact of another name below \"facts:\".");
        }
        else if (fact.Type != property.Rule.Type)
        {
            draft.Faults.Add(property.Fact!.At, "fact-type-conflict", $"\"{fact.Name}\" is set with two types.", "Use the same type in every contract.");
        }
        else if (fact.Label.Category != property.Rule.Label.Category)
        {
            draft.Faults.Add(property.Fact!.At, "fact-label-conflict", $"\"{fact.Name}\" is {fact.Label.Category} in one contract and {property.Rule.Label.Category} in another.", "Use the same category in every contract.");
        }
    }
}
