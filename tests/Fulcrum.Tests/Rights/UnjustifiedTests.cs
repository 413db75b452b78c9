using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Rights;

/// <summary>What a sweep leaves folds to the same, and nothing that only withdrawn purposes justified is left.</summary>
public sealed class UnjustifiedTests
{
    private static readonly Gen<(Row[] Rows, Instant Due)> GenSwept = Gen.Select(
        Histories.Gen_, Gen.Int[0, 100], (rows, share) => (rows, Start + ((Histories.EndOf(rows) - Start) * (share / 100.0))));

    [Fact]
    public void A_refold_of_what_is_left_reads_the_same_for_every_purpose_merged_or_not() =>
        Gen.Select(GenSwept, Gen.Int[0, 24 * 10]).Sample((swept, hours) =>
        {
            var (rows, due) = swept;
            var (before, after, at) = (Histories.Fold(rows), Fold(Sweep(rows, due)), Histories.EndOf(rows) + TimeSpan.FromHours(hours));
            AssertSame(new Profile([.. before]), new Profile([.. after]), at);
            for (var subject = 0; subject < before.Length; subject++)
            {
                AssertSame(new Profile([before[subject]]), new Profile([after[subject]]), at);
                Assert.Equal(before[subject].Identifiers.Order(Comparer), after[subject].Identifiers.Order(Comparer));
                Assert.Equal(before[subject].Linked, after[subject].Linked);
            }
        }, iter: 1_000);

    [Fact]
    public void Nothing_that_only_purposes_withdrawn_since_justified_is_left() =>
        GenSwept.Sample((rows, due) => AssertNothingLeft(Sweep(rows, due), due), iter: 1_000);

    [Fact]
    public void A_second_sweep_finds_nothing() =>
        GenSwept.Sample((rows, due) =>
        {
            var once = Sweep(rows, due);
            Assert.Equal(once, Sweep(once, due));
        }, iter: 500);

