using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Collect;
using Fulcrum.Cli.Shell;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Cli.Import;

/// <summary>Reads a mapping file, or says everything that is wrong with it, by line.</summary>
internal static class MappingReader
{
    private const string NeedColumn = "Write \"column: NAME\" with a column of the file.";

    /// <summary>Reads a mapping.</summary>
    /// <exception cref="CommandFault">It is missing or wrong.</exception>
    public static ImportMapping Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(
                new Fault("mapping-missing", "There is no mapping file here.", "Write one; samples/cdnow/mapping.yaml shows how, docs/guides/import.md explains it."),
                ExitCode.NotFound,
                path);
        }

        var faults = new FaultList();
        var mapping = Read(path, File.ReadAllText(path), faults);
        return faults.IsEmpty && mapping is not null
            ? mapping
            : throw new CommandFault([.. faults.Sorted().Select(fault => new PlacedFault(fault.At.ToString(), fault.Fault))]);
    }

    /// <summary>Reads a mapping's text; what is wrong goes to <paramref name="faults"/>.</summary>
    public static ImportMapping? Read(string path, string text, FaultList faults)
    {
        var file = YamlFile.Read(path, text, faults);
        if (file.Root is null)
        {
            faults.Add(new Place(path, 1), "empty-file", "The mapping is empty.", "Fill it; samples/cdnow/mapping.yaml shows how.");
            return null;
        }

        var keys = new KeyReader(file.Root, "A mapping", faults);
        var layout = ReadLayout(keys, faults);
        var (type, name, nameColumn) = ReadEvent(keys, faults);
        var mapping = new ImportMapping(
            keys.NeedScalar("source", "Name the source of the workspace these rows come from.")?.Text ?? "",
            keys.PlaceOf("source"),
            layout,
            type,
            name,
            nameColumn,
            ReadIdentifiers(keys, faults),
            ReadTime(keys, faults),
            ReadProperties(keys, faults),
            ReadSynthetic(keys, faults),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        keys.Done();
        CheckColumns(mapping, faults);
        return mapping;
    }

    private static FileLayout ReadLayout(KeyReader keys, FaultList faults)
    {
        var node = keys.Need("file", "Write \"file:\" and below it the format: csv, spaced or json-lines.");
        if (node is null)
        {
            return new FileLayout(FileFormat.Csv, ',', null, Encoding.UTF8);
        }

        var file = new KeyReader(node, "\"file\"", faults);
        file.Need("format", "Write csv, spaced or json-lines.");
        var format = file.Choice("format", FileFormat.Csv, ("csv", FileFormat.Csv), ("spaced", FileFormat.Spaced), ("json-lines", FileFormat.JsonLines));
        var columns = file.Scalars("columns");
        var isHeaded = file.Flag("header", format == FileFormat.Csv && columns.IsEmpty);
        if (isHeaded == !columns.IsEmpty && format == FileFormat.Csv)
        {
            faults.Add(file.PlaceOf("columns"), "columns-twice", "The columns are named by a header or by a list, not by both or neither.", "Write \"header: true\", or \"columns: [one, two]\" in the order of the file.");
        }
        else if (format == FileFormat.Spaced && (columns.IsEmpty || isHeaded))
        {
            faults.Add(file.PlaceOf("columns"), "missing-key", "\"columns\" is missing here: a spaced file has no header.", "Write \"columns: [one, two]\" in the order of the file.");
        }
        else if (format == FileFormat.JsonLines && (!columns.IsEmpty || isHeaded))
        {
            faults.Add(file.At, "columns-twice", "JSON Lines name their columns themselves.", "Remove \"columns\" and \"header\"; name values by dotted path.");
        }

        var delimiter = file.FindScalar("delimiter");
        if (delimiter is { Text: not ("," or ";" or "\t" or "|" or ":" or "^" or "~") })
        {
            faults.Add(delimiter.At, "bad-delimiter", "This is no delimiter.", "Write one of , ; | : ^ ~ or \"\\t\" in double quotes.");
        }

        var layout = new FileLayout(
            format,
            delimiter is { Text.Length: 1 } ? delimiter.Text[0] : ',',
            columns.IsEmpty ? null : [.. columns.Select(column => column.Text)],
            ReadEncoding(file, faults));
        file.Done();
        return layout;
    }

    private static Encoding ReadEncoding(KeyReader file, FaultList faults)
    {
        var name = file.FindScalar("encoding");
        if (name is null)
        {
            return Encoding.UTF8;
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        try
        {
            var encoding = Encoding.GetEncoding(name.Text);
            if (encoding.IsSingleByte || encoding.CodePage == Encoding.UTF8.CodePage)
            {
                return encoding;
            }
        }
        catch (ArgumentException)
        {
            // Said below, the same as for an encoding that is known and not taken.
        }

        faults.Add(name.At, "bad-encoding", $"\"{YamlFile.Shown(name.Text)}\" is no encoding that is taken.", "Write utf-8, or one of one byte a character such as windows-1251 or iso-8859-1.");
        return Encoding.UTF8;
    }

    private static (EventType Type, string Name, ColumnName? Column) ReadEvent(KeyReader keys, FaultList faults)
    {
        var node = keys.Need("event", "Write \"event:\" and below it \"type: track\" and \"name: …\".");
        if (node is null)
        {
            return (EventType.Track, "", null);
        }

        var part = new KeyReader(node, "\"event\"", faults);
        var type = part.Choice(
            "type",
            EventType.Track,
            ("track", EventType.Track),
            ("identify", EventType.Identify),
            ("page", EventType.Page),
            ("screen", EventType.Screen),
            ("group", EventType.Group));
        var (name, column) = (part.Text("name"), part.FindScalar("name-column"));
        if (type == EventType.Track && (name.Length == 0) == (column is null))
        {
            faults.Add(part.At, "missing-key", "A track event needs \"name\" or \"name-column\", and not both.", "Write \"name: Order Completed\", or name the column that holds it.");
        }

        part.Done();
        return (type, name, column is null ? null : new ColumnName(column.Text, column.At));
    }

    private static ImmutableArray<IdentifierColumn> ReadIdentifiers(KeyReader keys, FaultList faults)
    {
        keys.Need("identifiers", "Write \"identifiers:\" and below it \"user-id: COLUMN\".");
        var identifiers = ImmutableArray.CreateBuilder<IdentifierColumn>();
        foreach (var entry in keys.Entries("identifiers"))
        {
            if (entry.Value is YamlScalar { Text.Length: > 0 } column)
            {
                identifiers.Add(new IdentifierColumn(entry.Key, new ColumnName(column.Text, column.At)));
            }
            else
            {
                faults.Add(entry.Value.At, "wrong-type", "This is the name of no column.", "Write \"identifier-type: column\".");
            }
        }

        return identifiers.ToImmutable();
    }

    private static TimeColumn ReadTime(KeyReader keys, FaultList faults)
    {
        var node = keys.Need("time", "Write \"time:\" and below it the column, its format and its zone.");
        if (node is null)
        {
            return new TimeColumn(default, "iso", TimeZoneInfo.Utc);
        }

        var part = new KeyReader(node, "\"time\"", faults);
        var column = part.NeedScalar("column", NeedColumn);
        var format = part.NeedScalar("format", "Write a pattern such as yyyy-MM-dd, or iso, unix-seconds or unix-milliseconds.");
        if (format is not null && !TimeText.IsFormat(format.Text))
        {
            faults.Add(format.At, "bad-format", "This pattern cannot hold a date.", "Write a pattern with year, month and day, such as yyyyMMdd or dd.MM.yyyy HH:mm.");
        }

        var zone = TimeZoneInfo.Utc;
        var zoneName = format?.Text.StartsWith("unix-", StringComparison.Ordinal) == true
            ? part.FindScalar("zone")
            : part.NeedScalar("zone", "Write the IANA zone of times that do not say theirs, such as Europe/Berlin or UTC.");
        if (zoneName is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zoneName.Text, out zone))
        {
            faults.Add(zoneName.At, "unknown-zone", $"\"{YamlFile.Shown(zoneName.Text)}\" is no time zone this machine knows.", "Write an IANA name such as Europe/Berlin or UTC.");
        }

        part.Done();
        return new TimeColumn(new ColumnName(column?.Text ?? "", column?.At ?? part.At), format?.Text ?? "iso", zone ?? TimeZoneInfo.Utc);
    }

    private static ImmutableArray<PropertyColumn> ReadProperties(KeyReader keys, FaultList faults)
    {
        var properties = ImmutableArray.CreateBuilder<PropertyColumn>();
        foreach (var entry in keys.Entries("properties"))
        {
            var part = new KeyReader(entry.Value, "A property", faults);
            var column = part.NeedScalar("column", NeedColumn);
            var type = part.Choice(
                "type",
                FactType.Text,
                ("text", FactType.Text),
                ("number", FactType.Number),
                ("boolean", FactType.Boolean),
                ("time", FactType.Time));
            var decimalSign = part.Choice("decimal", '.', ("point", '.'), ("comma", ','));
            part.Done();
            properties.Add(new PropertyColumn(entry.Key, new ColumnName(column?.Text ?? "", column?.At ?? part.At), type, decimalSign));
        }

        return properties.ToImmutable();
    }

    private static SyntheticConsents? ReadSynthetic(KeyReader keys, FaultList faults)
    {
        var node = keys.Find("synthetic-consents");
        if (node is null)
        {
            return null;
        }

        var part = new KeyReader(node, "\"synthetic-consents\"", faults);
        var by = part.NeedScalar("by", "Name the identifier type whose values decide.");
        var purposes = part.Scalars("purposes");
        if (purposes.IsEmpty)
        {
            faults.Add(part.At, "missing-key", "\"purposes\" is missing here.", "List the purposes the made-up consents are for.");
        }

        part.Need("given-percent", "Write the share that says yes, 0 to 100.");
        part.Need("refused-percent", "Write the share that says no, 0 to 100.");
        var given = part.Whole("given-percent", 0, 0, 100);
        var refused = part.Whole("refused-percent", 0, 0, 100);
        if (given + refused > 100)
        {
            faults.Add(part.At, "out-of-range", "The shares are more than 100 percent together.", "Lower one; what is left over stays unknown.");
        }

        part.Done();
        return new SyntheticConsents(by?.Text ?? "", [.. purposes.Select(purpose => purpose.Text)], given, refused, part.At);
    }

    private static void CheckColumns(ImportMapping mapping, FaultList faults)
    {
        if (mapping.Identifiers.IsEmpty)
        {
            faults.Add(mapping.SourceAt, "missing-key", "No column is an identifier.", "Write \"identifiers:\" and below it \"user-id: COLUMN\".");
        }

        if (mapping.File.Columns is not { } columns)
        {
            return;
        }

        foreach (var column in mapping.Columns.Where(column => column.Name.Length > 0 && !columns.Contains(column.Name)))
        {
            faults.Add(column.At, "unknown-column", $"\"{YamlFile.Shown(column.Name)}\" is no column of the file.", $"Its columns are: {string.Join(", ", columns)}.");
        }
    }
}
