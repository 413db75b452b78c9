using Fulcrum.Staff.Misuse;

namespace Fulcrum.Tests.Staff.Misuse;

/// <summary>What those who misuse do, beside their usual work; some of it as careful as they can.</summary>
internal static class MisuseActs
{
    public static void Do(MisuseCorpus corpus, Worker worker, string kind, int[] days, CorpusEpisode episode)
    {
        var day = days[0];
        switch (kind)
        {
            case "volume":
                Spread(corpus, worker, episode, day, (int)Math.Max(10, worker.Mean * corpus.Between(1.4, 3)), caseless: 0.5, reveals: 0.3);
                break;
            case "hours":
                Night(corpus, worker, episode, day);
                break;
            case "self":
                Few(corpus, worker, episode, day, corpus.AnyPerson(), Closeness.Self, 0.6);
                break;
            case "relative":
                // One in twelve did not say so.
                Few(corpus, worker, episode, day, corpus.AnyPerson(), corpus.Chance(1 / 12.0) ? Closeness.None : Closeness.Relative, 0.85);
                break;
            case "celebrity":
                Few(corpus, worker, episode, day, corpus.AnyFamous(), corpus.Chance(0.05) ? Closeness.None : Closeness.PublicEye, 0.9);
                break;
            case "former-partner":
                Partner(corpus, worker, episode, days);
                break;
            case "enumeration":
                Enumerate(corpus, worker, episode, day);
                break;
            case "export":
                Add(corpus, worker, episode, day, MisuseCorpus.At(day, corpus.Between(9, 17)), 0, corpus.Chance(0.6) ? "" : corpus.NextCase(), people: (int)Math.Pow(10, corpus.Between(2.3, 3.7)));
                break;
            case "no-case":
                Spread(corpus, worker, episode, day, corpus.Whole(10, 24), caseless: 1, reveals: 0.3);
                break;
            case "guessing":
                Guess(corpus, worker, episode, day);
                break;
            case "creep":
                Creep(corpus, worker, episode, days);
                break;
            case "scrape":
                Scrape(corpus, worker, episode, day);
                break;
            case "reveal":
                Spread(corpus, worker, episode, day, (int)Math.Max(14, worker.Mean * worker.Reveals * corpus.Between(1.5, 3)) + 8, caseless: 0.3, reveals: 1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such misuse.");
        }
    }

    private static void Spread(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day, int count, double caseless, double reveals)
    {
        for (var left = count; left > 0; left--)
        {
            Add(corpus, worker, episode, day, MisuseCorpus.At(day, corpus.Between(9, 17)), corpus.AnyPerson(), corpus.Chance(caseless) ? "" : corpus.NextCase(), reveals);
        }
    }

    private static void Night(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day)
    {
        // In the small hours; whoever works at night every other week has looked at such hours and is not unusual in them, so they come at noon of a week of nights.
        var from = worker.IsNight ? 10.0 : corpus.Between(0.5, 3.5);
        for (var left = corpus.Whole(4, 13); left > 0; left--)
        {
            Add(corpus, worker, episode, day, MisuseCorpus.At(day, from + corpus.Between(0, 0.9)), corpus.AnyPerson(), corpus.Chance(0.8) ? "" : corpus.NextCase());
        }
    }

    private static void Few(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day, long person, Closeness closeness, double caseless)
    {
        for (var left = corpus.Whole(1, 4); left > 0; left--)
        {
            Add(corpus, worker, episode, day, MisuseCorpus.At(day, corpus.Between(9, 17)), person, corpus.Chance(caseless) ? "" : corpus.NextCase(), 0.5, closeness);
        }
    }

    private static void Partner(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int[] days)
    {
        var person = corpus.AnyPerson();
        if (corpus.Chance(0.75))
        {
            Few(corpus, worker, episode, days[0], person, Closeness.FormerPartner, 0.85);
            return;
        }

        // Never declared: whoever cannot let go comes back.
        foreach (var day in days.Take(corpus.Whole(4, 11)))
        {
            Add(corpus, worker, episode, day, MisuseCorpus.At(day, corpus.Between(9, 17)), person, corpus.Chance(0.9) ? "" : corpus.NextCase(), 0.3);
        }
    }

    private static void Enumerate(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day)
    {
        var (at, number, shared) = (MisuseCorpus.At(day, corpus.Between(9, 16)), corpus.AnyPerson(), corpus.Chance(0.4) ? corpus.NextCase() : "");
        for (var left = corpus.Whole(12, 60); left > 0; left--)
        {
            at += corpus.Whole(15_000, 90_000);
            number += corpus.Whole(1, 3);
            Add(corpus, worker, episode, day, at, corpus.Chance(0.1) ? 0 : number, shared, number: number);
        }
    }

    private static void Guess(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day)
    {
        var at = MisuseCorpus.At(day, corpus.Between(9, 16));
        for (var left = corpus.Whole(14, 40); left > 0; left--)
        {
            at += corpus.Whole(15_000, 80_000);
            Add(corpus, worker, episode, day, at, corpus.Chance(0.55) ? 0 : corpus.AnyPerson(), corpus.Chance(0.7) ? "" : corpus.NextCase());
        }
    }

    /// <summary>A little more each day, so that it becomes usual.</summary>
    private static void Creep(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int[] days)
    {
        var share = 0.3;
        foreach (var day in days.Order())
        {
            Spread(corpus, worker, episode, day, (int)(worker.Mean * share) + 2, caseless: 0.2, reveals: 0.2);
            share *= 1.12;
        }
    }

    private static void Scrape(MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day)
    {
        var at = MisuseCorpus.At(day, corpus.Between(9, 16));
        for (var left = corpus.Whole(30, 200); left > 0; left--)
        {
            Add(corpus, worker, episode, day, at += corpus.Whole(4_000, 25_000), corpus.AnyPerson(), corpus.Chance(0.5) ? "" : corpus.NextCase());
        }
    }

    private static void Add(
        MisuseCorpus corpus, Worker worker, CorpusEpisode episode, int day, long at, long person, string named, double reveals = 0.2, Closeness closeness = Closeness.None,
        long number = -1, int people = 1)
    {
        episode.Days.Add(day);
        corpus.Put(
            new StaffRead(worker.Id, worker.Role, new Instant(at), person)
            {
                Case = named, IsReveal = person != 0 && corpus.Chance(reveals), Closeness = closeness, Number = number, People = people,
            },
            episode.Number);
    }
}
