using System.Text.Json;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Server;

/// <summary>How the core's values are spelt in JSON: kebab-case keys, ISO 8601 times.</summary>
internal static class Words
{
    /// <summary>An enumeration's member in kebab-case, for example <c>consent-withdrawn</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Spellings<T>.Of(value);

    /// <summary>Reads an enumeration's member.</summary>
    public static bool TryRead<T>(string text, out T value)
        where T : struct, Enum => Spellings<T>.TryRead(text, out value);

    /// <summary>Both languages.</summary>
    public static void Write(Utf8JsonWriter json, LocalText text)
    {
        json.WriteStartObject();
        json.WriteString("en"u8, text.En);
        json.WriteString("ru"u8, text.Ru);
        json.WriteEndObject();
    }

    /// <summary>A value as JSON; null when not present.</summary>
    public static void Write(Utf8JsonWriter json, FactValue value)
    {
        if (!value.IsPresent)
        {
            json.WriteNullValue();
            return;
        }

        switch (value.Type)
        {
            case FactType.Number:
                json.WriteNumberValue(value.Number);
                break;
            case FactType.Boolean:
                json.WriteBooleanValue(value.Boolean);
                break;
            case FactType.Time:
                json.WriteStringValue(value.Time.ToString());
                break;
            case FactType.TextList:
                json.WriteStartArray();
                foreach (var text in value.Texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.Text);
                break;
        }
    }

    /// <summary>A fact with where it came from, into an object already begun.</summary>
    public static void WriteMembers(Utf8JsonWriter json, in FactReading reading)
    {
        json.WritePropertyName("value"u8);
        Write(json, reading.Value);
        if (reading.Absence == Absence.None)
        {
            json.WriteNull("absent"u8);
            json.WriteString("source"u8, reading.Source);
            json.WriteString("at"u8, reading.At.ToString());
            json.WriteNumber("sequence"u8, reading.Sequence);
            json.WriteString("provenance"u8, Of(reading.Provenance));
        }
        else
        {
            json.WriteString("absent"u8, Of(reading.Absence));
        }
    }

    private static class Spellings<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(value => value, value => Kebab(value.ToString()));
        private static readonly Dictionary<string, T> ByText = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

        public static string Of(T value) => ByValue[value];

        public static bool TryRead(string text, out T value) => ByText.TryGetValue(text, out value);

        private static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }
}
