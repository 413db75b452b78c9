using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Rights.Access;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

/// <summary>A right holds from its answer on, and is journaled.</summary>
public sealed class RightsTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true), ("dealer", true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restriction_makes_the_next_decision_contextual_and_lifting_it_makes_it_personal_again()
    {
        await using var core = await LivedAsync();
        Assert.Equal(DecisionMode.Personal, (await DecideAsync(core)).Mode);

        Assert.Equal(RightsResult.Done, (await core.Core.Rights.RestrictAsync(Desk(core), "under review", Token)).Result);
        Assert.Equal(RightsResult.Unchanged, (await core.Core.Rights.RestrictAsync(Desk(core), "again", Token)).Result);
        foreach (var isRestarted in new[] { false, true })
        {
            if (isRestarted)
            {
                await core.Core.WriteSnapshotsAsync(Token);
                await core.RestartAsync();
            }

            var decision = await DecideAsync(core);
            Assert.Equal((DecisionMode.Contextual, "restricted"), (decision.Mode, decision.Why));
            Assert.Contains("you stopped every use", (await core.Core.Decisions.ExplainAsync(decision.Id, Token))!.Sentence.En);
            foreach (var purpose in core.Workspace.Purposes.Values.Where(purpose => !purpose.Protective))
            {
                Assert.Equal(RefusalReason.Restricted, await core.RefusalAsync(core.User("ann"), purpose.Name));
            }
        }

        Assert.Equal(RightsResult.Done, (await core.Core.Rights.LiftAsync(Desk(core), "reviewed", Token)).Result);
        Assert.Equal(DecisionMode.Personal, (await DecideAsync(core)).Mode);
    }

    [Fact]
    public async Task A_restriction_of_one_part_stops_the_whole_merged_profile()
    {
        await using var core = await LivedAsync();
        await core.Core.Rights.RestrictAsync(RightsAsker.Self(core.Device("d-1"), "web"), "", Token);
        Assert.Equal(RefusalReason.Restricted, await core.RefusalAsync(core.User("ann"), "personalization"));
    }

    [Fact]
    public async Task A_contested_guess_is_used_for_nothing_until_it_was_looked_at()
    {
        await using var core = await LivedAsync();
        Assert.NotEqual("", await core.ReadAsync(core.User("ann"), "personalization", "lead-score"));

        Assert.Equal(RightsResult.Done, (await core.Core.Rights.ContestAsync(Desk(core), "lead-score", "I only look", Token)).Result);
        Assert.Equal(RightsResult.Unchanged, (await core.Core.Rights.ContestAsync(Desk(core), "lead-score", "again", Token)).Result);
        await core.Core.WriteSnapshotsAsync(Token);
        await core.RestartAsync();
        Assert.Equal("", await core.ReadAsync(core.User("ann"), "personalization", "lead-score"));
        var shown = await FactAsync(core, "lead-score");
        Assert.Equal((core.Now, false), (shown.ContestedAt!.Value, shown.IsUpheld));
        Assert.All(shown.Readings.SelectMany(reading => reading.Purposes), purpose => Assert.Equal(RefusalReason.Contested, purpose.NotUsed));

        Assert.Equal(RightsResult.Done, (await core.Core.Rights.ReviewAsync(Desk(core), "lead-score", isUpheld: false, "it adds up", Token)).Result);
        Assert.NotEqual("", await core.ReadAsync(core.User("ann"), "personalization", "lead-score"));
        Assert.Equal(RightsResult.NotContested, (await core.Core.Rights.ReviewAsync(Desk(core), "lead-score", isUpheld: true, "", Token)).Result);
    }

    [Fact]
    public async Task A_contest_found_right_stays_and_what_is_worked_out_of_the_fact_is_not_used_either()
    {
        await using var core = await LivedAsync();
        await core.Core.Rights.ContestAsync(Desk(core), "pages-viewed-30d", "a shared tablet", Token);
        await core.Core.Rights.ReviewAsync(Desk(core), "pages-viewed-30d", isUpheld: true, "it was shared", Token);

        Assert.Equal("", await core.ReadAsync(core.User("ann"), "personalization", "pages-viewed-30d"));
        Assert.True((await FactAsync(core, "pages-viewed-30d")).IsUpheld);

        // Its formula takes what is not known for zero.
        Assert.Equal("15", await core.ReadAsync(core.User("ann"), "personalization", "lead-score"));
    }

    [Fact]
    public async Task A_declared_fact_is_put_right_for_what_it_was_kept_for_and_nothing_more()
    {
        await using var core = await LivedAsync();
        await core.DecideAsync(core.User("ann"), "sales-assistance", ConsentState.Withdrawn);
        Assert.Equal("Leeds", await core.ReadAsync(core.User("ann"), "personalization", "city"));
        core.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(RightsResult.Done, (await core.Core.Rights.CorrectAsync(Desk(core), "city", " York ", Token)).Result);
        await core.DecideAsync(core.Identifier("user-id", "ann", verified: true), "sales-assistance", ConsentState.Given);
        foreach (var isRestarted in new[] { false, true })
        {
            if (isRestarted)
            {
                await core.RestartAsync();
            }

            Assert.Equal("York", await core.ReadAsync(core.User("ann"), "personalization", "city"));
            Assert.Equal("York", await core.ReadAsync(core.User("ann"), "service", "city"));
            Assert.Equal("", await core.ReadAsync(core.User("ann"), "sales-assistance", "city"));
        }

        var reading = Assert.Single((await FactAsync(core, "city")).Readings, reading => reading.IsUsed).Value;
        Assert.Equal(("self", Provenance.Declared), (reading.Source, reading.Provenance));

        await core.DecideAsync(core.User("ann"), "personalization", ConsentState.Withdrawn);
        core.Clock.Advance(TimeSpan.FromDays(31));
        await core.Core.SweepAsync(Token);
        await core.RestartAsync();
        Assert.Equal("York", await core.ReadAsync(core.User("ann"), "service", "city"));
    }

    [Theory]
    [InlineData("nonsense", "x", RightsResult.UnknownFact)]
    [InlineData("lead-score", "1", RightsResult.NotDeclared)]
    [InlineData("city", "", RightsResult.BadValue)]
    [InlineData("city", "a\nb", RightsResult.BadValue)]
    [InlineData("preferred-model", "roadster", RightsResult.NotHeld)]
    public async Task What_cannot_be_put_right_says_why_and_changes_nothing(string fact, string value, RightsResult expected)
    {
        await using var core = await LivedAsync();
        var head = core.Store.Journal.Head;
        Assert.Equal(new RightsOutcome(expected, 0), await core.Core.Rights.CorrectAsync(Desk(core), fact, value, Token));
        Assert.Equal(head, core.Store.Journal.Head);
    }

    [Fact]
    public async Task Nobody_known_somebody_erased_and_a_mere_claim_are_answered_alike()
    {
        await using var core = await LivedAsync();
        await core.SendAsync(core.Identify("ann", "", """{"email":"eve@example.com"}"""));
        await core.SendAsync(core.Page("d-9", "/x", Yes));
        await core.Core.Erasures.EraseAsync([core.Device("d-9")], "anna", "asked", Token);
        foreach (var who in new[] { core.Device("d-8"), core.Device("d-9"), core.Identifier("email", "eve@example.com") })
        {
            var asker = RightsAsker.Self(who, "web");
            Assert.Equal(new RightsOutcome(RightsResult.NothingKept, 0), await core.Core.Rights.RestrictAsync(asker, "", Token));
            Assert.Equal(new RightsOutcome(RightsResult.NothingKept, 0), await core.Core.Rights.CorrectAsync(asker, "city", "York", Token));
            Assert.Equal(new RightsOutcome(RightsResult.NothingKept, 0), await core.Core.Rights.ContestAsync(asker, "lead-score", "", Token));
        }
    }

    [Fact]
    public async Task Each_is_journaled_and_told_with_who_and_why()
    {
        await using var core = await LivedAsync();
        await core.Core.Rights.ContestAsync(Desk(core), "lead-score", "I only look", Token);
        await core.Core.Rights.RestrictAsync(Desk(core), "under review", Token);
        await core.Core.Rights.LiftAsync(Desk(core), "done", Token);
        var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "data"), Token))!;
        var rights = (await access.ReadAsync(OwnKinds.Rights, 0, 50, false, Token))!.Entries.Cast<OwnRight>().DistinctBy(right => right.Act).Reverse().ToList();
        Assert.Equal([OwnRightAct.Contested, OwnRightAct.Restricted, OwnRightAct.Lifted], rights.Select(right => right.Act));
        Assert.Equal(("lead-score", "clerk-7", "I only look"), (rights[0].Fact, rights[0].By, rights[0].Why));
    }

    [Fact]
    public async Task An_objection_is_a_no_to_what_rests_on_an_interest_and_to_nothing_else()
    {
        await using var core = await LivedAsync();
        Assert.Null(await core.Core.Rights.ObjectAsync(Desk(core), ["personalization"], "en", Token));
        Assert.Null(await core.Core.Rights.ObjectAsync(Desk(core), ["nonsense"], "en", Token));
        Assert.Empty((await core.Core.Rights.ObjectAsync(Desk(core), [], "en", Token))!.Recorded);
    }

    private static RightsAsker Desk(CoreUnderTest core) => RightsAsker.Desk([core.User("ann")], "clerk-7", "api");

    private static async Task<OwnFact> FactAsync(CoreUnderTest core, string name)
    {
        var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "data"), Token))!;
        return Assert.Single((await access.ReadViewAsync(Token))!.Facts, fact => fact.Fact.Name == name);
    }

    private static async Task<Decision> DecideAsync(CoreUnderTest core) =>
        Assert.Single(await core.Core.Decisions.DecideAsync(new Question([core.Workspace.Placements["home-hero"]], [core.User("ann")], [], "", false), Token));

    private static async Task<CoreUnderTest> LivedAsync()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Identify("ann", "d-1", """{"city":"Leeds"}""", Yes));
        await core.SendAsync(core.Workspace.Sources["configurator"], default, core.Track("ann", "Car Configured", """{"model":"comet","price":64500}""", Yes));
        return core;
    }
}
