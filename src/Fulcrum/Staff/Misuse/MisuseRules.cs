namespace Fulcrum.Staff.Misuse;

/// <summary>What is unusual about a read. Each rule is a sentence with its numbers; none looks at what a person is like. Pure.</summary>
/// <remarks>The limits were chosen on the tuning part of the corpus (<c>MisuseCorpus</c>), seeds 1 to 20; what they reach is measured on other seeds (decision 0033).</remarks>
public static class MisuseRules
{
    /// <summary>From this score on somebody else should look at it.</summary>
    public const int Alarm = 100;

    /// <summary>From this score on nothing more is shown until somebody else has.</summary>
    public const int Brake = 130;

    /// <summary>Most that one signal counts.</summary>
    internal const int PointsMax = 160;

    private const int DaysKnown = 8;

    /// <summary>Whoever names a case less often than this works where cases are not numbered, and a look without one says nothing.</summary>
    private const double UsesCases = 0.5;

    private static readonly TimeSpan Burst = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    internal static MisuseVerdict Judge(in StaffRead read, int hour, MemberHistory member, MisuseWatch watch) => MisuseVerdict.Of(
    [
        Close(read), Volume(read, member, watch), Creep(read, member, watch), Pace(read, member), Export(read, member), Hours(read, hour, member, watch), Caseless(read, member), Returning(read, member),
        Enumeration(read, member), Guessing(read, member), SharedCase(read, member), Revealing(read, member),
    ]);

    /// <summary>Themselves, a relative or a former partner: never, since the case goes to a colleague. Somebody in the public eye: not without a case.</summary>
    private static MisuseSignal? Close(in StaffRead read) => read.Closeness switch
    {
        Closeness.Self => MisuseSignal.Of("self", 150, ("case", read.HasCase ? 1 : 0)),
        Closeness.Relative => MisuseSignal.Of("relative", 150, ("case", read.HasCase ? 1 : 0)),
        Closeness.FormerPartner => MisuseSignal.Of("former-partner", 150, ("case", read.HasCase ? 1 : 0)),
        Closeness.PublicEye when !read.HasCase => MisuseSignal.Of("public-eye", read.IsReveal ? 150 : 100, ("reveal", read.IsReveal ? 1 : 0)),
        _ => null,
    };

    /// <summary>Many more people a day than they and their peers usually see, on a day that is not busy for everybody.</summary>
    private static MisuseSignal? Volume(in StaffRead read, MemberHistory member, MisuseWatch watch)
    {
        var (own, peers) = (member.Usual(day => day.People, DaysKnown), watch.UsualOf(read.Role, member.Day));

        // Whoever makes it usual for themselves, a little more each day, is held to what is usual for their peers.
        var usual = Math.Max(4, own is { } known ? (peers > 0 ? Math.Min(known, peers * 1.8) : known) : peers > 0 ? peers : 30);
        if (member.People < Limit(usual))
        {
            return null;
        }

        var limit = Limit(usual * watch.BusyToday(read.Role, member));
        if (member.People < limit)
        {
            return null;
        }

        // A day that is busy for one brings cases; whoever browses has few.
        var expected = member.People * member.CaselessShare();
        var isBare = member.Caseless > expected + (1.3 * Math.Sqrt(expected)) + 1.2;
        return MisuseSignal.Of(
            "volume", (isBare ? 105 : 32) + (130 * ((member.People / limit) - 1)), ("people", member.People), ("usual", usual), ("limit", limit), ("without-case", member.Caseless), ("usual-without", expected));
    }

    private static double Limit(double usual) => (usual * 1.45) + (1.7 * Math.Sqrt(usual)) + 1;

    /// <summary>A little more each day, until it looks usual: the last week beside the weeks before, while that of the others stayed as it was.</summary>
    private static MisuseSignal? Creep(in StaffRead read, MemberHistory member, MisuseWatch watch)
    {
        if (member.Rise() is not { } rise || rise < 1.72 || member.People < 8)
        {
            return null;
        }

        var peers = Math.Max(1, watch.RiseOf(read.Role, member));
        return rise < peers * 1.72 || !member.TellRise() ? null : MisuseSignal.Of("creep", 104 + (80 * ((rise / peers) - 1.72)), ("rise-percent", rise * 100), ("peers-percent", peers * 100), ("limit-percent", peers * 172));
    }

    /// <summary>More people within ten minutes than anybody can help.</summary>
    private static MisuseSignal? Pace(in StaffRead read, MemberHistory member)
    {
        var people = member.Distinct(Burst, read.At, static one => one.Person != 0);
        return people < 14 ? null : MisuseSignal.Of("pace", 85 + (8 * (people - 14)), ("people", people), ("minutes", Burst.TotalMinutes), ("limit", 14));
    }

    /// <summary>Many people taken along in a day, at once or a few at a time.</summary>
    private static MisuseSignal? Export(in StaffRead read, MemberHistory member) => read.People <= 1 || member.TakenAlong <= 50 ? null
        : MisuseSignal.Of("export", (read.HasCase ? 75 : 95) + (45 * Math.Log10(member.TakenAlong / 50.0)), ("people", member.TakenAlong), ("limit", 50), ("case", read.HasCase ? 1 : 0));

