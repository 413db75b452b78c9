using Fulcrum.Tests.Collect;
using Fulcrum.Workspaces;
using Xunit;

namespace Fulcrum.Tests.Permits;

public class LiveProfilesTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Profiles_leave_under_the_ceiling_and_read_the_same_when_they_return(bool writesSnapshots)
    {
        await using var core = await CoreUnderTest.OpenAsync(profilesMax: 64);
        const int Visitors = 400;
        for (var at = 0; at < Visitors; at++)
        {
            await core.SendAsync(core.Page($"d-{at}", "/a", Yes), core.Page($"d-{at}", "/b"));
            if (at % 3 == 0)
            {
                await core.SendAsync(core.Identify($"u-{at}", $"d-{at}"), core.Page("", "/c", Yes, user: $"u-{at}"));
            }

            if (writesSnapshots && at % 50 == 0)
            {
                await core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken);
            }
        }

        Assert.InRange(core.Core.ProfilesInMemory, 64, 200);
        for (var at = 0; at < Visitors; at++)
        {
            Assert.Equal(at % 3 == 0 ? "3" : "2", await core.ReadAsync(core.Device($"d-{at}"), "personalization", "pages-viewed-30d"));
        }
    }

    [Fact]
    public async Task A_snapshot_never_runs_ahead_of_the_journal()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        core.Disk.HoldSyncs = true;
        var lost = core.SendAsync(core.Page("d-1", "/b")).AsTask();
        var snapshots = core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.False(snapshots.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.FailNextSync(written: false);
        core.Disk.Sync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => snapshots);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => lost);
        await core.RestartAsync();

        Assert.Equal("1", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
    }

    [Fact]
    public async Task Another_workspace_refolds_what_is_in_memory()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("d-1", "/b"));
        core.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal("2", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
        var facts = Samples.MotorsFiles["facts.yaml"];
        var files = Samples.MotorsFiles.SetItem("facts.yaml", facts.Replace("window: 30d", "window: 5d", StringComparison.Ordinal));
        var reading = WorkspaceReader.Read(files, await core.Store.Workspaces.ReadNumberingAsync(TestContext.Current.CancellationToken));
        var applied = new WorkspaceFlow(core.Store.Workspaces, core.Clock).Applied(reading.Workspace!, files, "test");

        await core.Core.ApplyAsync(reading, applied, TestContext.Current.CancellationToken);

        Assert.Equal("0", await core.ReadAsync(core.Device("d-1"), "personalization", "pages-viewed-30d"));
    }

    [Fact]
    public async Task Loaders_of_the_parts_of_one_profile_agree_on_one_profile()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        for (var at = 0; at < 50; at++)
        {
            await core.SendAsync(core.Page($"d-{at}", "/a", Yes), core.Page($"e-{at}", "/b", Yes));
            await core.SendAsync(core.Identify($"u-{at}", $"d-{at}", context: Yes), core.Identify($"u-{at}", $"e-{at}"));
        }

        await core.RestartAsync();
        await Task.WhenAll(Enumerable.Range(0, 150).Select(at => Task.Run(async () =>
        {
            var name = (at % 3) switch { 0 => $"d-{at / 3}", 1 => $"e-{at / 3}", _ => "" };
            var identifier = name.Length > 0 ? core.Device(name) : core.User($"u-{at / 3}");
            Assert.Equal("2", await core.ReadAsync(identifier, "personalization", "pages-viewed-30d"));
        })));
    }
}
