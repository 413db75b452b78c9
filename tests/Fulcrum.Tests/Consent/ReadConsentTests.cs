using Fulcrum.Consent;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Consent;

/// <summary>What a subject is shown of their consents is on disk: no crash takes it back.</summary>
public class ReadConsentTests
{
    [Fact]
    public async Task A_consent_that_waits_for_the_disk_is_shown_to_nobody_before_it_is_there()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
        core.Disk.HoldSyncs = true;

        var saying = SayAsync(core);
        var reading = ReadAsync(core);
        Assert.False(saying.IsCompleted || reading.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();

        Assert.Single((await saying).Recorded);
        Assert.Equal(ConsentState.Given, (await reading).State);
    }

    [Fact]
    public async Task A_store_that_has_failed_shows_nothing_it_may_have_lost()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
        core.Disk.FailNextSync(written: false);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => SayAsync(core));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => ReadAsync(core));
        await core.RestartAsync();

        Assert.Equal(ConsentState.Unknown, (await ReadAsync(core)).State);
    }

    private static async Task<ConsentStanding> ReadAsync(CoreUnderTest core) =>
        (await core.Core.Consents.ReadAsync([core.User("u-1")], TestContext.Current.CancellationToken)).Single(one => one.Purpose.Name == "personalization").Standing;

    private static async Task<ConsentOutcome> SayAsync(CoreUnderTest core)
    {
        var record = new ConsentRecord(
            "personalization", ConsentState.Given, "web-privacy@2026-11", "en", core.Now, core.Now, "web", ConsentMethod.Express, false, "test", [], false);
        return await core.Core.Consents.RecordAsync(new ConsentRequest([core.User("u-1")], "", [record]), TestContext.Current.CancellationToken);
    }
}
