using Fulcrum.Staff.Misuse;

namespace Fulcrum.Tests.Staff.Misuse;

/// <summary>A made-up company of 46 people over six weeks: a call centre with early, late and night shifts, a back office, dealers; and 26 of them who misuse what they may see.</summary>
/// <remarks>
/// Made to be hard on the rules: people who forget to name a case, busy days of all and of one, a holiday and the rush after it, swapped shifts, overtime, newcomers,
/// leave, families with numbers in a row, typos, fleets with one case for many, legal exports, batches in a back office, regular customers of a dealer, a relative who
/// happens to be put through. Not every relative, former partner or famous person is declared. The same seed makes the same corpus. Seeds to 20 are for choosing limits.
/// </remarks>
internal sealed class MisuseCorpus
{
    public const int Days = 42;
    public const int TuningSeeds = 20;

    /// <summary>Every kind of misuse; each twice in a corpus.</summary>
    public static readonly string[] Kinds =
        ["volume", "hours", "self", "relative", "celebrity", "former-partner", "enumeration", "export", "no-case", "guessing", "creep", "scrape", "reveal"];

    private const int Persons = 20_000;
    private const long DayMs = 86_400_000;
    private const long Monday = 1_767_571_200_000;

    private readonly Random _random;
    private readonly List<Worker> _workers = [];
    private readonly List<CorpusRead> _reads = [];
    private readonly List<CorpusEpisode> _episodes = [];
    private readonly double[] _busy = new double[Days];
    private readonly int _holiday;
    private int _cases;

    private MisuseCorpus(int seed)
    {
        _random = new Random(seed * 7_919);
        Array.Fill(_busy, 1.0);
        _holiday = _random.Next(12, 38);
        (_busy[_holiday], _busy[_holiday + 1]) = (0.5, 1.7);
        _busy[_random.Next(10, 25)] *= Between(1.5, 2.2);
        _busy[_random.Next(25, 41)] *= Between(1.5, 2.2);
        for (var at = 0; at < 46; at++)
        {
            _workers.Add(Hire(at));
        }
    }

    /// <summary>Reads in the order of their time.</summary>
    public IReadOnlyList<CorpusRead> Reads => _reads;

    public IReadOnlyList<CorpusEpisode> Episodes => _episodes;

    public static MisuseCorpus Of(int seed)
    {
        var corpus = new MisuseCorpus(seed);
        foreach (var worker in corpus._workers)
        {
            for (var day = worker.From; day < Days; day++)
            {
                corpus.Work(worker, day);
            }
        }

        var rogues = corpus._workers.Where(worker => worker.From == 0).OrderBy(_ => corpus._random.Next()).Take(Kinds.Length * 2).ToArray();
        for (var at = 0; at < rogues.Length; at++)
        {
            corpus.Misuse(rogues[at], Kinds[at % Kinds.Length]);
        }

        corpus._reads.Sort((one, other) => one.Read.At.CompareTo(other.Read.At) is var order and not 0 ? order : string.CompareOrdinal(one.Read.Member, other.Read.Member));
        return corpus;
    }

    private Worker Hire(int at)
    {
        var role = at < 24 ? "service-desk" : at < 32 ? "back-office" : "dealer";
        var leave = _random.NextDouble() < 0.4 ? _random.Next(8, 36) : -1;
        return new Worker(
            $"s-{at:00}", role, role switch { "service-desk" => Between(22, 55), "back-office" => Between(10, 30), _ => Between(3, 12) },
            Math.Pow(_random.NextDouble(), 2.5) * 0.25, Between(0.1, 0.5), at % 11 == 10 ? 20 : 0, leave, leave + _random.Next(3, 10),
            [.. Enumerable.Range(0, 30).Select(_ => (long)_random.Next(1, Persons))]) { IsNight = at < 3 };
    }

    private bool IsAtWork(Worker worker, int day)
    {
        if (day >= worker.LeaveFrom && day < worker.LeaveUntil)
        {
            return false;
        }

        var chance = day == _holiday ? (worker.Role == "service-desk" ? 0.2 : 0) : (day % 7, worker.Role) switch
        {
            ( < 5, _) => 0.93, (_, "service-desk") => 0.3, (5, "dealer") => 0.6, _ => 0.01,
        };
        return _random.NextDouble() < chance;
    }

    /// <summary>First hour and length of a shift; a night's shift runs into the next day.</summary>
    private (double From, double Length) Shift(Worker worker, int day)
    {
        var week = day / 7;
        var (from, length) = worker.Role switch
        {
            "service-desk" when worker.IsNight && week % 2 == 1 => (21.0, 8.0),
            "service-desk" => ((week + worker.Id[^1]) % 2 == 0 ? 7.0 : 13.0, 8.0),
            "back-office" => (8.0, 9.0),
            _ => (9.0, 9.0),
        };
        from += Between(-0.7, 0.7);
        return (_random.NextDouble() < 0.02 ? (from + 6) % 24 : from, length + (_random.NextDouble() < 0.05 ? 2 : 0));
    }

