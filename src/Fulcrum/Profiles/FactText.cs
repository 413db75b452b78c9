using System.Globalization;

namespace Fulcrum.Profiles;

/// <summary>A value as a person writes it. Pure.</summary>
internal static class FactText
{
    /// <summary>Most characters of a text.</summary>
    internal const int TextMax = 512;

    /// <summary>Reads a text of at most 512 characters, a number, <c>true</c> or <c>false</c>, or an ISO 8601 time; absent for anything else.</summary>
    internal static FactValue Read(FactType type, string text)
    {
        switch (type)
        {
            case FactType.Number when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number):
                return FactValue.Of(number);
            case FactType.Boolean when text is "true" or "false":
                return FactValue.Of(text == "true");
            case FactType.Time when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time):
                return FactValue.Of(Instant.From(time));
            case FactType.Text when text.Trim() is { Length: > 0 and <= TextMax } trimmed && !trimmed.Any(char.IsControl) && trimmed.IsNormalized():
                return FactValue.Of(trimmed);
            default:
                return default;
        }
    }
}
