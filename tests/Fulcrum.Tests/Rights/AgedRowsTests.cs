using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

/// <summary>What is kept for its own sake goes when its time is over, and nothing that stands goes with it.</summary>
public sealed class AgedRowsTests
{
    private const string Retention = "retention: {decisions: 40d, look-ups: 3d, consents: 10d, links: 5d}\n";

    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_and_its_outcome_go_with_their_retention_and_its_account_says_so()
    {
        await using var core = await OpenAsync(Retention);
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var decisions = new[] { await AskAsync(core, core.User("u-1")), await AskAsync(core, core.User("nobody")) };
        foreach (var decision in decisions)
        {
            Assert.True(await core.Core.Decisions.ReportAsync(decision.Id, decision.Chosen[0].Name, "impression", Cancellation));
        }

        core.Clock.Advance(TimeSpan.FromDays(39));
        Assert.Equal(0, (await core.Core.SweepAsync(Cancellation)).Aged);
        Assert.NotNull(await core.Core.Decisions.ExplainAsync(decisions[0].Id, Cancellation));
        core.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(4, (await core.Core.SweepAsync(Cancellation)).Aged);
        Assert.Equal(0, (await core.Core.SweepAsync(Cancellation)).Aged);

        foreach (var decision in decisions)
        {
            Assert.Null(await core.Core.Decisions.ExplainAsync(decision.Id, Cancellation));
            Assert.True(await core.Core.Decisions.IsKeptNoLongerAsync(decision.Id, Cancellation));
            Assert.False(await core.Core.Decisions.ReportAsync(decision.Id, decision.Chosen[0].Name, "click", Cancellation));
        }

        Assert.False(await core.Core.Decisions.IsKeptNoLongerAsync("d-00000000000000000000000000", Cancellation));
        Assert.False(await core.Core.Decisions.IsKeptNoLongerAsync((await AskAsync(core, core.User("u-1"))).Id, Cancellation));
    }

    [Fact]
    public async Task A_decision_stays_as_long_as_a_cap_counts_it_whatever_the_workspace_says()
    {
        await using var core = await OpenAsync("retention: {decisions: 1h}\n");
        var longest = core.Workspace.ContactPolicy.Caps.Max(cap => cap.Span);
        Assert.True(longest > TimeSpan.FromDays(1));
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        var decision = await AskAsync(core, core.User("u-1"));

        core.Clock.Advance(longest - TimeSpan.FromHours(1));
        await core.Core.SweepAsync(Cancellation);
        Assert.False(await core.Core.Decisions.IsKeptNoLongerAsync(decision.Id, Cancellation));

        core.Clock.Advance(TimeSpan.FromDays(3));
        await core.Core.SweepAsync(Cancellation);
        Assert.True(await core.Core.Decisions.IsKeptNoLongerAsync(decision.Id, Cancellation));
    }

    [Fact]
    public async Task A_look_up_goes_with_its_retention()
    {
        await using var core = await OpenAsync(Retention);
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        await core.Core.Views.LookUpAsync(core.Workspace.Views["dealer"], [core.Device("d-1")], "anna", "at the desk", Cancellation);

        core.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, (await core.Core.SweepAsync(Cancellation)).Aged);
        core.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, (await core.Core.SweepAsync(Cancellation)).Aged);

        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.LookUp);
    }

    [Fact]
    public async Task A_consent_record_goes_once_another_took_its_place_long_ago_and_what_stands_still_stands()
    {
        await using var core = await OpenAsync(Retention);
        foreach (var state in new[] { ConsentState.Given, ConsentState.Withdrawn, ConsentState.Given, ConsentState.Withdrawn, ConsentState.Given })
        {
            await core.DecideAsync(core.User("u-1"), "personalization", state);
            core.Clock.Advance(TimeSpan.FromDays(1));
        }

        core.Clock.Advance(TimeSpan.FromDays(7.5));
        Assert.Equal(1, (await core.Core.SweepAsync(Cancellation)).Aged); // The first no; the first yes binds the identifier.
        core.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(1, (await core.Core.SweepAsync(Cancellation)).Aged); // The second yes. The last no and the last yes stay.
        await core.RestartAsync();

        Assert.Equal(3, (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Consent));
        Assert.Null(await core.RefusalAsync(core.User("u-1"), "personalization"));
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given, ago: TimeSpan.FromDays(111.4));
        Assert.Empty(core.Unreadable);
    }

    [Fact]
    public async Task A_withdrawal_stands_however_old_it_is()
    {
        await using var core = await OpenAsync(Retention);
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Given);
        await core.DecideAsync(core.User("u-1"), "personalization", ConsentState.Withdrawn);

        core.Clock.Advance(TimeSpan.FromDays(4_000));
        Assert.Equal(0, (await core.Core.SweepAsync(Cancellation)).Aged);
        await core.RestartAsync();

        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.User("u-1"), "personalization"));
    }

    [Fact]
    public async Task A_link_goes_with_its_cut_and_one_that_stands_stays()
    {
        await using var core = await OpenAsync(Retention);
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""), core.Page("d-1", "/a", Yes), core.Page("d-2", "/a", Yes));
        await core.SendAsync(core.Identify("u-1", "d-1"));
        await core.SendAsync(core.Identify("u-1", "d-2"));
        var link = (await core.Core.Links.ListAsync([core.User("u-1")], Cancellation))[0];
        Assert.True(await core.Core.Links.CutAsync(link.Left, link.Right, "anna", "two people", Cancellation));

        core.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(0, (await core.Core.SweepAsync(Cancellation)).Aged);
        core.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(4, (await core.Core.SweepAsync(Cancellation)).Aged); // Both rows on both sides.
        await core.RestartAsync();

        Assert.Equal(2, (await core.RowsAsync()).Count(row => row.Row.Kind is EntryKind.Link or EntryKind.Cut));
        var left = await core.Core.Links.ListAsync([core.User("u-1")], Cancellation);
        Assert.NotEqual((link.Left, link.Right), (Assert.Single(left).Left, left[0].Right));
        Assert.Empty(core.Unreadable);
    }

    [Fact]
    public async Task A_sweep_in_portions_deletes_what_one_in_one_go_does()
    {
        await using var core = await OpenAsync(Retention);
        for (var visit = 0; visit < 50; visit++)
        {
            await AskAsync(core, core.User("nobody"));
        }

        core.Clock.Advance(TimeSpan.FromDays(60));
        var aged = new Fulcrum.Rights.AgedRows(core.Store, new Fulcrum.Rights.Sealing(core.Store.Secrets, new SeededRandom(1)), core.Core.Workspace);
        var (deleted, turns) = (0L, 0);
        for (var isDone = false; !isDone; turns++)
        {
            var swept = await aged.RunAsync(core.Now, 7, Cancellation);
            (deleted, isDone) = (deleted + swept.Deleted, swept.IsDone);
        }

        Assert.Equal(50, deleted);
        Assert.InRange(turns, 8, 9);
    }

    private static Task<CoreUnderTest> OpenAsync(string retention) =>
        CoreUnderTest.OpenAsync(files: Samples.MotorsFiles.SetItem("workspace.yaml", Samples.MotorsFiles["workspace.yaml"] + retention));

    private static async Task<Decision> AskAsync(CoreUnderTest core, Fulcrum.Identity.Identifier who)
    {
        var question = new Question([core.Workspace.Placements["home-hero"]], [who], [], "", Signals: false);
        return (await core.Core.Decisions.DecideAsync(question, Cancellation))[0];
    }
}
