using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Tests.Collect;
using Fulcrum.Tests.Consent.Laws;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Permits;

/// <summary>Was it allowed then, and whom would another version reach?</summary>
public sealed class PermitHistoryTests
{
    [Fact]
    public async Task What_was_allowed_is_told_as_of_the_moment_asked_about()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        await core.SendAsync(core.Identify("ann", "", """{"country":"GB"}"""));
        var before = core.Now;
        await StepAsync(core, ConsentState.Given);
        var between = core.Now;
        await StepAsync(core, ConsentState.Withdrawn);

        Assert.Equal(RefusalReason.ConsentUnknown, (await ExplainAsync(core, before)).Refused);
        var allowed = await ExplainAsync(core, between);
        Assert.Null(allowed.Refused);
        Assert.Equal(("GB", LegalBasis.Consent, true), (allowed.Place, allowed.Basis, allowed.NeedsConsent));
        Assert.Contains(allowed.Demands, demand => demand.Axis.Name == "consent-age" && demand.Pack.Name == "uk-gdpr");
        Assert.Equal(RefusalReason.ConsentWithdrawn, (await ExplainAsync(core, core.Now)).Refused);
        Assert.Equal(RefusalReason.UnknownSubject, (await ExplainAsync(core, before - TimeSpan.FromDays(1))).Refused);
    }

    [Fact]
    public async Task It_is_judged_by_the_workspace_that_was_in_force()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        await core.SendAsync(core.Identify("ann", "", """{"country":"SG"}"""));
        var before = core.Now;
        core.Clock.Advance(TimeSpan.FromHours(1));
        await new WorkspaceFlow(core.Store.Workspaces, core.Clock).ApplyAsync(LawfulMotors.Files(LawfulMotors.OptIn), "test", TestContext.Current.CancellationToken);
        await core.RestartAsync();
        core.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Null((await ExplainAsync(core, before, "analytics")).Refused);
        Assert.Equal(RefusalReason.ConsentUnknown, (await ExplainAsync(core, core.Now, "analytics")).Refused);
    }

    [Fact]
    public async Task A_proposed_law_tells_whom_it_would_lose_before_it_is_in_force()
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        foreach (var (who, country) in new[] { ("ann", "SG"), ("bob", "SG"), ("eve", "GB") })
        {
            await core.SendAsync(core.Identify(who, "", $$"""{"country":"{{country}}"}"""));
        }

        await core.DecideAsync(core.User("bob"), "analytics", ConsentState.Given);
        var proposed = WorkspaceReader.Read(LawfulMotors.Files(LawfulMotors.OptIn), await core.Store.Workspaces.ReadNumberingAsync(TestContext.Current.CancellationToken)).Workspace!;
        var reach = await core.Core.Reach.CompareAsync(proposed, TimeSpan.FromDays(30), new ReachPortion(default, 1_000, null), TestContext.Current.CancellationToken);
        Assert.Equal((3, true), (reach.People, reach.IsWhole));
        Assert.Equal(new PurposeReach("analytics", 2, 1, 0, 0), Assert.Single(reach.Purposes, purpose => purpose.Purpose == "analytics"));
        Assert.All(reach.Purposes.Where(purpose => purpose.Purpose != "analytics"), purpose => Assert.Equal((0, 0), (purpose.Lost, purpose.Gained)));

        var same = await core.Core.Reach.CompareAsync(core.Workspace, TimeSpan.FromDays(30), new ReachPortion(default, 2, null), TestContext.Current.CancellationToken);
        Assert.False(same.IsWhole);
        Assert.All(same.Purposes, purpose => Assert.Equal((0, 0), (purpose.Lost, purpose.Gained)));
        Assert.Empty(same.Objects);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Portions_add_up_to_everybody_and_a_merged_person_is_counted_once(int peopleMax)
    {
        await using var core = await CoreUnderTest.OpenAsync(files: LawfulMotors.Files());
        for (var number = 0; number < 9; number++)
        {
            await core.SendAsync(core.Page($"d-{number}", "/a"));
        }

        for (var number = 0; number < 9; number++)
        {
            await core.SendAsync(core.Identify($"u-{number % 4}", number % 3 == 0 ? "" : $"d-{number}", """{"country":"SG"}"""));
        }

        var proposed = WorkspaceReader.Read(LawfulMotors.Files(LawfulMotors.OptIn), await core.Store.Workspaces.ReadNumberingAsync(TestContext.Current.CancellationToken)).Workspace!;
        var whole = await core.Core.Reach.CompareAsync(proposed, TimeSpan.FromDays(30), new ReachPortion(default, 1_000, null), TestContext.Current.CancellationToken);
        var (people, lost, portion) = (0L, 0L, new ReachPortion(default, peopleMax, null));
        for (var isWhole = false; !isWhole;)
        {
            var reach = await core.Core.Reach.CompareAsync(proposed, TimeSpan.FromDays(30), portion, TestContext.Current.CancellationToken);
            Assert.InRange(reach.People, 0, peopleMax);
            (people, lost, isWhole) = (people + reach.People, lost + reach.Purposes.Sum(purpose => purpose.Lost), reach.IsWhole);
            portion = new ReachPortion(reach.Through, peopleMax, reach.At);
        }

        Assert.Equal((whole.People, whole.Purposes.Sum(purpose => purpose.Lost)), (people, lost));
        Assert.True(whole.IsWhole && lost > 0);
        var profiles = new HashSet<SubjectId>();
        await foreach (var (_, row) in core.Store.Journal.ReadAllAsync(0, TestContext.Current.CancellationToken))
        {
            if (!row.Subject.IsNone)
            {
                profiles.Add((await core.Core.Profiles.FindAsync(row.Subject, TestContext.Current.CancellationToken))!.Id);
            }
        }

        Assert.Equal(profiles.Count, people);
    }

    private static async Task StepAsync(CoreUnderTest core, ConsentState state)
    {
        core.Clock.Advance(TimeSpan.FromHours(1));
        await core.DecideAsync(core.User("ann"), "personalization", state);
        core.Clock.Advance(TimeSpan.FromHours(1));
    }

    private static async Task<PermitExplanation> ExplainAsync(CoreUnderTest core, Instant at, string purpose = "personalization") =>
        (await core.Core.History.ExplainAsync([core.User("ann")], purpose, ConsentScope.Whole, at, TestContext.Current.CancellationToken))!;
}
