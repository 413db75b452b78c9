using System.Globalization;
using Fulcrum.Profiles;

namespace Fulcrum.Cli.Import;

/// <summary>Values of properties as files write them.</summary>
internal static class ValueText
{
    /// <summary>Reads a value as its column says: a number, a truth, a time in ISO 8601, or the text itself. Null for none.</summary>
    /// <param name="text">As the file has it.</param>
    /// <param name="column">Type and decimal sign.</param>
    /// <param name="zone">Zone of times that do not say theirs.</param>
    /// <param name="value">The value.</param>
    /// <param name="fault">Why it is none; never holds the text.</param>
    public static bool TryRead(string? text, PropertyColumn column, TimeZoneInfo zone, out object? value, out Fault? fault)
    {
        (value, fault) = (null, null);
        if (string.IsNullOrWhiteSpace(text))
        {
            return true;
        }

        value = column.Type switch
        {
            FactType.Number => Number(text.Trim(), column.Decimal),
            FactType.Boolean => Truth(text.Trim()),
            FactType.Time => Time(text.Trim(), column.Column, zone),
            _ => text,
        };
        if (value is null)
        {
            fault = new Fault(
                column.Type == FactType.Number ? "bad-number" : "bad-value",
                $"Column \"{column.Column.Name}\" holds no {Word(column.Type)}.",
                "Correct it, or the type in the mapping.");
        }

        return fault is null;
    }

    private static double? Number(string text, char decimalSign)
    {
        if (decimalSign == ',')
        {
            if (text.Contains('.', StringComparison.Ordinal))
            {
                return null;
            }

            text = text.Replace(',', '.');
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static object? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "1" => true,
        "false" or "no" or "n" or "0" => false,
        _ => null,
    };

    private static string? Time(string text, ColumnName column, TimeZoneInfo zone) =>
        TimeText.TryRead(text, new TimeColumn(column, "iso", zone), new Instant(long.MaxValue), out var at, out _) ? at.ToString() : null;

    private static string Word(FactType type) => type switch
    {
        FactType.Number => "number",
        FactType.Boolean => "true or false",
        FactType.Time => "ISO 8601 time",
        _ => "text",
    };
}
