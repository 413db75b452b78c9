using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of rule packs, rule by rule.</summary>
internal static class LawChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes) => changes.Compare(
        "rule pack",
        before?.Laws.Packs.All.Select(pack => KeyValuePair.Create(pack.Name, pack)),
        after.Laws.Packs.All.Select(pack => KeyValuePair.Create(pack.Name, pack)),
        addLoosens: _ => false,
        removeLoosens: _ => true,
        (fields, old, now) =>
        {
            fields.Field("jurisdiction", old.Jurisdiction, now.Jurisdiction, loosens: true);
            fields.Field("version", old.Version, now.Version);
            fields.Field("zone", old.Zone.Id, now.Zone.Id, loosens: true);
            fields.Names("rules", old.Rules.Select(InWords), now.Rules.Select(InWords), removeLoosens: true);
        });

    private static string InWords(Rule rule) =>
        $"{rule.Axis.Name}/{rule.Class} {rule.Value} from {rule.From}{(rule.Until is { } until ? $" until {until}" : "")} ({rule.Source})";
}
