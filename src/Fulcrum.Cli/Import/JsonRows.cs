using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Cli.Import;

/// <summary>One JSON object a line. A column is a dotted path into it.</summary>
internal sealed class JsonRows(LineReader lines, ImmutableArray<string> columns) : RowReader(lines)
{
    private readonly ImmutableArray<string[]> _paths = [.. columns.Select(column => column.Split('.'))];

    /// <inheritdoc />
    public override ImmutableArray<string> Columns => columns;

    /// <inheritdoc />
    public override bool TryRead(out Row row)
    {
        if (!TryReadLine(out var line))
        {
            row = null!;
            return false;
        }

        row = line.Fault is { } fault ? Bad(line, fault) : Parse(line);
        return true;
    }

    private Row Parse(TextLine line)
    {
        try
        {
            using var document = JsonDocument.Parse(line.Text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Checked(line.Number, line, line.Text, [.. _paths.Select(path => Find(document.RootElement, path))])
                : Bad(line, new Fault("not-an-object", "The line is JSON, but no object.", "Write one object in braces on each line."));
        }
        catch (JsonException exception)
        {
            return Bad(line, new Fault(
                "bad-json",
                $"The line is not JSON from character {exception.BytePositionInLine + 1} on.",
                "Write one whole object on each line, without line breaks inside it."));
        }
    }

    private static string? Find(JsonElement element, string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => element.GetString(),
            _ => element.GetRawText(),
        };
    }
}
