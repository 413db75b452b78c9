using System.Collections.Immutable;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;
using static Fulcrum.Tests.Profiles.FoldWorkspace;

namespace Fulcrum.Tests.Profiles;

/// <summary>The fold equals a recount of all rows: whenever it is asked, in whatever order they came, merged or not.</summary>
public sealed class FoldTests
{
    [Fact]
    public void Every_fact_of_every_purpose_equals_a_recount_however_far_the_clock_is_advanced() =>
        Gen.Select(Histories.Gen_, Gen.Int[0, 24 * 10]).Sample((rows, hours) =>
        {
            var (parts, counts, at) = (Histories.Fold(rows), Histories.Count(rows), Histories.EndOf(rows) + TimeSpan.FromHours(hours));
            for (var subject = 0; subject < parts.Length; subject++)
            {
                AssertEqual([parts[subject]], [counts[subject]], at);
            }
        }, iter: 400);

    [Fact]
    public void Parts_read_together_equal_a_recount_of_all_their_rows_and_apart_each_has_its_own_again() =>
        Histories.Gen_.Sample(rows =>
        {
            var (parts, counts, at) = (Histories.Fold(rows), Histories.Count(rows), Histories.EndOf(rows));
            AssertEqual(parts, counts, at);
            AssertEqual([parts[1]], [counts[1]], at);
        }, iter: 200);

    [Fact]
    public void The_recount_would_notice_a_row_that_was_not_folded()
    {
        Row[] rows = [new(0, Page(Start, "/a")), new(0, Page(Start, "/b"))];
        Assert.ThrowsAny<Exception>(() => AssertEqual([Histories.Fold(rows[..1])[0]], [Histories.Count(rows)[0]], Start));
    }

    [Fact]
    public void A_part_put_to_bytes_anywhere_on_the_way_folds_on_to_the_same() =>
        Gen.Select(Histories.Gen_, Gen.Int[0, 60]).Sample((rows, cut) =>
        {
            var whole = Histories.Fold(rows);
            var parts = Histories.Fold(rows[..Math.Min(cut, rows.Length)]);
            for (var at = 0; at < parts.Length; at++)
            {
                parts[at] = ProfilePart.FromBytes(parts[at].Subject, parts[at].ToBytes(Workspace), Workspace);
            }

            for (var at = 0; at < rows.Length; at++)
            {
                parts[rows[at].Subject].Apply(at + 1, rows[at].Entry, Workspace); // Rows already in it are ignored.
            }

            for (var at = 0; at < parts.Length; at++)
            {
                Assert.Equal(whole[at].ToBytes(Workspace), parts[at].ToBytes(Workspace));
            }
        }, iter: 300);

