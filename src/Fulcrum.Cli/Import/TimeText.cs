using System.Globalization;

namespace Fulcrum.Cli.Import;

/// <summary>Moments as files write them.</summary>
internal static class TimeText
{
    private static readonly DateTime Earliest = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    private static readonly string[] IsoFormats =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether a format can hold a whole date: a known word, or a pattern that reads back what it writes.</summary>
    public static bool IsFormat(string format)
    {
        if (format is "iso" or "unix-seconds" or "unix-milliseconds")
        {
            return true;
        }

        var probe = new DateTime(1997, 11, 23, 0, 0, 0, DateTimeKind.Unspecified);
        try
        {
            var text = probe.ToString(format, CultureInfo.InvariantCulture);
            return DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var again) && again.Date == probe;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Reads a moment.</summary>
    /// <param name="text">As the file has it.</param>
    /// <param name="column">Its format and the zone of times that do not say theirs.</param>
    /// <param name="now">A later moment cannot have happened.</param>
    /// <param name="at">The moment.</param>
    /// <param name="fault">Why it is none; never holds the text.</param>
    public static bool TryRead(string text, TimeColumn column, Instant now, out Instant at, out Fault? fault)
    {
        at = default;
        fault = Parse(text, column, out var time);
        if (fault is null && time < new DateTimeOffset(Earliest, TimeSpan.Zero))
        {
            fault = new Fault("bad-time", "The time lies before the year 1900.", "Check the format in the mapping against this line.");
        }

        if (fault is not null)
        {
            return false;
        }

        at = Instant.From(time);
        if (at > now)
        {
            fault = new Fault("future-time", "The time lies in the future.", "Correct it, or check format and zone in the mapping.");
            return false;
        }

        return true;
    }

    private static Fault? Parse(string text, TimeColumn column, out DateTimeOffset time)
    {
        time = default;
        if (column.Format.StartsWith("unix-", StringComparison.Ordinal))
        {
            return ParseUnix(text, column.Format == "unix-seconds" ? 1000 : 1, out time);
        }

        var formats = column.Format == "iso" ? IsoFormats : [column.Format];
        if (!DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var local))
        {
            return new Fault("bad-time", $"The time is not written as {column.Format}.", "Correct it, or the format in the mapping.");
        }

        if (local.Kind == DateTimeKind.Utc)
        {
            time = new DateTimeOffset(local);
            return null;
        }

        if (column.Zone.IsInvalidTime(local))
        {
            return new Fault("bad-time", $"There was no such time in {column.Zone.Id}: clocks were put forward over it.", "Correct it, or the zone in the mapping.");
        }

        time = new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, column.Zone));
        return null;
    }

    private static Fault? ParseUnix(string text, long scale, out DateTimeOffset time)
    {
        time = default;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || Math.Abs(number) > 253_402_300_799_999 / scale)
        {
            return new Fault("bad-time", "The time is no count since 1970.", "Correct it, or the format in the mapping.");
        }

        time = DateTimeOffset.FromUnixTimeMilliseconds(number * scale);
        return null;
    }
}
