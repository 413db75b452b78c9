using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Profiles;

namespace Fulcrum.Staff.Misuse;

/// <summary>Alarms, and who said that they know a person, as the journal's rows say it. Safe from many threads.</summary>
internal sealed class MisuseBook
{
    private readonly Lock _gate = new();
    private readonly List<MisuseAlarm> _alarms = [];
    private readonly Dictionary<(string Member, long Person), Closeness> _close = [];

    /// <summary>Every alarm, oldest first.</summary>
    public ImmutableArray<MisuseAlarm> Alarms
    {
        get
        {
            lock (_gate)
            {
                return [.. _alarms];
            }
        }
    }

    /// <summary>What stops somebody; null for nothing.</summary>
    public MisuseAlarm? BrakeOf(string member)
    {
        lock (_gate)
        {
            return _alarms.LastOrDefault(alarm => alarm.IsBrake && alarm.Member == member && alarm.LiftedBy.Length == 0);
        }
    }

    /// <summary>How somebody stands to a person, as far as it was declared.</summary>
    public Closeness ClosenessOf(string member, long person)
    {
        lock (_gate)
        {
            return _close.TryGetValue((member, person), out var own) ? own : _close.GetValueOrDefault(("", person));
        }
    }

    /// <summary>What is kept of a declaration; a person nobody knows makes one of nobody.</summary>
    public static string DetailOf(Closeness closeness, SubjectId person) => string.Create(CultureInfo.InvariantCulture, $"{(int)closeness} {person.Value}");

    /// <summary>Takes a row in.</summary>
    public void Fold(StaffEntry entry)
    {
        lock (_gate)
        {
            switch (entry.Change)
            {
                case StaffChange.Alarm or StaffChange.Brake:
                    _alarms.Add(new MisuseAlarm(_alarms.Count + 1, entry.Member, entry.At, entry.Detail, entry.Change == StaffChange.Brake));
                    break;
                case StaffChange.Lift when entry.Counter >= 1 && entry.Counter <= _alarms.Count:
                    var at = (int)entry.Counter - 1;
                    _alarms[at] = _alarms[at] with { LiftedBy = entry.By, LiftedAt = entry.At, Found = entry.Detail };
                    break;
                case StaffChange.Close when entry.Detail.Split(' ') is [var kind, var person]
                    && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var closeness) && long.TryParse(person, NumberStyles.None, CultureInfo.InvariantCulture, out var subject) && subject != 0:
                    _close[((Closeness)closeness == Closeness.PublicEye ? "" : entry.Member, subject)] = (Closeness)closeness;
                    break;
                default:
                    break;
            }
        }
    }
}

/// <summary>Somebody's looks were unusual.</summary>
/// <param name="Number">1, 2, 3, …</param>
/// <param name="Member">Whose.</param>
/// <param name="At">When.</param>
/// <param name="Evidence">Score, signals and their numbers; nobody's data.</param>
/// <param name="IsBrake">Whether nothing more is shown to them until it is closed.</param>
public sealed record MisuseAlarm(int Number, string Member, Instant At, string Evidence, bool IsBrake)
{
    /// <summary>Who closed it; empty while it waits.</summary>
    public string LiftedBy { get; init; } = "";

    /// <summary>When.</summary>
    public Instant LiftedAt { get; init; } = Instant.Never;

    /// <summary>What they found.</summary>
    public string Found { get; init; } = "";
}
