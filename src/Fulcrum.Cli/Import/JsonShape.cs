using System.Globalization;
using System.Text.Json;

namespace Fulcrum.Cli.Import;

/// <summary>Where values go in a JSON object, by dotted path; made once for a mapping, written for every row.</summary>
internal sealed class JsonShape
{
    private readonly List<(JsonEncodedText Name, JsonShape Part)> _parts = [];
    private int _value = -1;

    /// <summary>Whether nothing goes anywhere.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Puts the value of an index at a path.</summary>
    public void Add(string path, int value)
    {
        var shape = this;
        foreach (var name in path.Split('.'))
        {
            shape = shape.PartOf(JsonEncodedText.Encode(name));
        }

        shape._value = value;
    }

    /// <summary>Writes the object; values that are null, and objects of nothing but them, are left out.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<object?> values)
    {
        json.WriteStartObject();
        foreach (var (name, part) in _parts)
        {
            if (!part.HasAny(values))
            {
                continue;
            }

            json.WritePropertyName(name);
            if (part._value < 0)
            {
                part.Write(json, values);
            }
            else
            {
                WriteValue(json, values[part._value]!);
            }
        }

        json.WriteEndObject();
    }

    private JsonShape PartOf(JsonEncodedText name)
    {
        foreach (var (known, part) in _parts)
        {
            if (known.Equals(name))
            {
                return part;
            }
        }

        var added = new JsonShape();
        _parts.Add((name, added));
        return added;
    }

    private bool HasAny(ReadOnlySpan<object?> values)
    {
        if (_value >= 0)
        {
            return values[_value] is not null;
        }

        foreach (var (_, part) in _parts)
        {
            if (part.HasAny(values))
            {
                return true;
            }
        }

        return false;
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case double number:
                json.WriteNumberValue(number);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
