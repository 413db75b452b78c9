using Fulcrum.Consent;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent;

/// <summary>The same consent sent again: at once, after it changed nothing, after the store failed.</summary>
public class RepeatedConsentTests
{
    [Fact]
    public async Task One_that_waited_for_a_repetition_that_changed_nothing_is_answered_with_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await SayAsync(core, "first");
        core.Disk.HoldSyncs = true;

        var waiting = Enumerable.Range(0, 200).Select(_ => SayAsync(core, "again")).ToArray();
        Assert.All(waiting, asked => Assert.False(asked.IsCompleted));
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        Assert.All(await Task.WhenAll(waiting), outcome => Assert.Empty(outcome.Recorded));
    }

    [Fact]
    public async Task One_sent_again_while_the_store_has_failed_is_told_to_come_back()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        core.Disk.FailNextSync(written: false);

        for (var times = 0; times < 3; times++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "r"));
        }

        await core.RestartAsync();
        Assert.Single((await SayAsync(core, "r")).Recorded);
    }

    [Fact]
    public async Task One_of_somebody_whose_key_is_lost_is_told_to_come_back()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await SayAsync(core, "r");
        core.Disk.LoseKey(await core.SubjectAsync(core.User("u-1")));
        await core.RestartAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core, "s"));
    }

    private static async Task<ConsentOutcome> SayAsync(CoreUnderTest core, string requestId)
    {
        var record = new ConsentRecord(
            "personalization", ConsentState.Given, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);
        return await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("u-1")], requestId, [record]), TestContext.Current.CancellationToken);
    }
}
