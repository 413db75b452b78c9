using System.Globalization;

namespace Fulcrum.Consent.RulePacks;

/// <summary>How long there is to answer a request: a number of days or months, an extension, and whether it stops.</summary>
/// <remarks>
/// Written <c>1 month + 2 months</c>, <c>45 days + 45 days</c>, <c>10 working days + 5 working days</c>; <c>, stops</c> when the clock
/// stands still while the subject is asked something. The day of receipt does not count, and the last day counts to its end in the
/// zone of the pack (Regulation 1182/71 Art. 3 for the EU). Pure.
/// </remarks>
/// <param name="Length">How many.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Extension">How many more after telling the subject why; 0 for none.</param>
/// <param name="ExtensionUnit">Of what.</param>
/// <param name="Stops">Whether it stands still while the subject is asked something.</param>
/// <param name="RollsOn">Whether a last day that is not worked moves to the next one that is.</param>
public sealed record RightsClock(int Length, ClockUnit Unit, int Extension, ClockUnit ExtensionUnit, bool Stops, bool RollsOn)
{
    private const int LengthMax = 400;

    /// <summary>When the answer is due: the first instant at which it is late.</summary>
    /// <param name="received">When the request came in.</param>
    /// <param name="pack">Whose zone and calendar count.</param>
    /// <param name="isExtended">Whether the subject was told that it takes longer.</param>
    /// <param name="pauses">When the subject was asked something and when they answered; they count only for a clock that stops.</param>
    public Instant DueAt(Instant received, RulePack pack, bool isExtended = false, params ReadOnlySpan<(Instant From, Instant Until)> pauses)
    {
        var first = DayOf(received, pack.Zone);
        var last = Add(first, Length, Unit, pack.Calendar);
        if (isExtended && Extension > 0)
        {
            last = Add(last, Extension, ExtensionUnit, pack.Calendar);
        }

        foreach (var (from, until) in Stops ? pauses : [])
        {
            last = last.AddDays(Math.Max(0, DayOf(until, pack.Zone).DayNumber - DayOf(from, pack.Zone).DayNumber));
        }

        last = RollsOn ? pack.Calendar.NextWorked(last) : last;
        return StartOf(last.AddDays(1), pack.Zone);
    }

    /// <summary>Reads a clock as packs write it.</summary>
    public static bool TryParse(string text, out RightsClock clock)
    {
        clock = new RightsClock(0, ClockUnit.Day, 0, ClockUnit.Day, false, false);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var spans = parts[0].Split('+', StringSplitOptions.TrimEntries);
        if (spans.Length > 2 || !TrySpan(spans[0], out var length, out var unit))
        {
            return false;
        }

        var (extension, extensionUnit) = (0, ClockUnit.Day);
        if (spans.Length == 2 && !TrySpan(spans[1], out extension, out extensionUnit))
        {
            return false;
        }

        if (parts[1..].Any(part => part is not ("stops" or "rolls on")))
        {
            return false;
        }

        clock = new RightsClock(length, unit, extension, extensionUnit, parts.Contains("stops"), parts.Contains("rolls on"));
        return true;
    }

    private static DateOnly Add(DateOnly day, int count, ClockUnit unit, WorkingCalendar calendar) => unit switch
    {
        ClockUnit.WorkingDay => calendar.Add(day, count),
        ClockUnit.Month => day.AddMonths(count),
        _ => day.AddDays(count),
    };

    private static bool TrySpan(string text, out int count, out ClockUnit unit)
    {
        (count, unit) = (0, ClockUnit.Day);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space < 1 || !int.TryParse(text.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > LengthMax)
        {
            return false;
        }

        ClockUnit? read = text[(space + 1)..] switch
        {
            "day" or "days" => ClockUnit.Day,
            "working day" or "working days" => ClockUnit.WorkingDay,
            "month" or "months" => ClockUnit.Month,
            _ => null,
        };
        unit = read ?? ClockUnit.Day;
        return read is not null;
    }

    private static DateOnly DayOf(Instant at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at.ToDateTimeOffset(), zone).DateTime);

    // Where midnight does not exist, since the clocks go forward then, the day begins when they have.
    private static Instant StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        // Where midnight comes twice, the first one begins the day.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return Instant.From(new DateTimeOffset(local, offset));
    }
}

/// <summary>What a clock counts.</summary>
public enum ClockUnit
{
    /// <summary>Calendar days.</summary>
    Day,

    /// <summary>Days of the pack's calendar that are worked.</summary>
    WorkingDay,

    /// <summary>Calendar months; a day that the month lacks is its last.</summary>
    Month,
}
