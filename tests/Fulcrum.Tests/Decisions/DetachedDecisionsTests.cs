using Fulcrum.Decisions;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Decisions;

/// <summary>Where no store is reached, everybody is answered what anybody would be, and nothing is kept.</summary>
public sealed class DetachedDecisionsTests
{
    private static readonly DetachedDecisions Decisions = new(Samples.Motors);
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> Placements => [.. Samples.Motors.Placements.Values.Select(placement => placement.Name)];

    [Theory]
    [MemberData(nameof(Placements))]
    public void Each_placement_is_answered_from_the_context_without_an_id_and_says_why(string placement)
    {
        var decision = Decide(placement);

        Assert.Equal(("", DecisionMode.Contextual, "owner-unreachable"), (decision.Id, decision.Mode, decision.Why));
    }

    [Theory]
    [InlineData(true, false, "anonymous-requested")]
    [InlineData(true, true, "anonymous-requested")]
    [InlineData(false, true, "privacy-control")]
    public void What_the_request_itself_refuses_is_the_nearer_reason(bool isAnonymous, bool hasPrivacyControl, string why)
    {
        var decision = Decide("home-hero", isAnonymous, hasPrivacyControl);

        Assert.Equal((DecisionMode.Contextual, why), (decision.Mode, decision.Why));
    }

    [Theory]
    [MemberData(nameof(Placements))]
    public async Task It_chooses_what_somebody_unknown_would_be_shown_so_no_rule_takes_a_fact_for_known(string placement)
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var asked = new Question([core.Workspace.Placements[placement]], [core.User("nobody")], [], "", false) { Caller = "shop" };

        var unknown = Assert.Single(await core.Core.Decisions.DecideAsync(asked, TestContext.Current.CancellationToken));

        Assert.Equal(unknown.Chosen.Select(offer => offer.Name), Decide(placement, at: core.Now).Chosen.Select(offer => offer.Name));
    }

    [Fact]
    public void Several_placements_are_answered_in_the_order_they_were_asked_in()
    {
        var placements = Samples.Motors.Placements.Values.Reverse().ToArray();

        Assert.Equal(placements.Select(placement => placement.Name), Decisions.Decide(new Question([.. placements], [], [], "", false), Now).Select(decision => decision.Placement.Name));
    }

    private static Decision Decide(string placement, bool isAnonymous = false, bool hasPrivacyControl = false, Instant? at = null) =>
        Assert.Single(Decisions.Decide(new Question([Samples.Motors.Placements[placement]], [], [], "", isAnonymous) { GlobalPrivacyControl = hasPrivacyControl }, at ?? Now));
}