    /// <summary>At an hour at which neither they nor their peers work, the more the less there is a case.</summary>
    private static MisuseSignal? Hours(in StaffRead read, int hour, MemberHistory member, MisuseWatch watch)
    {
        if (member.Days.Count < 8 || member.DaysAround(hour) > 1)
        {
            return null;
        }

        // Where others work at this hour a shift may have been swapped, and only looks without a case speak.
        var isAlone = watch.PeersAt(read.Role, hour, member) < 2;
        var here = member.Lately.Count(one => one.Person != 0);
        var without = member.Distinct(Hour, read.At, static one => one.Person != 0 && !one.HasCase);
        var unusual = Math.Max(0, without - (2 * here * member.CaselessShare()));
        return MisuseSignal.Of("hours", isAlone ? 72 + (38 * unusual) + (2 * Math.Min(here, 5)) : (55 * unusual) + (4 * here), ("hour", hour), ("days-around", member.DaysAround(hour)), ("reads", here), ("without-case", without));
    }

    /// <summary>Many more people without a case than is usual for them.</summary>
    private static MisuseSignal? Caseless(in StaffRead read, MemberHistory member)
    {
        if (read.HasCase || member.Caseless < 5 || member.Days.Count < DaysKnown - 3 || member.CaselessShare() > UsesCases)
        {
            return null;
        }

        var expected = member.People * Math.Max(member.CaselessShare(), 0.03);
        var limit = expected + (3 * Math.Sqrt(expected)) + 2;
        return member.Caseless <= limit ? null : MisuseSignal.Of("no-case", 92 + (14 * (member.Caseless - limit)), ("people", member.Caseless), ("usual", expected), ("limit", limit));
    }

    /// <summary>Back to one person again and again, and never for a case.</summary>
    private static MisuseSignal? Returning(in StaffRead read, MemberHistory member)
    {
        if (read.HasCase || read.Person == 0 || member.CaselessShare() > UsesCases)
        {
            return null;
        }

        var (days, share) = (member.ReturnsTo(read.Person), member.CaselessShare());

        // Whoever often forgets the case comes back to a regular customer without one by chance.
        var chance = share > 0.15 ? 1 : 0;
        return days < 3 + chance ? null : MisuseSignal.Of("returning", 60 + (45 * (days - 3 - chance)), ("days", days), ("of", MemberHistory.DaysKept), ("limit", 3 + chance));
    }

    /// <summary>Number after number, without a case.</summary>
    private static MisuseSignal? Enumeration(in StaffRead read, MemberHistory member)
    {
        if (read.Number < 0 || read.HasCase)
        {
            return null;
        }

        var numbers = member.Lately.Where(one => one.Number >= 0 && !one.HasCase).Select(one => one.Number).Distinct().Order().ToArray();
        var neighbours = 0;
        for (var at = 0; at < numbers.Length; at++)
        {
            neighbours += (at > 0 && numbers[at] - numbers[at - 1] <= 3) || (at + 1 < numbers.Length && numbers[at + 1] - numbers[at] <= 3) ? 1 : 0;
        }

        return neighbours < 5 ? null : MisuseSignal.Of("enumeration", 70 + (20 * (neighbours - 5)), ("neighbours", neighbours), ("numbers", numbers.Length), ("limit", 5));
    }

    /// <summary>Asking for people who are not there, again and again.</summary>
    private static MisuseSignal? Guessing(in StaffRead read, MemberHistory member)
    {
        if (read.Person != 0)
        {
            return null;
        }

        var misses = member.Lately.Count(static one => one.Person == 0);
        return misses < 5 || misses * 4 < member.Lately.Count ? null
            : MisuseSignal.Of("guessing", 80 + (15 * (misses - 5)), ("misses", misses), ("reads", member.Lately.Count), ("limit", 5));
    }

    /// <summary>One case for many people.</summary>
    private static MisuseSignal? SharedCase(in StaffRead read, MemberHistory member)
    {
        if (!read.HasCase)
        {
            return null;
        }

        var named = read.Case;
        var people = member.Distinct(Hour, read.At, one => one.Person != 0 && one.Case == named);
        return people < 6 ? null : MisuseSignal.Of("shared-case", 50 + (12 * (people - 6)), ("people", people), ("limit", 6));
    }

    /// <summary>Many more people's values in full than is usual for them.</summary>
    private static MisuseSignal? Revealing(in StaffRead read, MemberHistory member)
    {
        if (!read.IsReveal || member.Revealed < 6)
        {
            return null;
        }

        var expected = Math.Max(member.Usual(day => day.Revealed, DaysKnown) ?? 6, member.People * member.RevealedShare());
        var limit = expected + (3 * Math.Sqrt(expected)) + 3;
        return member.Revealed < limit ? null : MisuseSignal.Of("reveal", 88 + (12 * (member.Revealed - limit)), ("people", member.Revealed), ("usual", expected), ("limit", limit));
    }
}
