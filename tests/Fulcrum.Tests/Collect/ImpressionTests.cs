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
    public async Task A_crash_between_the_event_and_its_report_loses_no_impression_once_the_event_comes_again()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var decision = await DecideAsync(core);
        core.Disk.HoldSyncs = true;
        var sending = core.SendAsync(Seen(core, decision, "seen")).AsTask();
        core.Disk.Sync(1);
        core.Disk.Crash(seed: 1);
        core.Disk.HoldSyncs = false;
        await core.RestartAsync();
        var lost = await OutcomesAsync(core);

        var again = await core.SendAsync(Seen(core, decision, "seen"));

        Assert.False(sending.IsCompleted);
        Assert.Equal(0, lost);
        Assert.Equal(new CollectOutcome(1, 0, 1, 0, 0), again);
        Assert.Equal(1, await OutcomesAsync(core));
    }

    private static Event Seen(CoreUnderTest core, Decision decision, string messageId) => core.Track(
        "u-1", "Offer Viewed", $$"""{"decisionId":"{{decision.Id}}","offer":"{{decision.Chosen[0].Name}}"}""", messageId: messageId);

    private static async Task<Decision> DecideAsync(CoreUnderTest core)
    {
        await core.DecideAsync(core.User("u-1"), "personalization", Fulcrum.Consent.ConsentState.Given);
        var question = new Question([core.Workspace.Placements["home-hero"]], [core.User("u-1")], [], "", Signals: false);
        return (await core.Core.Decisions.DecideAsync(question, TestContext.Current.CancellationToken))[0];
    }

    private static async Task<int> OutcomesAsync(CoreUnderTest core) =>
        (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Outcome);
}
