using System.Globalization;
using Fulcrum.Profiles;

namespace Fulcrum.Consent.Laws;

/// <summary>Reads an age out of what is known: years, a date of birth, or a band. Pure.</summary>
internal static class Age
{
    /// <summary>The age in years at an instant, the least it can be; null when the value says none.</summary>
    /// <param name="value">A number of years, <c>2011-05-30</c>, <c>13-15</c>, <c>under-13</c> or <c>18+</c>.</param>
    /// <param name="at">The instant asked about.</param>
    internal static double? Of(FactValue value, Instant at) => value switch
    {
        { IsPresent: false } => null,
        { Type: FactType.Number } => value.Number >= 0 ? value.Number : null,
        { Type: FactType.Text } => OfText(value.Text, at),
        _ => null,
    };

    /// <summary>The same of a text: a date of birth or a band; null when it says none.</summary>
    internal static double? OfText(string text, Instant at)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var born))
        {
            var today = DateOnly.FromDateTime(at.ToDateTimeOffset().UtcDateTime);
            var years = today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0);
            return years >= 0 ? years : null;
        }

        if (text.StartsWith("under-", StringComparison.Ordinal))
        {
            return int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? 0 : null;
        }

        var end = text.AsSpan().IndexOfAny('-', '+');
        var least = end > 0 ? text.AsSpan(0, end) : text;
        return int.TryParse(least, NumberStyles.None, CultureInfo.InvariantCulture, out var years2) && years2 < 150 ? years2 : null;
    }
}
