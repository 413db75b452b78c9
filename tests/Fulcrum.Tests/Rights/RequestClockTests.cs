using CsCheck;
using Fulcrum.Consent.RulePacks;
using Fulcrum.Rights;
using Xunit;
using static Fulcrum.Tests.Consent.RulePacks.Packs;

namespace Fulcrum.Tests.Rights;

/// <summary>By when a request must be answered: by the laws in force when it came in, with questions, extensions, and days that are not worked.</summary>
public class RequestClockTests
{
    private static readonly System.Collections.Immutable.ImmutableArray<RulePack> All = Fulcrum.Tests.Consent.RulePacks.Packs.Samples.All;

    private static readonly Instant Received = At("2026-03-02T10:00Z");

    private static readonly Gen<(RulePack Pack, Instant Received, (int From, int Days)[] Pauses)> GenAsked = Gen.Select(
        Gen.Int[0, All.Length - 1], Gen.Int[0, 2_000], Gen.Select(Gen.Int[0, 60], Gen.Int[0, 40]).Array[0, 4],
        (pack, day, pauses) => (All[pack], At("2022-01-01T12:00Z") + TimeSpan.FromDays(day), pauses));

    [Fact]
    public void Each_law_gives_its_deadline_the_earliest_first_and_names_its_rule()
    {
        var deadlines = new RequestClock("access", Received).Deadlines([Find("eu-gdpr"), Find("ru-152-fz"), Find("us-ca-ccpa")], Received);

        Assert.Equal(["ru-152-fz", "eu-gdpr", "us-ca-ccpa"], deadlines.Select(deadline => deadline.Pack.Name));
        Assert.Equal(["152-FZ art. 20(1)", "GDPR art. 12(3); Regulation 1182/71 art. 3", "Cal. Civ. Code 1798.130(a)(2)"], deadlines.Select(deadline => deadline.Rule.Source));
    }

    [Fact]
    public void The_rules_of_the_day_it_came_in_count_also_after_they_changed()
    {
        // The clock of the United Kingdom stops since 2026-02-05.
        var (before, since) = (At("2026-02-04T12:00Z"), At("2026-02-05T12:00Z"));
        Assert.Equal(At("2026-03-05T00:00Z"), DueWhenAsked(before));
        Assert.Equal(At("2026-03-17T00:00Z"), DueWhenAsked(since)); // Ten days stood still end on a Sunday.

        static Instant DueWhenAsked(Instant received) =>
            new RequestClock("access", received).Asked(received + TimeSpan.FromDays(1)).Answered(received + TimeSpan.FromDays(11)).Deadlines([Find("uk-gdpr")], received)[0].DueAt;
    }

    [Fact]
    public void A_clock_that_stops_stands_still_until_now_while_an_answer_is_waited_for()
    {
        var open = new RequestClock("access", Received).Asked(Received + TimeSpan.FromDays(3));
        var after = Enumerable.Range(3, 30).Select(day => Due(open, "uk-gdpr", Received + TimeSpan.FromDays(day)).DueAt).ToArray();

        Assert.True(open.IsWaiting);
        Assert.Equal(after.Order(), after);
        Assert.True(after[^1] >= after[0] + TimeSpan.FromDays(29));
        Assert.Single(Enumerable.Range(3, 30).Select(day => Due(open, "eu-gdpr", Received + TimeSpan.FromDays(day)).DueAt).Distinct());
    }

    [Fact]
    public void More_time_counts_only_when_told_in_time_and_where_the_law_gives_it()
    {
        var clock = new RequestClock("access", Received);
        var usual = Due(clock, "eu-gdpr", Received);

        Assert.True(Due(clock.Extended(usual.DueAt + TimeSpan.FromMilliseconds(-1)), "eu-gdpr", Received).DueAt > usual.DueAt);
        var late = Due(clock.Extended(usual.DueAt), "eu-gdpr", Received);
        Assert.Equal((usual.DueAt, false), (late.DueAt, late.IsExtended));
        Assert.Contains("when it was late", late.Steps[^1], StringComparison.Ordinal);
        Assert.Equal(Due(clock, "au-privacy-act", Received).DueAt, Due(clock.Extended(Received), "au-privacy-act", Received).DueAt);
    }

