using Fulcrum.Collect;
using Fulcrum.Permits;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of contracts, their events and properties, and of facts.</summary>
internal static class ContractChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare("contract", before?.Contracts, after.Contracts, _ => false, _ => false, (_, _, _) => { });
        changes.Compare("event", before is null ? null : Events(before), Events(after), _ => true, _ => false, CompareEvents);
        changes.Compare("property", before is null ? null : Properties(before), Properties(after), _ => true, _ => false, CompareProperties);
        changes.Compare(
            "fact",
            before?.Facts,
            after.Facts,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                fields.Field("type", old.Type, now.Type);
                CompareLabels(fields, old.Label, now.Label);
                fields.Purposes("purposes", old.Purposes, now.Purposes);
                fields.Field("provenance", old.Provenance, now.Provenance);
                fields.Field("kind", old.Computed?.Kind, now.Computed?.Kind);
                fields.Field("window", old.Computed?.Window, now.Computed?.Window);
                fields.Field("formula", old.Computed?.Formula, now.Computed?.Formula);
                fields.Field("property", old.Computed?.Property, now.Computed?.Property);
                fields.Names("events", old.Computed?.Events ?? [], now.Computed?.Events ?? []);
                fields.Names("closed-by", old.Computed?.ClosedBy ?? [], now.Computed?.ClosedBy ?? []);
                fields.Names("where", Tests(old), Tests(now));
                fields.Field("top", old.Computed?.Count, now.Computed?.Count);
                fields.Text("title", old.Title, now.Title);
            });
    }

    private static IEnumerable<KeyValuePair<string, EventRule>> Events(Workspace workspace) =>
        workspace.Contracts.Values.SelectMany(contract => contract.Events.Select(rule => KeyValuePair.Create($"{contract.Name}/{NameOf(rule)}", rule)));

    private static IEnumerable<KeyValuePair<string, PropertyRule>> Properties(Workspace workspace) =>
        Events(workspace).SelectMany(rule => rule.Value.Properties.Select(property => KeyValuePair.Create($"{rule.Key}/{property.Path}", property)));

    private static IEnumerable<string> Tests(Profiles.FactDefinition fact) => fact.Computed?.Where.Select(test => $"{test.Key}={test.Value}") ?? [];

    private static string NameOf(EventRule rule) => rule.Type == EventType.Track ? rule.Event : rule.Type.ToString().ToLowerInvariant();

    private static void CompareEvents(FieldChanges fields, EventRule old, EventRule now)
    {
        fields.Purposes("purposes", old.Purposes, now.Purposes);
        fields.Text("reason", old.Reason, now.Reason);
    }

    private static void CompareProperties(FieldChanges fields, PropertyRule old, PropertyRule now)
    {
        fields.Field("type", old.Type, now.Type);
        fields.Field("required", old.Required, now.Required);
        CompareLabels(fields, old.Label, now.Label);
        fields.Purposes("purposes", old.Purposes, now.Purposes);
        fields.Field("fact", old.Fact?.Name, now.Fact?.Name);
        fields.Field("provenance", old.Provenance, now.Provenance);
        fields.Text("reason", old.Reason, now.Reason);
    }

    private static void CompareLabels(FieldChanges fields, DataLabel old, DataLabel now)
    {
        fields.Field("category", old.Category, now.Category);
        fields.Field("sensitivity", old.Sensitivity, now.Sensitivity, now.Sensitivity < old.Sensitivity);
        fields.Names("marks", old.Marks, now.Marks, removeLoosens: true);
    }
}
