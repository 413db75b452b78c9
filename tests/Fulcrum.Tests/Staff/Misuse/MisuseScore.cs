using System.Globalization;
using Fulcrum.Staff.Misuse;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests.Staff.Misuse;

/// <summary>What the rules found in corpora, and what they found that was none.</summary>
internal sealed class MisuseScore
{
    private readonly SortedDictionary<string, (int Found, int All)> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _falseBy = new(StringComparer.Ordinal);
    private readonly List<int> _leaks = [];

    public int StaffDays { get; private set; }

    public int FalseAlarms { get; private set; }

    public int FalseBrakes { get; private set; }

    public int Found => _kinds.Values.Sum(kind => kind.Found);

    public int Episodes => _kinds.Values.Sum(kind => kind.All);

    public double Recall => (double)Found / Episodes;

    public double FalsePer100Days => 100.0 * FalseAlarms / StaffDays;

    /// <summary>People seen in an episode of many before the brake; the middle, and the worst in twenty.</summary>
    public (int Middle, int Worst) Leak
    {
        get
        {
            var sorted = _leaks.Order().ToArray();
            return (sorted[sorted.Length / 2], sorted[sorted.Length * 19 / 20]);
        }
    }

    public static MisuseScore Of(IEnumerable<int> seeds, Func<MisuseVerdict, bool>? isAlarm = null)
    {
        var score = new MisuseScore();
        foreach (var seed in seeds)
        {
            score.Add(MisuseCorpus.Of(seed), isAlarm ?? (static verdict => verdict.IsAlarm));
        }

        return score;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"recall {Recall:0.000} ({Found} of {Episodes}), {FalsePer100Days:0.00} false alarms and {100.0 * FalseBrakes / StaffDays:0.00} false brakes per 100 staff-days ({FalseAlarms} and {FalseBrakes} in {StaffDays}); seen before the brake: {Leak.Middle} in the middle, {Leak.Worst} at 95 %; by kind: {string.Join(", ", _kinds.Select(kind => $"{kind.Key} {kind.Value.Found}/{kind.Value.All}"))}; false by signal: {string.Join(", ", _falseBy.Select(one => $"{one.Key} {one.Value}"))}");

    private void Add(MisuseCorpus corpus, Func<MisuseVerdict, bool> isAlarm)
    {
        var watch = new MisuseWatch(Zone.Utc);
        var episodes = corpus.Episodes.ToDictionary(episode => episode.Member);
        var (found, days, told, braked, leaks) = (new HashSet<int>(), new HashSet<(string, int)>(), new HashSet<(string, int)>(), new HashSet<(string, int)>(), new Dictionary<int, int>());
        foreach (var (read, number) in corpus.Reads)
        {
            var day = MisuseCorpus.DayOf(read.At);
            var verdict = watch.Take(read);
            days.Add((read.Member, day));
            var isBad = episodes.TryGetValue(read.Member, out var episode) && episode.Days.Contains(day);
            if (number >= 0 && (read.Person != 0 || read.People > 1) && !(braked.Contains((read.Member, day)) || verdict.IsBrake))
            {
                leaks[number] = leaks.GetValueOrDefault(number) + read.People;
            }

            if (verdict.IsBrake && braked.Add((read.Member, day)) && !isBad)
            {
                FalseBrakes++;
            }

            if (!isAlarm(verdict))
            {
                continue;
            }

            // An alarm before the day's first misuse finds nothing, but on such a day it is not counted as false either: that would need two alarms told apart.
            if (number >= 0)
            {
                found.Add(number);
            }
            else if (!isBad && told.Add((read.Member, day)))
            {
                FalseAlarms++;
                _falseBy[verdict.Lead] = _falseBy.GetValueOrDefault(verdict.Lead) + 1;
            }
        }

        StaffDays += days.Count;
        foreach (var episode in corpus.Episodes)
        {
            var (hit, all) = _kinds.GetValueOrDefault(episode.Kind);
            _kinds[episode.Kind] = (hit + (found.Contains(episode.Number) ? 1 : 0), all + 1);
            if (episode.Kind is "scrape" or "enumeration" or "guessing" or "export")
            {
                _leaks.Add(leaks.GetValueOrDefault(episode.Number));
            }
        }
    }
}
