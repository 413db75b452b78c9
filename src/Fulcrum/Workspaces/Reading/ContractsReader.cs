using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>contracts/*.yaml</c>: which events a source may send, and each property's label, purposes and reason.</summary>
internal static class ContractsReader
{
    public static ImmutableArray<ContractDraft> Read(WorkspaceDraft draft)
    {
        var contracts = draft.Files.In("contracts/").Select(keys => ReadOne(keys, draft)).ToArray();
        var byName = draft.ByName(contracts.Select(contract => (contract.Name, contract.At, contract)), "contract");
        return [.. byName.Values.OrderBy(contract => contract.Name, StringComparer.Ordinal)];
    }

    /// <summary>The contracts, their properties tied to the facts they set.</summary>
    public static FrozenDictionary<string, Contract> Tie(WorkspaceDraft draft) =>
        draft.ContractDrafts.ToFrozenDictionary(
            contract => contract.Name,
            contract => new Contract(contract.Name, [.. contract.Events.Select(rule => Tie(rule, draft.Facts))]),
            StringComparer.Ordinal);

    private static EventRule Tie(EventDraft rule, FrozenDictionary<string, FactDefinition> facts) =>
        rule.Rule with
        {
            Properties = [.. rule.Properties.Select(property => property.Rule with { Fact = property.Fact is null ? null : facts.GetValueOrDefault(property.Fact.Text) })],
        };

    private static ContractDraft ReadOne(KeyReader keys, WorkspaceDraft draft)
    {
        var name = keys.NeedScalar("contract", "Name the contract, for example \"contract: web-behaviour\".");
        if (name is not null)
        {
            Names.Check(name.Text, name.At, draft.Faults);
        }

        keys.Need("events", "List the events it allows below \"events:\".");
        var events = keys.Items("events").Select(item => ReadEvent(item, draft)).ToImmutableArray();
        keys.Done();

        var seen = new Dictionary<(EventType, string), Place>();
        foreach (var rule in events.Where(rule => !seen.TryAdd((rule.Rule.Type, rule.Rule.Event), rule.At)))
        {
            draft.Faults.Add(rule.At, "duplicate-event", $"This contract allows \"{YamlFile.Shown(rule.Name)}\" twice; first at {seen[(rule.Rule.Type, rule.Rule.Event)]}.", "Put its properties into one.");
        }

        return new ContractDraft(name?.Text ?? "", name?.At ?? keys.At, events);
    }

    private static EventDraft ReadEvent(YamlNode node, WorkspaceDraft draft)
    {
        var keys = new KeyReader(node, "An event", draft.Faults);
        keys.Need("type", "Say which call it is: identify, track, page, screen, group or alias.");
        var type = keys.Choice(
            "type",
            EventType.Track,
            ("identify", EventType.Identify),
            ("track", EventType.Track),
            ("page", EventType.Page),
            ("screen", EventType.Screen),
            ("group", EventType.Group),
            ("alias", EventType.Alias));
        var name = type == EventType.Track
            ? keys.NeedScalar("event", "Write the track event's name, for example \"event: Car Configured\".")?.Text ?? ""
            : "";
        var purposes = draft.ReadPurposes(keys, "purposes", "Name the purposes that justify keeping that it happened.");
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why it is collected.");
        var properties = keys.Entries("properties").Select(entry => ReadProperty(entry, type, draft)).ToImmutableArray();
        keys.Done();

        foreach (var property in properties.Where(property => WorkspaceDraft.IsWider(property.Rule.Purposes, purposes)))
        {
            var wider = draft.NamesOf(property.Rule.Purposes - purposes);
            draft.Faults.Add(property.At, "purpose-not-of-event", $"\"{YamlFile.Shown(property.Rule.Path)}\" is for {wider}; its event is not.", "Add the purpose to the event, or remove it from the property.");
        }

        var known = type == EventType.Track ? name : type.ToString().ToLowerInvariant();
        return new EventDraft(known, new EventRule(type, name, purposes, reason, []), properties, keys.At);
    }

    private static PropertyDraft ReadProperty(YamlEntry entry, EventType type, WorkspaceDraft draft)
    {
        var what = $"The property \"{YamlFile.Shown(entry.Key)}\"";
        if (entry.Key.Length is 0 or > 200 || entry.Key.Split('.').Any(part => part.Length == 0))
        {
            draft.Faults.Add(entry.At, "bad-path", $"\"{YamlFile.Shown(entry.Key)}\" is no path of a property.", "Write names with a point between them, for example address.city.");
        }

        var keys = new KeyReader(entry.Value, what, draft.Faults);
        keys.Need("type", "Say its type: text, number, boolean, time or text-list.");
        var factType = keys.Choice(
            "type",
            FactType.Text,
            ("text", FactType.Text),
            ("number", FactType.Number),
            ("boolean", FactType.Boolean),
            ("time", FactType.Time),
            ("text-list", FactType.TextList));
        var isRequired = keys.Flag("required", false);
        var label = LabelReader.Read(keys, draft.Faults);
        var purposes = draft.ReadPurposes(keys, "purposes", "Name the purposes that justify keeping it.");
        var reason = keys.Local("reason", "missing-reason", "Say in plain words, in en and ru, why it is collected.");
        var fact = keys.FindScalar("fact");
        var provenance = ProvenanceReader.Read(keys, type == EventType.Identify ? Provenance.Declared : Provenance.Observed);
        keys.Done();
        return new PropertyDraft(new PropertyRule(entry.Key, factType, isRequired, label, purposes, reason, null, provenance), fact, entry.At);
    }
}
