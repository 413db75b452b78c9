using System.Text;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Import;

/// <summary>The first rows as the events they would become, and what the contract says of every property: label, purposes, reason.</summary>
internal static class ImportPreview
{
    private const int RowsMax = 5;

    /// <summary>Shows them. Writes nothing.</summary>
    public static void Show(ImportFile file, ImportMapping mapping, Workspace workspace, bool json, Surroundings around)
    {
        var source = ImportJob.FindSource(mapping, workspace);
        using var rows = file.OpenRows(mapping);
        var maker = new EventMaker(mapping, rows.Columns, workspace, new string('0', 64));
        var shown = new List<PreviewRow>();
        while (shown.Count < RowsMax && rows.TryRead(out var row))
        {
            Event? made = null;
            var fault = row.Fault;
            if (fault is null)
            {
                maker.TryMake(row, around.Now, out made, out fault);
            }

            shown.Add(new PreviewRow(row.Line, made is null ? null : Encoding.UTF8.GetString(made.Raw.Span), fault));
        }

        var rules = source.Contracts.SelectMany(contract => contract.Events)
            .Where(rule => rule.Type == mapping.Type && (rule.Event.Length == 0 || mapping.NameColumn is not null || rule.Event == mapping.Name))
            .ToList();
        var properties = rules.SelectMany(rule => rule.Properties.Select(property => Describe(rule, property, mapping, workspace))).ToList();
        var undeclared = mapping.Properties.Select(property => property.Path).Except(rules.SelectMany(rule => rule.Properties).Select(rule => rule.Path)).ToList();
        var unused = rows.Columns.Except(mapping.Columns.Select(column => column.Name)).ToList();
        if (json)
        {
            around.Screen.PutJson(new
            {
                schema = 1,
                rows = shown.Select(row => new { row.Line, @event = row.Event is null ? (JsonElement?)null : JsonElement.Parse(row.Event), row.Fault }),
                properties,
                undeclared,
                unusedColumns = unused,
            });
            return;
        }

        foreach (var row in shown)
        {
            around.Screen.Put($"line {row.Line}: {row.Event ?? row.Fault!.ToString()}");
        }

        around.Screen.Put();
        around.Screen.PutTable(
            ["event", "property", "column", "type", "label", "kept for", "reason"],
            properties.Select(property => (IReadOnlyList<string>)
                [property.Event, property.Path, property.Column, property.Type, property.Label, property.Purposes, property.Reason]));
        Warn(rules.Count, undeclared, unused, mapping, around.Screen);
    }

    private static void Warn(int rules, List<string> undeclared, List<string> unused, ImportMapping mapping, Screen screen)
    {
        if (rules == 0)
        {
            screen.Put($"No contract of source {mapping.Source} allows this event: every row would be quarantined.");
        }

        if (undeclared.Count > 0)
        {
            screen.Put($"In no contract, so held sealed and unusable: {string.Join(", ", undeclared)}");
        }

        if (unused.Count > 0)
        {
            screen.Put($"Columns not taken: {string.Join(", ", unused)}");
        }

        if (mapping.Synthetic is { } rule)
        {
            screen.Put($"SYNTHETIC consents for {string.Join(", ", rule.Purposes)}: {rule.GivenPercent} % given, {rule.RefusedPercent} % refused, the rest unknown. For demonstrations only.");
        }
    }

    private static PropertyNote Describe(EventRule rule, PropertyRule property, ImportMapping mapping, Workspace workspace) => new(
        rule.Event.Length > 0 ? rule.Event : rule.Type.ToString().ToLowerInvariant(),
        property.Path,
        mapping.Properties.FirstOrDefault(column => column.Path == property.Path)?.Column.Name ?? (property.Required ? "MISSING, required" : ""),
        property.Type switch { FactType.TextList => "text-list", var type => type.ToString().ToLowerInvariant() },
        $"{property.Label.Category}{(property.Label.Sensitivity == Permits.Sensitivity.Ordinary ? "" : $" ({property.Label.Sensitivity.ToString().ToLowerInvariant()})")}",
        Names(property.Purposes, workspace),
        property.Reason.En);

    private static string Names(PurposeSet purposes, Workspace workspace) =>
        string.Join(", ", workspace.Purposes.Values.Where(purposes.Contains).OrderBy(purpose => purpose.Bit).Select(purpose => purpose.Name));

    private sealed record PreviewRow(long Line, string? Event, Fault? Fault);

    private sealed record PropertyNote(string Event, string Path, string Column, string Type, string Label, string Purposes, string Reason);
}
