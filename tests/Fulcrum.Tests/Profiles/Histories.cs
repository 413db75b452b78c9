using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Profiles;

/// <summary>One row of a made-up journal: whose, and what. Its sequence is its position, from 1.</summary>
internal sealed record Row(int Subject, Entry Entry);

/// <summary>Made-up journals: events late and out of order, kept for any purposes, with consents, links and cuts in between.</summary>
internal static class Histories
{
    internal const int Subjects = 3;

    private static readonly Gen<Func<Instant, Row>> GenRow = Gen.Select(
        Gen.Int[0, Subjects - 1], Gen.Int[0, 11], Gen.Int[0, 20 * 24], Gen.Int[0, 3], Gen.Int[0, 31], Gen.Bool,
        (subject, kind, late, which, bits, flag) => (Func<Instant, Row>)(now => new Row(subject, Make(subject, kind, late, which, bits, flag, now))));

    /// <summary>Rows in journal order; each was received some hours after the one before.</summary>
    internal static readonly Gen<Row[]> Gen_ = Gen.Select(GenRow, Gen.Int[0, 30])
        .Array[0, 60]
        .Select(steps =>
        {
            var now = Start;
            return Array.ConvertAll(steps, step =>
            {
                now += TimeSpan.FromHours(step.Item2);
                return step.Item1(now);
            });
        });

    /// <summary>The time of receipt of the last row.</summary>
    internal static Instant EndOf(Row[] rows) => rows.Select(row => row.Entry).Select(TimeOf).Append(Start).Max();

    internal static ProfilePart[] Fold(Row[] rows)
    {
        var parts = Enumerable.Range(1, Subjects).Select(id => new ProfilePart(new SubjectId(id))).ToArray();
        for (var at = 0; at < rows.Length; at++)
        {
            parts[rows[at].Subject].Apply(at + 1, rows[at].Entry, FoldWorkspace.Workspace);
        }

        return parts;
    }

    internal static Recount[] Count(Row[] rows)
    {
        var counts = Enumerable.Range(0, Subjects).Select(_ => new Recount()).ToArray();
        for (var at = 0; at < rows.Length; at++)
        {
            counts[rows[at].Subject].Add(at + 1, rows[at].Entry);
        }

        return counts;
    }

    private static Instant TimeOf(Entry entry) => entry switch
    {
        AcceptedEvent happened => happened.ReceivedAt,
        ConsentEntry(var record) => record.ReceivedAt,
        LinkEntry link => link.At,
        CutEntry cut => cut.At,
        _ => Start,
    };

    private static Entry Make(int subject, int kind, int late, int which, int bits, bool flag, Instant now)
    {
        var (at, kept) = (now - TimeSpan.FromHours(late), new PurposeSet((ulong)bits));
        var other = new SubjectId(1 + ((subject + 1 + (which % 2)) % Subjects));
        return kind switch
        {
            0 or 1 or 2 or 3 => From(Page(at, "/" + (char)('a' + which), kept, now), flag ? UserId : Anonymous, "i" + which, which == 0),
            4 or 5 => Purchase(at, which, kept, now),
            6 => Case(at, flag, "c" + which, kept, now),
            7 => Identify(at, "city" + which, kept, now),
            8 => new ConsentEntry(Record(Purposes[1 + (which % 3)], ConsentState.Withdrawn, now)),
            9 => new ConsentEntry(Record(Purposes[1 + (which % 3)], ConsentState.Given, now, flag)),
            10 => new LinkEntry(other, "identify", flag, "user-id", 1, now),
            _ => new CutEntry(other, "staff", "test", now),
        };
    }
}
