using System.Globalization;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Spans of time as people write them: <c>30s</c>, <c>10m</c>, <c>12h</c>, <c>30d</c>.</summary>
internal static class Span
{
    // Longer than anything is kept; keeps arithmetic with spans away from overflow.
    private const int DaysMax = 36_500;

    /// <summary>Reads a whole number and a unit; more than zero and at most 100 years.</summary>
    public static bool TryParse(string text, out TimeSpan span)
    {
        span = default;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        var unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => TimeSpan.Zero,
        };
        if (count == 0 || unit == TimeSpan.Zero || count * unit.TotalDays > DaysMax)
        {
            return false;
        }

        span = count * unit;
        return true;
    }

    /// <summary>The shortest way to write a span that <see cref="TryParse"/> reads back.</summary>
    public static string Text(TimeSpan span) => span switch
    {
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerDay}d"),
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerHour}h"),
        { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => string.Create(CultureInfo.InvariantCulture, $"{ticks / TimeSpan.TicksPerMinute}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalSeconds}s"),
    };
}
