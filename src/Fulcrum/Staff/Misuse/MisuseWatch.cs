using Fulcrum.Workspaces;

namespace Fulcrum.Staff.Misuse;

/// <summary>What staff looked at lately, and what the rules say of the next look. Pure: time comes with each read. Not safe from many threads.</summary>
/// <remarks>Memory: some 50 bytes a read of today and of looks for no case of the last 28 days. Cost of a read: a few microseconds.</remarks>
public sealed class MisuseWatch
{
    private const long DayMs = 86_400_000;

    private readonly Zone _zone;
    private readonly Dictionary<string, MemberHistory> _members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Role, long Day), double> _usual = [];

    /// <summary>Makes one that knows nobody.</summary>
    /// <param name="zone">Where the company's days and hours are.</param>
    public MisuseWatch(Zone zone) => _zone = zone ?? throw new ArgumentNullException(nameof(zone));

    /// <summary>Takes a read in and judges it with it. Reads that were refused are taken in too: they are what somebody did.</summary>
    public MisuseVerdict Take(in StaffRead read)
    {
        var (day, hour) = Local(read.At);
        if (!_members.TryGetValue(read.Member, out var member))
        {
            _members[read.Member] = member = new MemberHistory();
        }

        if (!_roles.TryGetValue(read.Role, out var peers))
        {
            _roles[read.Role] = peers = new HashSet<string>(StringComparer.Ordinal);
        }

        peers.Add(read.Member);
        member.Add(read, day, hour);
        return MisuseRules.Judge(read, hour, member, this);
    }

    /// <summary>Somebody else looked at it: what they did until now counts no more.</summary>
    public void Forgive(string member) => _members.GetValueOrDefault(member)?.Forgive();

    /// <summary>The middle of what is usual for those of a role; 0 while too little is known.</summary>
    internal double UsualOf(string role, long day)
    {
        if (!_usual.TryGetValue((role, day), out var usual))
        {
            _usual.Keys.Where(key => key.Day < day - 1).ToList().ForEach(key => _usual.Remove(key));
            _usual[(role, day)] = usual = Median([.. Of(role).Select(peer => peer.Usual(one => one.People, 5)).OfType<double>()]);
        }

        return usual;
    }

    /// <summary>How much busier than usual today is for the others of a role; at least 1.</summary>
    internal double BusyToday(string role, MemberHistory but)
    {
        List<double> ratios = [];
        foreach (var peer in Of(role))
        {
            if (peer != but && peer.Day == but.Day && peer.Usual(one => one.People, 5) is { } usual and > 0)
            {
                ratios.Add(peer.People / usual);
            }
        }

        // The upper quarter: half of them may not have begun their shift.
        ratios.Sort();
        return ratios.Count < 3 ? 1 : Math.Max(1, ratios[ratios.Count * 3 / 4]);
    }

    /// <summary>How much more the others of a role see lately, in the middle.</summary>
    internal double RiseOf(string role, MemberHistory but) => Median([.. Of(role).Where(peer => peer != but).Select(peer => peer.Rise()).OfType<double>()]);

    /// <summary>How many others of a role looked at this hour today, or on at least two of their days.</summary>
    internal int PeersAt(string role, int hour, MemberHistory but) =>
        Of(role).Count(peer => peer != but && ((peer.Day == but.Day && peer.ByHour[hour] > 0) || peer.DaysAround(hour) >= 5));

    private IEnumerable<MemberHistory> Of(string role) => _roles[role].Select(member => _members[member]);

    private (long Day, int Hour) Local(Instant at)
    {
        var local = at.UnixMs + (_zone.OffsetMinutes(at) * 60_000L);
        var day = Math.DivRem(local, DayMs, out var rest);
        return rest < 0 ? (day - 1, (int)((rest + DayMs) / 3_600_000)) : (day, (int)(rest / 3_600_000));
    }

    private static double Median(List<double> values)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2;
    }
}
