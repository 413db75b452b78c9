using System.Collections.Immutable;
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
    public Instant DueAt(Instant received, RulePack pack, bool isExtended = false, params ReadOnlySpan<(Instant From, Instant Until)> pauses) =>
        Reckon(received, pack, isExtended, pauses).DueAt;

    /// <summary>The same, with how the day was found, step by step in words.</summary>
    /// <remarks>
    /// Time that two questions were open at once stands still once, and a question asked when the last day was over stops nothing.
    /// </remarks>
    public ClockReckoning Reckon(Instant received, RulePack pack, bool isExtended, ReadOnlySpan<(Instant From, Instant Until)> pauses)
    {
        var steps = ImmutableArray.CreateBuilder<string>();
        var first = DayOf(received, pack.Zone);
        var last = Add(first, Length, Unit, pack.Calendar);
        steps.Add($"received on {Written(first)} in {pack.Zone.Id}; that day does not count");
        steps.Add($"{Counted(Length, Unit)}: to the end of {Written(last)}");
        if (isExtended && Extension > 0)
        {
            last = Add(last, Extension, ExtensionUnit, pack.Calendar);
            steps.Add($"{Counted(Extension, ExtensionUnit)} more, since the subject was told why: to the end of {Written(last)}");
        }

        last = Stops ? Stopped(first, last, pack, pauses, steps) : last;
        if (RollsOn && pack.Calendar.NextWorked(last) is var worked && worked != last)
        {
            steps.Add($"{Written(last)} is not worked: to the end of {Written(worked)}");
            last = worked;
        }

        return new ClockReckoning(StartOf(last.AddDays(1), pack.Zone), last, steps.ToImmutable());
    }

    private static DateOnly Stopped(
        DateOnly first, DateOnly last, RulePack pack, ReadOnlySpan<(Instant From, Instant Until)> pauses, ImmutableArray<string>.Builder steps)
    {
        var stoodUntil = first;
        foreach (var (from, until) in pauses.ToArray().OrderBy(pause => pause.From))
        {
            var (begins, ends) = (DayOf(from, pack.Zone), DayOf(until, pack.Zone));
            begins = begins > stoodUntil ? begins : stoodUntil;
            if (begins > last || ends <= begins)
            {
                continue;
            }

            last = last.AddDays(ends.DayNumber - begins.DayNumber);
            stoodUntil = ends;
            steps.Add($"stood still from {Written(begins)} to {Written(ends)} while the subject was asked: to the end of {Written(last)}");
        }

        return last;
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Counted(int count, ClockUnit unit) => string.Create(
        CultureInfo.InvariantCulture, $"{count} {unit switch { ClockUnit.WorkingDay => "working day", ClockUnit.Month => "month", _ => "day" }}{(count == 1 ? "" : "s")}");

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

/// <summary>What a clock came to.</summary>
/// <param name="DueAt">The first instant at which the answer is late.</param>
/// <param name="LastDay">The last day on which it is not, where the law is at home.</param>
/// <param name="Steps">How it was found, in words and in order.</param>
public sealed record ClockReckoning(Instant DueAt, DateOnly LastDay, ImmutableArray<string> Steps);

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
