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
    public async Task One_from_before_an_erasure_is_told_so_to_everybody_who_sends_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await SayAsync(core, "first");
        await core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "asked", TestContext.Current.CancellationToken);
        core.Disk.HoldSyncs = true;

        var sent = Enumerable.Range(0, 200).Select(_ => SayAsync(core, "late")).ToArray();
        Assert.All(sent, said => Assert.False(said.IsCompleted));
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        Assert.All(await Task.WhenAll(sent), outcome => Assert.Equal((0, 1), (outcome.Recorded.Length, outcome.BeforeErasure)));
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_no_said_again_ends_what_was_kept_since_by_the_yes_of_another_part(bool restarts)
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var (device, user) = (core.Device("d-1"), core.Identifier("user-id", "u-1", verified: true));
        await core.SendAsync(core.Page("d-1", context: CoreUnderTest.Preferences(("functional", false), ("analytics", true))));
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""), core.Identify("u-1", "d-1"));
        await PassAsync(ConsentState.Given, user);
        await core.SendAsync(core.Page("d-1", "/a"), core.Page("d-1", "/b"));
        Assert.Equal("2", await core.ReadAsync(user, "personalization", "pages-viewed-30d"));
        if (restarts)
        {
            await core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken);
            await core.RestartAsync();
        }

        await PassAsync(ConsentState.Withdrawn, device);
        Assert.NotNull(await core.RefusalAsync(user, "personalization"));
        await PassAsync(ConsentState.Given, user);
        await core.SendAsync(core.Page("d-1", "/c"));

        Assert.Equal("1", await core.ReadAsync(user, "personalization", "pages-viewed-30d"));
        var rows = (await core.RowsAsync()).Count;
        await PassAsync(ConsentState.Withdrawn, device);
        Assert.True((await core.RowsAsync()).Count > rows);
        rows = (await core.RowsAsync()).Count;
        await PassAsync(ConsentState.Withdrawn, device);
        Assert.Equal(rows, (await core.RowsAsync()).Count);

        async Task PassAsync(ConsentState state, Fulcrum.Identity.Identifier who)
        {
            core.Clock.Advance(TimeSpan.FromMinutes(1));
            await core.DecideAsync(who, "personalization", state);
        }
    }

    private static async Task<ConsentOutcome> SayAsync(CoreUnderTest core, string requestId)
    {
        var record = new ConsentRecord(
            "personalization", ConsentState.Given, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);
        return await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("u-1")], requestId, [record]), TestContext.Current.CancellationToken);
    }
}
