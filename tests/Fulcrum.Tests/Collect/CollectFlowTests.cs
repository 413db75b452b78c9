using Fulcrum.Collect;
using Fulcrum.Permits;
using Xunit;

namespace Fulcrum.Tests.Collect;

public class CollectFlowTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Fact]
    public async Task A_page_of_somebody_who_said_nothing_is_refused_and_leaves_nothing_behind()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Page("device-1"));

        Assert.Equal(new CollectOutcome(1, 0, 0, 0, 1), outcome);
        Assert.Equal(outcome, await core.CountsAsync());
        Assert.Empty(await core.RowsAsync());
        Assert.Equal(SubjectId.None, await core.SubjectAsync(core.Device("device-1")));
        Assert.Equal(0, core.Core.ProfilesInMemory);
    }

    [Fact]
    public async Task A_page_that_carries_a_yes_is_kept_and_can_be_read_for_the_purpose_said_yes_to()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(core.Page("device-1", "/roadster", Yes), core.Page("device-1", "/roadster", Yes));

        Assert.Equal(new CollectOutcome(2, 2, 0, 0, 0), outcome);
        Assert.Equal("2", await core.ReadAsync(core.Device("device-1"), "personalization", "pages-viewed-30d"));
        Assert.Equal(RefusalReason.ConsentUnknown, await core.RefusalAsync(core.Device("device-1"), "sales-assistance"));
        Assert.Single(await core.RowsAsync(), row => row.Row.Kind == Fulcrum.Profiles.EntryKind.Consent);
    }

    [Fact]
    public async Task What_was_kept_reads_the_same_after_a_restart()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("device-1", "/roadster", Yes));
        await core.RestartAsync();

        Assert.Equal("1", await core.ReadAsync(core.Device("device-1"), "personalization", "pages-viewed-30d"));

        await core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken);
        await core.SendAsync(core.Page("device-1", "/roadster"));
        await core.RestartAsync();

        Assert.Equal("2", await core.ReadAsync(core.Device("device-1"), "personalization", "pages-viewed-30d"));
    }
}