    [Fact]
    public void Questions_never_shorten_and_never_give_more_than_the_days_they_were_open() =>
        GenAsked.Sample((pack, received, pauses) =>
        {
            var (clock, at) = (new RequestClock("access", received), received);
            foreach (var (from, days) in pauses)
            {
                clock = clock.Asked(at + TimeSpan.FromDays(from)).Answered(at + TimeSpan.FromDays(from + days));
                at += TimeSpan.FromDays(from + days);
            }

            var (bare, asked) = (new RequestClock("access", received).Deadlines([pack], at), clock.Deadlines([pack], at));
            Assert.Equal(bare.Length, asked.Length);
            foreach (var (without, with) in bare.Zip(asked))
            {
                Assert.True(with.DueAt >= without.DueAt);

                // A last day may roll on over the days off that follow; no calendar here has more than a dozen in a row. Clocks go forward and back.
                Assert.True(with.DueAt - without.DueAt <= TimeSpan.FromDays(pauses.Sum(pause => pause.Days) + 14));
                Assert.True(with.Rule.Value.Clock!.Stops || with.DueAt == without.DueAt);
            }
        });

    [Fact]
    public void Questions_open_at_once_stand_still_once()
    {
        var (clock, pack) = (Find("uk-gdpr").InForce(Received).First(rule => rule.Value.Clock is not null).Value.Clock!, Find("uk-gdpr"));
        var (from, until) = (Received + TimeSpan.FromDays(2), Received + TimeSpan.FromDays(9));

        Assert.Equal(clock.DueAt(Received, pack, false, (from, until)), clock.DueAt(Received, pack, false, (from, until), (from, until)));
        Assert.Equal(clock.DueAt(Received, pack), clock.DueAt(Received, pack, false, (Received + TimeSpan.FromDays(300), Received + TimeSpan.FromDays(400))));
    }

    [Fact]
    public void Times_out_of_order_are_refused()
    {
        var clock = new RequestClock("access", Received);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Asked(Received + TimeSpan.FromDays(-1)));
        Assert.Throws<InvalidOperationException>(() => clock.Answered(Received));
        Assert.Throws<InvalidOperationException>(() => clock.Asked(Received).Asked(Received));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Asked(Received + TimeSpan.FromDays(1)).Answered(Received));
        Assert.Throws<InvalidOperationException>(() => clock.Extended(Received).Extended(Received));
    }

    [Fact]
    public void A_law_that_says_nothing_of_a_right_gives_no_deadline() =>
        Assert.Empty(new RequestClock("erasure", Received).Deadlines([Find("sg-pdpa")], Received));

    [Theory]
    [InlineData(BreachAddressee.Authority, "ru-152-fz", 24)]
    [InlineData(BreachAddressee.Authority, "eu-gdpr", 72)]
    [InlineData(BreachAddressee.Subjects, "us-ca-ccpa", 720)]
    public void A_breach_is_told_within_the_hours_of_the_law_days_off_counted(BreachAddressee toWhom, string law, int hours)
    {
        var known = At("2026-12-31T22:30Z");

        Assert.Equal(known + TimeSpan.FromHours(hours), Assert.Single(BreachClock.Deadlines(toWhom, known, [Find(law)])).DueAt);
    }

    [Fact]
    public void Of_all_laws_the_shortest_hours_come_first() =>
        Assert.Equal("ru-152-fz", BreachClock.Deadlines(BreachAddressee.Authority, Received, All)[0].Pack.Name);

    private static Deadline Due(RequestClock clock, string law, Instant now) => Assert.Single(clock.Deadlines([Find(law)], now));
}
