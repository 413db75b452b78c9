using System.Globalization;
using System.Text;
using System.Text.Json;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <content>Values: from JSON to the declared type.</content>
internal static partial class ContractCheck
{
    private static string? TextOf(ref Utf8JsonReader tokens) => tokens.TokenType switch
    {
        JsonTokenType.String => tokens.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(tokens.ValueSpan),
        _ => null,
    };

    private static bool TryReadValue(ref Utf8JsonReader tokens, FactType type, out FactValue value)
    {
        value = default;
        switch (type)
        {
            case FactType.Text when tokens.TokenType == JsonTokenType.String:
                value = FactValue.Of(SharedTexts.Read(ref tokens));
                return true;
            case FactType.Number when tokens.TokenType == JsonTokenType.Number && tokens.TryGetDouble(out var number) && double.IsFinite(number):
                value = FactValue.Of(number);
                return true;
            case FactType.Boolean when tokens.TokenType is JsonTokenType.True or JsonTokenType.False:
                value = FactValue.Of(tokens.TokenType == JsonTokenType.True);
                return true;
            case FactType.Time when tokens.TokenType == JsonTokenType.String:
                return TryReadTime(tokens.GetString()!, out value);
            case FactType.TextList when tokens.TokenType == JsonTokenType.StartArray:
                return TryReadTexts(tokens, out value);
            default:
                return false;
        }
    }

    private static bool TryReadTime(string text, out FactValue value)
    {
        var read = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        value = read ? FactValue.Of(Instant.From(time)) : default;
        return read;
    }

    /// <summary>Reads an array of texts on a copy of the reader; the caller skips the array itself.</summary>
    private static bool TryReadTexts(Utf8JsonReader tokens, out FactValue value)
    {
        value = default;
        var texts = new List<string>();
        while (tokens.Read() && tokens.TokenType != JsonTokenType.EndArray)
        {
            if (tokens.TokenType != JsonTokenType.String)
            {
                return false;
            }

            texts.Add(tokens.GetString()!);
        }

        value = FactValue.Of(texts.ToArray());
        return true;
    }
}
