using Fulcrum.Decisions;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions;

public sealed class DecisionEngineTests
{
    private static readonly Dictionary<string, Fulcrum.Permits.FactReading> Complaint = new(StringComparer.Ordinal)
    {
        ["open-complaints"] = DecisionSamples.Seen(FactValue.Of(1), 3),
    };

    [Fact]
    public void What_fits_best_by_priority_is_shown() =>
        Assert.Equal(["drive-what-you-built"], DecisionSamples.Decide("home-hero", DecisionSamples.Roadster).Shown);

    [Fact]
    public void Slots_are_filled_best_first() =>
        Assert.Equal(["drive-what-you-built", "leasing-what-you-built", "drive-comet"], DecisionSamples.Decide("home-tiles", DecisionSamples.Roadster).Shown);

    [Fact]
    public void A_formula_can_rank()
    {
        var made = DecisionSamples.Decide("dealer-desk", DecisionSamples.Roadster);
        Assert.Equal(["leasing-what-you-built", "drive-what-you-built", "drive-comet"], made.Shown);
        Assert.Equal(80 + (500 * 58 / 100.0), made.Explain("leasing-what-you-built").Score);
    }

    [Fact]
    public void A_kind_the_placement_does_not_take_is_left_out() =>
        Assert.All(
            DecisionSamples.Plan("account-overview").Candidates.Where(candidate => !candidate.KindFits),
            candidate => Assert.Equal(RemovalKind.Kind, DecisionSamples.Decide("account-overview", DecisionSamples.Roadster).Outcome.Removals[candidate.Index].Kind));

    [Theory]
    [InlineData("2025-12-31T23:59:59.999Z", false)]
    [InlineData("2026-01-01T00:00:00.000Z", true)]
    [InlineData("2027-12-31T23:59:59.999Z", true)]
    [InlineData("2028-01-01T00:00:00.000Z", false)]
    public void Dates_hold_from_the_first_instant_until_before_the_last(string at, bool shown)
    {
        var facts = new Dictionary<string, Fulcrum.Permits.FactReading>(StringComparer.Ordinal) { ["preferred-model"] = DecisionSamples.Seen(FactValue.Of("terra"), 0) };
        var made = DecisionSamples.Decide("home-hero", facts, at: Instant.From(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(shown, made.Shown.Contains("low-rate-terra"));
    }

    [Fact]
    public void An_open_complaint_takes_promotion_off_and_leaves_service()
    {
        var made = DecisionSamples.Decide("home-hero", DecisionSamples.Roadster, protective: Complaint);
        Assert.Equal((DecisionMode.Suppressed, "open-complaint"), (made.Outcome.Mode, made.Outcome.Why));
        Assert.All(made.Outcome.Chosen, offer => Assert.False(offer.Promotional));
        Assert.NotEmpty(made.Shown);
    }

    [Fact]
    public void A_complaint_that_removes_nothing_leaves_the_answer_personal() =>
        Assert.Equal(DecisionMode.Personal, DecisionSamples.Decide("account-overview", DecisionSamples.NoFacts, protective: Complaint).Outcome.Mode);

    [Fact]
    public void A_cap_counts_the_half_open_span()
    {
        Contact[] Five(TimeSpan oldest) =>
        [
            DecisionSamples.Shown("drive-what-you-built", "home-hero", oldest),
            .. Enumerable.Range(1, 4).Select(hours => DecisionSamples.Shown("drive-what-you-built", "home-tiles", TimeSpan.FromHours(25 + hours), hours)),
        ];

        Assert.Equal(["drive-what-you-built"], DecisionSamples.Decide("home-hero", DecisionSamples.Roadster, Five(TimeSpan.FromDays(7))).Shown);
        var capped = DecisionSamples.Decide("home-hero", DecisionSamples.Roadster, Five(TimeSpan.FromDays(7) - TimeSpan.FromMilliseconds(1)));
        Assert.Equal(["drive-comet"], capped.Shown);
        Assert.Contains("5 times in the last 7 days", capped.Explain().Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reservation_that_lapsed_counts_no_more()
    {
        var contacts = Enumerable.Range(0, 5).Select(at => DecisionSamples.Shown("drive-what-you-built", "home-hero", TimeSpan.FromHours(30 + at), at, lapsed: true)).ToArray();
        Assert.Equal(["drive-what-you-built"], DecisionSamples.Decide("home-hero", DecisionSamples.Roadster, contacts).Shown);
    }

    [Fact]
    public void Within_one_answer_caps_see_the_slots_before()
    {
        var finance = Enumerable.Range(0, 2).Select(at => DecisionSamples.Shown("low-rate-terra", "home-hero", TimeSpan.FromDays(2), at)).ToArray();
        var facts = DecisionSamples.Roadster;
        facts["last-configured-car"] = DecisionSamples.Seen(FactValue.Of("pico"), 1);
        facts["configured-price"] = DecisionSamples.Seen(FactValue.Of(30_000), 1);
        facts["test-drives"] = DecisionSamples.Seen(FactValue.Of(1), 9);
        facts["customer-rating"] = DecisionSamples.Seen(FactValue.Of(5), 8);
        var made = DecisionSamples.Decide("home-tiles", facts, finance);
        Assert.Single(made.Outcome.Chosen, offer => offer.Tags.Contains("finance"));
        Assert.Contains(made.Outcome.Removals, removal => removal is { Kind: RemovalKind.Cap, Contacts: 3 });
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(20, false)]
    [InlineData(21, true)]
    [InlineData(3, true)]
    public void Quiet_hours_silence_their_channel(int hour, bool quiet)
    {
        var at = Instant.From(new DateTimeOffset(2026, 11, 12, hour, 0, 0, TimeSpan.Zero));
        Assert.Equal(quiet, !DecisionSamples.Decide("email-header", DecisionSamples.Roadster, at: at).Shown.Any());
        Assert.Equal(quiet, !DecisionSamples.DecideWithoutSubject("email-header", "consent-unknown", at: at).Shown.Any());
    }

    [Fact]
    public void Without_a_subject_only_the_context_chooses_and_else_the_fallback()
    {
        var context = new Dictionary<string, FactValue>(StringComparer.Ordinal) { ["section"] = FactValue.Of("electric") };
        Assert.Equal(["electric-explained"], DecisionSamples.DecideWithoutSubject("home-hero", "unknown-subject", context).Shown);
        Assert.Equal(["discover-range"], DecisionSamples.DecideWithoutSubject("home-hero", "unknown-subject").Shown);
        var fellBack = DecisionSamples.DecideWithoutSubject("dealer-desk", "consent-refused");
        Assert.Equal((DecisionMode.Contextual, "consent-refused"), (fellBack.Outcome.Mode, fellBack.Outcome.Why));
        Assert.Empty(fellBack.Explain().Facts);
    }

    [Fact]
    public void Evaluating_a_hundred_rules_allocates_nothing()
    {
        var plan = HundredOffers.Plans.Find("wall")!;
        var readings = HundredOffers.Readings(plan);
        AskAll(plan, readings);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AskAll(plan, readings);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AskAll(PlacementPlan plan, Fulcrum.Permits.FactReading[] readings)
    {
        var run = plan.Program.Rent();
        var inputs = new Fulcrum.Decisions.Rules.RuleInputs(readings, [], DecisionSamples.At);
        foreach (var candidate in plan.Candidates)
        {
            run.Ask(candidate.RuleStep, inputs);
        }

        plan.Program.Return(run);
    }
}
