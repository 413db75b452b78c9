using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fulcrum.Workspaces.Reading;

/// <summary>One file of the workspace: its path, its text, and the tree read from it.</summary>
/// <param name="Path">Path inside the folder.</param>
/// <param name="Text">As written.</param>
/// <param name="Root">The tree; null when the file is empty or is no YAML.</param>
public sealed record YamlFile(string Path, string Text, YamlNode? Root)
{
    // Deeper than any workspace needs; keeps the reader off the end of the stack.
    private const int DepthMax = 16;

    /// <summary>Reads a file; what is wrong goes to <paramref name="faults"/>.</summary>
    public static YamlFile Read(string path, string text, FaultList faults)
    {
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        try
        {
            return new YamlFile(path, text, ReadDocument(parser, path, faults));
        }
        catch (YamlException refusal)
        {
            var said = refusal.InnerException?.Message ?? refusal.Message;
            faults.Add(PlaceOf(path, refusal.Start), "bad-yaml", $"This is not YAML: {Sentence(said)}", "Mend the line; look for a missing colon, quote or indent.");
        }
        catch (Exception leak) when (leak is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // The YAML library lets a few of its own mistakes out on malformed text; to the person who wrote it they are the same.
            faults.Add(PlaceOf(path, parser.Current?.End ?? Mark.Empty), "bad-yaml", "This is not YAML.", "Mend the text after this place.");
        }

        faults.HasUnreadableFile = true;
        return new YamlFile(path, text, null);
    }

    private static YamlNode? ReadDocument(Parser parser, string path, FaultList faults)
    {
        parser.Consume<StreamStart>();
        if (parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        parser.Consume<DocumentStart>();
        var root = ReadNode(parser, path, 1, faults);
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            faults.Add(PlaceOf(path, second.Start), "second-document", "A second YAML document starts here.", "Keep one document a file: move this one to a file of its own.");
        }

        return root is YamlScalar { IsEmpty: true } ? null : root;
    }

    private static YamlNode ReadNode(Parser parser, string path, int depth, FaultList faults)
    {
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            if (!scalar.Tag.IsEmpty && scalar.Tag != "!")
            {
                faults.Add(PlaceOf(path, scalar.Start), "yaml-tag", "A YAML tag stands here.", "Remove it: types come from the key.");
            }

            return new YamlScalar(PlaceOf(path, scalar.Start), scalar.Value, scalar.Style);
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            faults.Add(PlaceOf(path, alias.Start), "yaml-alias", "A YAML alias stands here.", "Write the value out: a reader should see it where it counts.");
            return new YamlScalar(PlaceOf(path, alias.Start), "", ScalarStyle.DoubleQuoted);
        }

        if (depth > DepthMax)
        {
            var at = PlaceOf(path, parser.Current?.Start ?? Mark.Empty);
            faults.Add(at, "too-deep", $"This is nested more than {DepthMax} levels deep.", "Nothing in a workspace is; look for a wrong indent or bracket.");
            parser.SkipThisAndNestedEvents();
            return new YamlScalar(at, "", ScalarStyle.DoubleQuoted);
        }

        return parser.TryConsume<SequenceStart>(out var list)
            ? ReadList(parser, path, list, depth, faults)
            : ReadMap(parser, path, parser.Consume<MappingStart>(), depth, faults);
    }

    private static YamlList ReadList(Parser parser, string path, SequenceStart start, int depth, FaultList faults)
    {
        var items = new List<YamlNode>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(parser, path, depth + 1, faults));
        }

        return new YamlList(PlaceOf(path, start.Start), items);
    }

    private static YamlMap ReadMap(Parser parser, string path, MappingStart start, int depth, FaultList faults)
    {
        var entries = new List<YamlEntry>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(parser, path, depth + 1, faults);
            var value = ReadNode(parser, path, depth + 1, faults);
            if (key is not YamlScalar { Text: var name })
            {
                faults.Add(key.At, "bad-key", $"A key is {key.Kind} here.", "Write a name as the key.");
            }
            else if (seen.TryGetValue(name, out var first))
            {
                faults.Add(key.At, "duplicate-key", $"\"{Shown(name)}\" stands here twice; first on line {first.Line}.", "Remove one of the two.");
            }
            else
            {
                seen.Add(name, key.At);
                entries.Add(new YamlEntry(key.At, name, value));
            }
        }

        return new YamlMap(PlaceOf(path, start.Start), entries);
    }

    /// <summary>A name as an error may show it: short, on one line.</summary>
    public static string Shown(string name)
    {
        var line = name.ReplaceLineEndings(" ");
        return line.Length <= 40 ? line : $"{line[..40]}…";
    }

    private static Place PlaceOf(string path, Mark mark) => new(path, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    private static string Sentence(string said)
    {
        var line = Shown100(said.ReplaceLineEndings(" ").Trim());
        return line.EndsWith('.') ? line : $"{line}.";
    }

    private static string Shown100(string line) => line.Length <= 100 ? line : $"{line[..100]}…";
}
