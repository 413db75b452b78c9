using Fulcrum.Collect;
using Fulcrum.Decisions;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Collect;

/// <summary>What a customer saw, as events say it: it counts once, and no crash loses it.</summary>
public class ImpressionTests
{
    [Fact]
    public async Task An_event_that_says_an_offer_was_seen_makes_its_reservation_count_for_good()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);

        await core.SendAsync(Seen(core, decision, "seen"));
        await core.SendAsync(Seen(core, decision, "seen"), Seen(core, decision, "seen by another name"));

        Assert.Equal(1, await OutcomesAsync(core));
    }

    [Fact]
    public async Task An_event_and_what_it_says_was_seen_are_one_write()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        core.Disk.HoldSyncs = true;

        var sending = core.SendAsync(Seen(core, decision, "seen")).AsTask();
        var waiting = core.Disk.PendingCount;
        core.Disk.Sync();
        core.Disk.HoldSyncs = false;

        Assert.Equal(1, waiting);
        Assert.Equal(1, (await sending).Stored);
        Assert.Equal(1, await OutcomesAsync(core));
    }

    [Fact]
    public async Task A_failed_write_loses_the_impression_with_its_event_and_both_come_with_the_next_sending()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        core.Disk.FailNextSync(written: false);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(Seen(core, decision, "seen")).AsTask());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(Seen(core, decision, "by another name")).AsTask());
        await core.RestartAsync();
        var lost = await OutcomesAsync(core);

        Assert.Equal(1, (await core.SendAsync(Seen(core, decision, "seen"))).Stored);
        Assert.Equal((0, 1), (lost, await OutcomesAsync(core)));
    }

    [Fact]
    public async Task A_repeated_event_and_a_repeated_report_append_nothing_whosever_the_decision_is()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var (mine, nobodys) = (await DecideAsync(core), await DecideForNobodyAsync(core));
        foreach (var decision in new[] { mine, nobodys })
        {
            await core.SendAsync(Seen(core, decision, decision.Id));
            var rows = (await core.RowsAsync()).Count;

            await core.SendAsync(Seen(core, decision, decision.Id));
            Assert.True(await ReportAsync(core, decision));
            await core.RestartAsync();
            await core.SendAsync(Seen(core, decision, decision.Id));
            Assert.True(await ReportAsync(core, decision));

            Assert.Equal(rows, (await core.RowsAsync()).Count);
        }

        Assert.Equal(2, await OutcomesAsync(core));
    }

    [Fact]
    public async Task An_impression_of_an_event_that_is_refused_counts_all_the_same_and_once()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        await core.SendAsync(core.Track("u-2", "Test Drive Booked", """{"model":"roadster"}"""));
        await core.Core.Erasures.EraseAsync([core.User("u-2")], "test", "asked", TestContext.Current.CancellationToken);
        var old = Seen(core, decision, "seen", "u-2", TimeSpan.FromHours(1));

        var first = await core.SendAsync(old);
        var again = await core.SendAsync(old);

        Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), first);
        Assert.Equal(first, again);
        Assert.Equal(1, await OutcomesAsync(core));
    }

    [Fact]
    public async Task One_offer_seen_twice_in_a_request_and_by_two_requests_at_once_counts_once()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideForNobodyAsync(core);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(lane => Task.Run(async () =>
            await core.SendAsync(Seen(core, decision, $"a-{lane}", $"u-{lane}"), Seen(core, decision, $"b-{lane}", $"u-{lane}")))));

        Assert.Equal(1, await OutcomesAsync(core));
    }

    private static Event Seen(CoreUnderTest core, Decision decision, string messageId, string user = "u-1", TimeSpan ago = default) => core.Track(
        user, "Offer Viewed", $$"""{"decisionId":"{{decision.Id}}","offer":"{{decision.Chosen[0].Name}}"}""", messageId: messageId, ago: ago);

    private static async Task<Decision> DecideAsync(CoreUnderTest core)
    {
        await core.DecideAsync(core.User("u-1"), "personalization", Fulcrum.Consent.ConsentState.Given);
        var question = new Question([core.Workspace.Placements["home-hero"]], [core.User("u-1")], [], "", Signals: false);
        return (await core.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0];
    }

    private static async Task<Decision> DecideForNobodyAsync(CoreUnderTest core)
    {
        var question = new Question([core.Workspace.Placements["home-hero"]], [], [], "", Signals: false);
        return (await core.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0];
    }

    private static async Task<bool> ReportAsync(CoreUnderTest core, Decision decision) =>
        await core.Core.Decisions.ReportAsync(decision.Id, decision.Chosen[0].Name, "impression", TestContext.Current.CancellationToken);

    private static async Task<int> OutcomesAsync(CoreUnderTest core) =>
        (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Outcome);
}