    [Fact]
    public void The_checks_notice_a_row_too_many_and_a_row_too_few()
    {
        Row[] rows =
        [
            new(0, Page(Start, "/first", Care.Alone)), new(0, Page(Start, "/a", Marketing.Alone)), new(0, Page(Start, "/b")),
            new(0, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start))),
        ];
        Assert.ThrowsAny<Exception>(() => AssertNothingLeft(rows, Start));
        var swept = Sweep(rows, Start);
        Assert.Null(swept[1]);
        AssertNothingLeft(swept, Start);
        Assert.ThrowsAny<Exception>(() => AssertSame(new Profile([Histories.Fold(rows)[0]]), new Profile([Fold([null, null, null, rows[3]])[0]]), Start));
    }

    [Fact]
    public void A_subjects_first_row_stays_bare_so_that_no_later_link_seems_to_be_its_birth()
    {
        Row[] rows =
        [
            new(0, Page(Start, "/a", Marketing.Alone)), new(0, Page(Start, "/b", Marketing.Alone)),
            new(0, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start))),
        ];

        var swept = Sweep(rows, Start);

        var left = Assert.IsType<AcceptedEvent>(swept[0]!.Entry);
        Assert.Equal(("", PurposeSet.Empty), (left.Name, left.Kept));
        Assert.Null(swept[1]);
    }

    [Fact]
    public void A_property_that_only_a_withdrawn_purpose_justified_leaves_a_row_that_stays()
    {
        var page = Page(Start, "/secret", Marketing.Alone | Service.Alone);
        page = page with { Properties = [page.Properties[0] with { Kept = Marketing.Alone }, new("plain", FactValue.Of(1), Service.Alone)] };
        Row[] rows = [new(0, page), new(0, new ConsentEntry(Record(Marketing, ConsentState.Refused, Start)))];

        var left = Assert.IsType<AcceptedEvent>(Sweep(rows, Start)[0]!.Entry);

        Assert.Equal(Service.Alone, left.Kept);
        Assert.Equal("plain", Assert.Single(left.Properties).Path);
    }

    [Fact]
    public void An_identifier_no_other_row_holds_stays_in_a_bare_row()
    {
        Row[] rows =
        [
            new(0, From(Page(Start, "/a", Marketing.Alone), UserId, "u")), new(0, From(Page(Start, "/b", Marketing.Alone), UserId, "u")),
            new(0, From(Page(Start, "/c", Marketing.Alone), UserId, "u", verified: true)),
            new(0, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start))),
        ];

        var swept = Sweep(rows, Start);

        Assert.Null(swept[1]);
        foreach (var bare in new[] { swept[0], swept[2] })
        {
            var left = Assert.IsType<AcceptedEvent>(bare!.Entry);
            Assert.Equal(("", PurposeSet.Empty, 0), (left.Name, left.Kept, left.Properties.Length));
            Assert.Equal("u", Assert.Single(left.Identifiers).Value);
        }
    }

    [Fact]
    public void A_purpose_that_no_consent_ends_justifies_on_and_a_withdrawal_not_yet_due_deletes_nothing()
    {
        Row[] rows =
        [
            new(0, Page(Start, "/a", Care.Alone)), new(0, Page(Start, "/b", Marketing.Alone)),
            new(0, new ConsentEntry(Record(Care, ConsentState.Withdrawn, Start))),
            new(0, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start + Week))),
        ];
        Assert.Equal(rows, Sweep(rows, Start));
        Assert.Equal([rows[0], null, rows[2], rows[3]], Sweep(rows, Start + Week));
    }

    private static readonly Comparer<Fulcrum.Identity.HeldIdentifier> Comparer =
        Comparer<Fulcrum.Identity.HeldIdentifier>.Create((one, other) => (one.Hash, one.Type).CompareTo((other.Hash, other.Type)));

    /// <summary>The same journal after a sweep; null where a row is gone.</summary>
    private static Row?[] Sweep(Row?[] rows, Instant due)
    {
        var swept = rows.ToArray();
        for (var subject = 0; subject < Histories.Subjects; subject++)
        {
            var opened = rows.Index().Where(row => row.Item?.Subject == subject)
                .Select(row => new OpenedRow(row.Index + 1, Received(row.Item!.Entry), false, row.Item.Entry)).ToList();
            foreach (var (row, left) in Unjustified.Find(opened, at => at <= due, Workspace))
            {
                swept[row.Sequence - 1] = left is null ? null : new Row(subject, left);
            }
        }

        return swept;
    }

    private static Instant Received(Entry entry) => entry switch
    {
        AcceptedEvent happened => happened.ReceivedAt,
        ConsentEntry(var record) => record.ReceivedAt,
        _ => Start,
    };

    private static ProfilePart[] Fold(Row?[] rows)
    {
        var parts = Enumerable.Range(1, Histories.Subjects).Select(id => new ProfilePart(new SubjectId(id))).ToArray();
        foreach (var (at, row) in rows.Index())
        {
            if (row is not null)
            {
                parts[row.Subject].Apply(at + 1, row.Entry, Workspace);
            }
        }

        return parts;
    }

    private static void AssertSame(Profile before, Profile after, Instant at)
    {
        foreach (var purpose in Purposes)
        {
            Assert.Equal(before.StandingOf(purpose, at, Workspace), after.StandingOf(purpose, at, Workspace));
            foreach (var fact in Facts)
            {
                var (one, other) = (before.Read(fact, purpose, at, Workspace), after.Read(fact, purpose, at, Workspace));
                Assert.Equal(one with { Value = default }, other with { Value = default });
                Assert.Equal(one.Value.Reveal(), other.Value.Reveal());
            }
        }
    }

    private static void AssertNothingLeft(Row?[] rows, Instant due)
    {
        foreach (var (at, row) in rows.Index())
        {
            if (row?.Entry is ConsentEntry(var record) && record.ReceivedAt <= due && Unjustified.Ended(record, Workspace) is { IsEmpty: false } ended)
            {
                foreach (var earlier in rows.Take(at).Where(earlier => earlier?.Subject == row.Subject))
                {
                    Assert.False(earlier!.Entry is AcceptedEvent happened
                        && (!(happened.Kept & ended).IsEmpty || happened.Properties.Any(property => !(property.Kept & ended).IsEmpty)));
                }
            }
        }
    }
}
