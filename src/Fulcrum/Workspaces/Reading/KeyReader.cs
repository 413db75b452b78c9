using System.Collections.Immutable;
using System.Globalization;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads the keys of one map, remembers which were asked for, and reports what nobody asked for.</summary>
/// <remarks>
/// Every question gives a usable answer: what is wrong is reported and read as the default, so that one mistake
/// does not hide the next.
/// </remarks>
public sealed class KeyReader
{
    private readonly Dictionary<string, YamlEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly FaultList _faults;

    /// <summary>Opens a node as a map; anything else is reported and read as an empty one.</summary>
    public KeyReader(YamlNode node, string what, FaultList faults)
    {
        (At, _faults) = (node.At, faults);
        if (node is YamlMap map)
        {
            foreach (var entry in map.Entries)
            {
                _entries.Add(entry.Key, entry);
            }
        }
        else
        {
            IsMap = false;
            faults.Add(node.At, "wrong-type", $"{what} needs keys with values; this is {node.Kind}.", "Write \"key: value\" lines, indented below it.");
        }
    }

    /// <summary>Where the map starts.</summary>
    public Place At { get; }

    /// <summary>False when there was no map at all: nothing more is said about missing keys then.</summary>
    public bool IsMap { get; } = true;

    /// <summary>The value of a key; null when it is not written, or nothing is written there.</summary>
    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _entries.TryGetValue(key, out var entry) && entry.Value is not (YamlScalar { IsEmpty: true } or YamlList { Items.Count: 0 } or YamlMap { Entries.Count: 0 })
            ? entry.Value
            : null;
    }

    /// <summary>The value of a key that is refused where it is written, and so is not named among those that are known.</summary>
    public YamlNode? FindRefused(string key) => _entries.ContainsKey(key) ? Find(key) : null;

    /// <summary>Where a key's value stands; the map's start when it is not written.</summary>
    public Place PlaceOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Value.At : At;

    /// <summary>The value of a key that must be written.</summary>
    public YamlNode? Need(string key, string remedy)
    {
        var node = Find(key);
        if (node is null && IsMap)
        {
            var at = _entries.TryGetValue(key, out var entry) ? entry.At : At;
            _faults.Add(at, "missing-key", $"\"{key}\" is missing here.", remedy);
        }

        return node;
    }

    /// <summary>A text that must be written.</summary>
    public YamlScalar? NeedScalar(string key, string remedy) => AsScalar(key, Need(key, remedy));

    /// <summary>A text; null when it is not written.</summary>
    public YamlScalar? FindScalar(string key) => AsScalar(key, Find(key));

    /// <summary>A text, or the default.</summary>
    public string Text(string key, string otherwise = "") => FindScalar(key)?.Text ?? otherwise;

    /// <summary>True or false, or the default.</summary>
    public bool Flag(string key, bool otherwise)
    {
        switch (FindScalar(key))
        {
            case null:
                return otherwise;
            case { Text: "true" }:
                return true;
            case { Text: "false" }:
                return false;
            case var other:
                _faults.Add(other.At, "wrong-type", $"\"{key}\" is true or false.", "Write true or false.");
                return otherwise;
        }
    }

    /// <summary>A whole number in [<paramref name="min"/>, <paramref name="max"/>], or the default.</summary>
    public int Whole(string key, int otherwise, int min, int max)
    {
        var scalar = FindScalar(key);
        if (scalar is null)
        {
            return otherwise;
        }

        if (!int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            _faults.Add(scalar.At, "wrong-type", $"\"{key}\" is a whole number.", $"Write a whole number from {min} to {max}.");
            return otherwise;
        }

        if (number < min || number > max)
        {
            _faults.Add(scalar.At, "out-of-range", $"\"{key}\" is {number}.", $"Write a whole number from {min} to {max}.");
            return otherwise;
        }

        return number;
    }

    /// <summary>A number, or the default.</summary>
    public double Number(string key, double otherwise)
    {
        var scalar = FindScalar(key);
        if (scalar is null)
        {
            return otherwise;
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (double.TryParse(scalar.Text, Styles, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 1e12)
        {
            return number;
        }

        _faults.Add(scalar.At, "wrong-type", $"\"{key}\" is a number.", "Write a number with a point for decimals, at most 12 digits before it.");
        return otherwise;
    }

    /// <summary>A span of time, or null when it is not written.</summary>
    public TimeSpan? FindSpan(string key)
    {
        var scalar = FindScalar(key);
        if (scalar is null)
        {
            return null;
        }

        if (Span.TryParse(scalar.Text, out var span))
        {
            return span;
        }

        _faults.Add(scalar.At, "bad-span", $"\"{key}\" is no span of time.", "Write a whole number and a unit: 30s, 10m, 12h or 30d.");
        return null;
    }

    /// <summary>A moment, or null when it is not written. A date alone is its midnight in UTC.</summary>
    public Instant? FindTime(string key)
    {
        var scalar = FindScalar(key);
        if (scalar is null)
        {
            return null;
        }

        string[] formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];
        if (DateTimeOffset.TryParseExact(scalar.Text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return Instant.From(time);
        }

        _faults.Add(scalar.At, "bad-time", $"\"{key}\" is no date.", "Write 2026-11-24 or 2026-11-24T09:00Z.");
        return null;
    }

    /// <summary>One of a few words, or the default.</summary>
    public T Choice<T>(string key, T otherwise, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        var scalar = FindScalar(key);
        if (scalar is null)
        {
            return otherwise;
        }

        var words = new List<string>();
        foreach (var (word, value) in choices)
        {
            if (word == scalar.Text)
            {
                return value;
            }

            words.Add(word);
        }

        _faults.Add(scalar.At, "unknown-word", $"\"{key}\" cannot be \"{YamlFile.Shown(scalar.Text)}\".", Nearest.Remedy(scalar.Text, words));
        return otherwise;
    }

    /// <summary>Several single values with their places; a single value counts as a list of one.</summary>
    public ImmutableArray<YamlScalar> Scalars(string key)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlScalar one:
                return [one];
            case YamlList list:
                foreach (var item in list.Items.Where(item => item is not YamlScalar { Text.Length: > 0 }))
                {
                    _faults.Add(item.At, "wrong-type", $"\"{key}\" holds single values; this is {item.Kind}.", "Write one value here.");
                }

                return [.. list.Items.OfType<YamlScalar>().Where(item => item.Text.Length > 0)];
            case var other:
                _faults.Add(other.At, "wrong-type", $"\"{key}\" is a list; this is {other.Kind}.", "Write [one, two], or one value a line behind a dash.");
                return [];
        }
    }

    /// <summary>The items of a list of maps.</summary>
    public IReadOnlyList<YamlNode> Items(string key)
    {
        var node = Find(key);
        if (node is YamlList list)
        {
            return list.Items;
        }

        if (node is not null)
        {
            _faults.Add(node.At, "wrong-type", $"\"{key}\" is a list; this is {node.Kind}.", "Start each item with a dash.");
        }

        return [];
    }

    /// <summary>The named entries below a key, in the order written; each name in kebab-case.</summary>
    public IReadOnlyList<YamlEntry> Named(string key)
    {
        var entries = Entries(key);
        foreach (var entry in entries)
        {
            Names.Check(entry.Key, entry.At, _faults);
        }

        return entries;
    }

    /// <summary>The entries below a key, in the order written.</summary>
    public IReadOnlyList<YamlEntry> Entries(string key)
    {
        var node = Find(key);
        if (node is YamlMap map)
        {
            return map.Entries;
        }

        if (node is not null)
        {
            _faults.Add(node.At, "wrong-type", $"\"{key}\" needs names with values; this is {node.Kind}.", "Write \"name:\" lines, indented below it.");
        }

        return [];
    }

    /// <summary>A text in English and in Russian that must be written.</summary>
    public LocalText Local(string key, string code, string remedy)
    {
        var node = Find(key);
        if (node is null)
        {
            if (IsMap)
            {
                _faults.Add(At, code, $"\"{key}\" is missing here.", remedy);
            }

            return new LocalText("", "");
        }

        var texts = new KeyReader(node, $"\"{key}\"", _faults);
        var text = new LocalText(texts.LocalPart("en", code, remedy), texts.LocalPart("ru", code, remedy));
        texts.Done();
        return text;
    }

    /// <summary>Reports keys nobody asked for.</summary>
    public void Done()
    {
        foreach (var entry in _entries.Values.Where(entry => !_asked.Contains(entry.Key)))
        {
            // Inside {…} a comma starts a new key, so the rest of an unquoted text looks like one without value.
            var isRestOfText = entry.Value is YamlScalar { IsEmpty: true } && entry.Key.Contains(' ', StringComparison.Ordinal);
            var remedy = isRestOfText ? "A comma ends a text inside { }: put the text in quotes." : Nearest.Remedy(entry.Key, _asked);
            _faults.Add(entry.At, "unknown-key", $"\"{YamlFile.Shown(entry.Key)}\" is no key here.", remedy);
        }
    }

    private string LocalPart(string language, string code, string remedy)
    {
        var text = Text(language).Trim();
        if (text.Length == 0 && IsMap)
        {
            _faults.Add(PlaceOf(language), code, $"The text in \"{language}\" is missing here.", remedy);
        }

        return text;
    }

    private YamlScalar? AsScalar(string key, YamlNode? node)
    {
        if (node is null or YamlScalar)
        {
            return (YamlScalar?)node;
        }

        _faults.Add(node.At, "wrong-type", $"\"{key}\" is a single value; this is {node.Kind}.", "Write one value after the colon.");
        return null;
    }
}