    private void Work(Worker worker, int day)
    {
        if (!IsAtWork(worker, day))
        {
            return;
        }

        var (from, length) = Shift(worker, day);
        var own = _random.NextDouble() < 0.02 ? Between(1.4, 2.0) : _random.NextDouble() < 0.004 ? 2.3 : 1;
        var count = (int)(worker.Mean * _busy[day] * own * Math.Exp(Normal() * 0.2) * (day < worker.From + 5 ? 0.6 : 1));
        var typos = _random.NextDouble() < 0.01 ? 0.2 : 0.04;
        for (var left = count; left > 0; left--)
        {
            var at = At(day, from + (_random.NextDouble() * length));
            if (worker.Role == "back-office" && _random.NextDouble() < 0.05)
            {
                // A pile of letters, opened one after the other.
                for (var more = _random.Next(4, 10); more > 0 && left > 0; more--, left--)
                {
                    Add(worker, at += _random.Next(30_000, 80_000), Anybody(worker), worker.Forgets / 2);
                }

                continue;
            }

            if (_random.NextDouble() < typos)
            {
                Add(worker, at - _random.Next(20_000, 60_000), 0, worker.Forgets);
            }

            Add(worker, at, Anybody(worker), worker.Forgets);
        }

        Oddities(worker, day, from, length);
    }

    /// <summary>What is rare and right.</summary>
    private void Oddities(Worker worker, int day, double from, double length)
    {
        var at = At(day, from + (_random.NextDouble() * (length - 1)));
        if (_random.NextDouble() < 0.03)
        {
            var (number, count, forgets) = ((long)_random.Next(1, Persons - 10), _random.Next(2, 6), _random.NextDouble() < 0.15 ? 1 : worker.Forgets);
            for (var next = 0; next < count; next++)
            {
                Add(worker, at += _random.Next(120_000, 400_000), number + next, forgets, hasNumber: true);
            }
        }

        if (_random.NextDouble() < 0.01)
        {
            var fleet = NextCase();
            for (var left = _random.Next(3, 9); left > 0; left--)
            {
                Add(worker, at += _random.Next(60_000, 300_000), _random.Next(1, Persons), 0, named: fleet);
            }
        }

        if (worker.Role != "service-desk" && _random.NextDouble() < 0.01)
        {
            Put(new StaffRead(worker.Id, worker.Role, new Instant(at), 0) { People = _random.Next(10, 150), Case = NextCase() }, -1);
        }

        if (_random.NextDouble() < 0.0002)
        {
            Add(worker, at, _random.Next(1, Persons), 0, closeness: Closeness.Relative);
        }

        // Somebody famous calls, as everybody does.
        if (worker.Role == "service-desk" && _random.NextDouble() < 0.02)
        {
            Add(worker, at, Persons + _random.Next(10), worker.Forgets, closeness: Closeness.PublicEye);
        }
    }

    private void Misuse(Worker worker, string kind)
    {
        var episode = new CorpusEpisode(_episodes.Count, kind, worker.Id, []);
        _episodes.Add(episode);
        var days = Enumerable.Range(12, Days - 13).Where(day => _reads.Any(read => read.Read.Member == worker.Id && DayOf(read.Read.At) == day)).OrderBy(_ => _random.Next()).ToArray();
        MisuseActs.Do(this, worker, kind, days, episode);
    }

    /// <summary>An innocent read: a case unless it was forgotten, a reveal as often as they do.</summary>
    private void Add(Worker worker, long at, long person, double forgets, bool hasNumber = false, string named = "", Closeness closeness = Closeness.None) => Put(
        new StaffRead(worker.Id, worker.Role, new Instant(at), person)
        {
            Case = named.Length > 0 ? named : _random.NextDouble() < forgets ? "" : NextCase(), IsReveal = person != 0 && _random.NextDouble() < worker.Reveals,
            Number = person != 0 && (hasNumber || _random.NextDouble() < 0.6) ? person : -1, Closeness = closeness,
        },
        -1);

    internal void Put(StaffRead read, int episode) => _reads.Add(new CorpusRead(read, episode));

    internal static long At(int day, double hour) => Monday + (day * DayMs) + (long)(hour * 3_600_000);

    internal static int DayOf(Instant at) => (int)((at.UnixMs - Monday) / DayMs);

    internal string NextCase() => $"C-{++_cases}";

    internal double Between(double low, double high) => low + (_random.NextDouble() * (high - low));

    internal int Whole(int low, int high) => _random.Next(low, high);

    internal bool Chance(double of) => _random.NextDouble() < of;

    internal long AnyPerson() => _random.Next(1, Persons);

    internal long AnyFamous() => Persons + _random.Next(10);

    private long Anybody(Worker worker) => worker.Role == "dealer" && _random.NextDouble() < 0.6 ? worker.Regulars[_random.Next(worker.Regulars.Length)] : AnyPerson();

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}

/// <summary>A read, and which episode of misuse it belongs to; -1 for none.</summary>
internal readonly record struct CorpusRead(StaffRead Read, int Episode);

/// <summary>Somebody's misuse.</summary>
internal sealed record CorpusEpisode(int Number, string Kind, string Member, HashSet<int> Days);

/// <summary>Somebody who works there.</summary>
internal sealed record Worker(string Id, string Role, double Mean, double Forgets, double Reveals, int From, int LeaveFrom, int LeaveUntil, long[] Regulars)
{
    /// <summary>Whether they work every other week at night.</summary>
    public bool IsNight { get; init; }
}
