using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>views.yaml</c>: what staff with a customer in front of them may see.</summary>
internal static class ViewsReader
{
    public static FrozenDictionary<string, ViewDefinition> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("views.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, ViewDefinition>.Empty;
        }

        var views = keys.Named("views").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return draft.ByName(views, "view");
    }

    private static ViewDefinition ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The view \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var purpose = PlacementsReader.ReadPurpose(keys, draft, "Name the purpose its callers act under.");
        keys.Need("facts", "Name the facts it shows, in their order.");
        var facts = ImmutableArray.CreateBuilder<FactDefinition>();
        foreach (var name in keys.Scalars("facts"))
        {
            if (!draft.Facts.TryResolve(name, "fact", draft.Faults, out var fact))
            {
                continue;
            }

            facts.Add(fact);
            if (purpose.Name.Length > 0 && !fact.Purposes.Contains(purpose))
            {
                draft.Faults.Add(name.At, "fact-not-permitted", $"\"{fact.Name}\" is not for the purpose \"{purpose.Name}\", so this view would never show it.", "Add the purpose to the fact and to what it is made from, or remove it here.");
            }
        }

        keys.Done();
        return new ViewDefinition(entry.Key, purpose, facts.ToImmutable(), title);
    }
}
