using System.Collections.Frozen;

namespace Fulcrum.Consent.RulePacks;

/// <summary>Which days are worked: a week's rest days, holidays, and rest days that were moved.</summary>
/// <param name="RestDays">Days of every week that are not worked.</param>
/// <param name="Holidays">Days that are not worked although they are no rest day, days off that were moved there among them.</param>
/// <param name="WorkedDays">Rest days that are worked, since their rest was moved elsewhere.</param>
public sealed record WorkingCalendar(FrozenSet<DayOfWeek> RestDays, FrozenSet<DateOnly> Holidays, FrozenSet<DateOnly> WorkedDays)
{
    /// <summary>Saturday and Sunday, no holidays.</summary>
    public static WorkingCalendar Plain { get; } = new(
        new[] { DayOfWeek.Saturday, DayOfWeek.Sunday }.ToFrozenSet(), FrozenSet<DateOnly>.Empty, FrozenSet<DateOnly>.Empty);

    /// <summary>Whether a day is worked.</summary>
    public bool IsWorked(DateOnly day) => WorkedDays.Contains(day) || (!RestDays.Contains(day.DayOfWeek) && !Holidays.Contains(day));

    /// <summary>The day after so many working days; the day itself does not count.</summary>
    public DateOnly Add(DateOnly day, int workingDays)
    {
        for (var left = workingDays; left > 0;)
        {
            day = day.AddDays(1);
            left -= IsWorked(day) ? 1 : 0;
        }

        return day;
    }

    /// <summary>The day itself when it is worked, else the next one that is.</summary>
    public DateOnly NextWorked(DateOnly day)
    {
        // A calendar in which nothing is ever worked would be a mistake of its author; ten weeks bound the search.
        for (var tries = 0; tries < 70 && !IsWorked(day); tries++)
        {
            day = day.AddDays(1);
        }

        return day;
    }
}