    [Fact]
    public void Damaged_snapshots_are_told_and_never_more_than_that()
    {
        var bytes = Histories.Fold([new(0, Page(Start, "/a")), new(0, Identify(Start, "Omsk")), new(0, Purchase(Start, 3))])[0].ToBytes(Workspace);
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]).Sample((at, value, length) =>
        {
            var damaged = bytes.ToArray();
            damaged[at] = value;
            try
            {
                ProfilePart.FromBytes(new SubjectId(1), damaged.AsSpan(0, length), Workspace);
            }
            catch (InvalidDataException)
            {
                // What is documented.
            }
        }, iter: 3_000);
    }

    [Fact]
    public void A_withdrawal_hides_what_was_kept_and_a_later_yes_revives_nothing()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, Page(Start, "/a"), Workspace);
        part.Apply(2, Identify(Start, "Omsk"), Workspace);
        Assert.Equal("1", Read(Visits, Marketing, part, Start));

        part.Apply(3, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start)), Workspace);
        part.Apply(4, new ConsentEntry(Record(Marketing, ConsentState.Given, Start)), Workspace);

        Assert.Equal(Absence.NotPermitted, Reading(Visits, Marketing, part, Start).Absence);
        Assert.Equal(Absence.NotPermitted, Reading(City, Marketing, part, Start).Absence);
        Assert.Equal("1", Read(Visits, Service, part, Start));
        part.Apply(5, Page(Start + TimeSpan.FromHours(1), "/a"), Workspace);
        Assert.Equal("1", Read(Visits, Marketing, part, Start + TimeSpan.FromHours(1)));
        Assert.Equal("2", Read(Visits, Service, part, Start + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void What_was_kept_for_one_purpose_alone_is_gone_when_it_is_withdrawn()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, Identify(Start, "Omsk", Marketing.Alone), Workspace);
        part.Apply(2, new ConsentEntry(Record(Marketing, ConsentState.Withdrawn, Start)), Workspace);
        Assert.Equal(Absence.NotKnown, Reading(City, Marketing, part, Start).Absence);
        Assert.DoesNotContain("Omsk", System.Text.Encoding.UTF8.GetString(part.ToBytes(Workspace)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_leaves_out_what_is_exactly_as_old_as_it_is_long()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, Page(Start, "/a"), Workspace);
        Assert.Equal("1", Read(VisitsWeek, Service, part, Start + Week - TimeSpan.FromMilliseconds(1)));
        Assert.Equal("0", Read(VisitsWeek, Service, part, Start + Week));
        Assert.Equal("1", Read(Visits, Service, part, Start + Week));
    }

    [Fact]
    public void An_earlier_event_that_arrives_later_does_not_undo_a_later_one()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, Identify(Start + Week, "Omsk"), Workspace);
        part.Apply(2, Identify(Start, "Tver", receivedAt: Start + Week), Workspace);
        part.Apply(3, Case(Start + Week, closes: true, "c"), Workspace);
        part.Apply(4, Case(Start, closes: false, "c", receivedAt: Start + Week), Workspace);
        Assert.Equal("Omsk", Read(City, Service, part, Start + Week));
        Assert.Equal("0", Read(Cases, Service, part, Start + Week));
    }

    [Fact]
    public void A_reading_says_where_when_and_by_which_row()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(7, Identify(Start, "Omsk"), Workspace);
        var reading = Reading(City, Service, part, Start);
        Assert.Equal(("web", 7L, Start, Provenance.Declared), (reading.Source, reading.Sequence, reading.At, reading.Provenance));
    }

    [Fact]
    public void A_fact_that_is_not_declared_for_a_purpose_is_not_read_for_it()
    {
        var part = new ProfilePart(new SubjectId(1));
        part.Apply(1, Identify(Start, "Omsk"), Workspace);
        var narrowed = City with { Purposes = Service.Alone };
        Assert.Equal(Absence.NotPermitted, Reading(narrowed, Marketing, part, Start).Absence);
    }

    [Fact]
    public void A_million_events_of_one_subject_stay_bounded_in_memory()
    {
        var part = new ProfilePart(new SubjectId(1));
        for (var at = 1; at <= 30_000; at++)
        {
            part.Apply(at, Page(Start + TimeSpan.FromMilliseconds(at), "/" + at), Workspace);
        }

        Assert.Equal("30000", Read(Visits, Service, part, Start + Week - TimeSpan.FromDays(1)));
        Assert.True(part.ToBytes(Workspace).Length < 1_000_000);
    }

    private static FactReading Reading(FactDefinition fact, Purpose purpose, ProfilePart part, Instant at) =>
        new Profile([part]).Read(fact, purpose, at, Workspace);

    private static string Read(FactDefinition fact, Purpose purpose, ProfilePart part, Instant at) => Reading(fact, purpose, part, at).Value.Reveal();

    private static void AssertEqual(ProfilePart[] parts, Recount[] counts, Instant at)
    {
        var profile = new Profile(ImmutableArray.Create(parts));
        foreach (var fact in Facts)
        {
            foreach (var purpose in Purposes)
            {
                var reading = profile.Read(fact, purpose, at, Workspace);
                var counted = Recount.Read(counts, fact, purpose, at);

                // Nothing permitted is not said to be zero while something is kept that is not permitted.
                if (reading.Absence != Absence.NotPermitted || counted is not ("0" or ""))
                {
                    Assert.True(reading.Absence != Absence.NotPermitted || fact == Score, $"{fact} for {purpose} is kept back.");
                    Assert.Equal(reading.Absence == Absence.NotPermitted ? "" : counted, reading.Value.Reveal());
                }
            }
        }
    }
}
