namespace Fulcrum.Staff.Misuse;

/// <summary>What one of ours looked at lately: today and the last hour read by read, four weeks day by day. Its size is bounded by what they did in them.</summary>
internal sealed class MemberHistory
{
    /// <summary>Days that count as what somebody usually does.</summary>
    public const int DaysKept = 28;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Queue<DaySummary> _days = new();
    private readonly List<StaffRead> _lately = [];
    private readonly Dictionary<long, (long Last, uint Mask)> _without = [];
    private readonly HashSet<long> _people = [];
    private readonly HashSet<long> _revealed = [];
    private readonly HashSet<long> _caseless = [];
    private long _riseTold = long.MinValue;
    private int _along, _hours;
    private (long Day, double? By) _rise = (long.MinValue, null);

    /// <summary>The day that is today for them, as they looked last.</summary>
    public long Day { get; private set; } = long.MinValue;

    /// <summary>Days before today on which they looked, oldest first.</summary>
    public IReadOnlyCollection<DaySummary> Days => _days;

    /// <summary>People seen today.</summary>
    public int People => _people.Count;

    /// <summary>People taken along today.</summary>
    public int TakenAlong => _along;

    /// <summary>People whose values they saw in full today.</summary>
    public int Revealed => _revealed.Count;

    /// <summary>People seen today for no case.</summary>
    public int Caseless => _caseless.Count;

    /// <summary>Reads of the last hour, oldest first.</summary>
    public IReadOnlyList<StaffRead> Lately => _lately;

    /// <summary>Reads at hours of theirs today that nobody else works in are counted by the rules; this is how many reads each hour of today has.</summary>
    public int[] ByHour { get; } = new int[24];

    /// <summary>Takes a read in. Reads come in the order of their time.</summary>
    public void Add(in StaffRead read, long day, int hour)
    {
        if (day > Day)
        {
            Close(day);
        }

        // A clock that was put back makes no new day; it counts into this one.
        var at = read.At;
        _lately.RemoveAll(one => at - one.At >= Hour);
        _lately.Add(read);
        _hours |= 1 << hour;
        ByHour[hour]++;
        if (read.People > 1)
        {
            _along = (int)Math.Min(int.MaxValue / 2L, (long)_along + read.People);
            return;
        }

        if (read.Person == 0)
        {
            return;
        }

        _people.Add(read.Person);
        if (read.IsReveal)
        {
            _revealed.Add(read.Person);
        }

        if (!read.HasCase)
        {
            _caseless.Add(read.Person);
            var (last, mask) = _without.GetValueOrDefault(read.Person, (Day, 0u));
            _without[read.Person] = (Day, Shifted(mask, Day - last) | 1);
        }
    }

    /// <summary>On how many days of the last four weeks they looked at a person for no case.</summary>
    public int ReturnsTo(long person) =>
        _without.TryGetValue(person, out var kept) ? System.Numerics.BitOperations.PopCount(Shifted(kept.Mask, Day - kept.Last)) : 0;

    /// <summary>How often today they looked at one person, in the last hour.</summary>
    public int Distinct(TimeSpan span, Instant now, Func<StaffRead, bool> which) =>
        _lately.Where(read => now - read.At < span && which(read)).Select(read => read.Person).Distinct().Count();

    /// <summary>On how many days of theirs they looked within an hour of an hour.</summary>
    public int DaysAround(int hour)
    {
        var around = (1 << hour) | (1 << ((hour + 1) % 24)) | (1 << ((hour + 23) % 24));
        return _days.Count(day => (day.Hours & around) != 0);
    }

    /// <summary>What is usual for them of something; null while too few days are known.</summary>
    public double? Usual(Func<DaySummary, int> what, int daysMin)
    {
        if (_days.Count < daysMin)
        {
            return null;
        }

        Span<int> values = stackalloc int[DaysKept];
        var count = 0;
        foreach (var day in _days)
        {
            values[count++] = what(day);
        }

        values = values[..count];
        values.Sort();
        return (values[(count - 1) / 2] + values[count / 2]) / 2.0;
    }

    /// <summary>How much more people they see on their last five days than on those of two weeks ago and before; null while too few days are known.</summary>
    public double? Rise()
    {
        if (_rise.Day == Day)
        {
            return _rise.By;
        }

        double[] before = [.. _days.Where(day => day.Day < Day - 14).Select(day => (double)day.People).Order()], lately = [.. _days.Reverse().Take(5).Select(day => (double)day.People).Order()];
        double? by = before.Length < 5 || lately.Length < 5 ? null : lately[2] / before[before.Length / 2];
        _rise = (Day, by);
        return by;
    }

    /// <summary>Whether a rise is news: it lasts for weeks, and is told once in two of them.</summary>
    public bool TellRise()
    {
        if (_riseTold != long.MinValue && _riseTold != Day && Day - _riseTold < 14)
        {
            return false;
        }

        _riseTold = Day;
        return true;
    }

    /// <summary>The share of people they see for no case; between 0 and 1.</summary>
    public double CaselessShare() => (_days.Sum(day => (double)day.Caseless) + 0.5) / (_days.Sum(day => (double)day.People) + 10);

    /// <summary>The share of people whose values they see in full; between 0 and 1.</summary>
    public double RevealedShare() => (_days.Sum(day => (double)day.Revealed) + 3) / (_days.Sum(day => (double)day.People) + 10);

    /// <summary>Somebody else looked at it and found nothing wrong: what was done until now counts no more.</summary>
    public void Forgive()
    {
        _lately.Clear();
        _without.Clear();
        _people.Clear();
        _revealed.Clear();
        _caseless.Clear();
        (_along, _hours) = (0, 0);
        Array.Clear(ByHour);
    }

    private void Close(long day)
    {
        if (_people.Count > 0)
        {
            _days.Enqueue(new DaySummary(Day, People, Revealed, Caseless, _hours));
        }

        while (_days.TryPeek(out var oldest) && oldest.Day < day - DaysKept)
        {
            _days.Dequeue();
        }

        Day = day;
        _people.Clear();
        _revealed.Clear();
        _caseless.Clear();
        (_along, _hours) = (0, 0);
        Array.Clear(ByHour);
        foreach (var (person, kept) in _without)
        {
            if (Shifted(kept.Mask, day - kept.Last) == 0)
            {
                _without.Remove(person);
            }
        }
    }

    private static uint Shifted(uint mask, long days) => days >= DaysKept ? 0 : (mask << (int)days) & ((1u << DaysKept) - 1);
}

/// <summary>One day of somebody.</summary>
/// <param name="Day">Days since the epoch where the company is.</param>
/// <param name="People">People seen.</param>
/// <param name="Revealed">People whose values were seen in full.</param>
/// <param name="Caseless">People seen for no case.</param>
/// <param name="Hours">Hours with a read, one bit each.</param>
internal readonly record struct DaySummary(long Day, int People, int Revealed, int Caseless, int Hours);
