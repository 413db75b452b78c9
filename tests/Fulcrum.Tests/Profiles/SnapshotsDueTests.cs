using Fulcrum.Profiles;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Profiles;

/// <summary>Snapshots are bounded by the rows that loading a profile reads besides, not by a clock.</summary>
public class SnapshotsDueTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_long_tail_is_ended_even_while_intake_is_busy_and_a_short_one_waits_for_quiet()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("short", "/a", Yes));
        await core.SendAsync([.. Enumerable.Range(0, SnapshotsDue.TailMax + 1).Select(_ => core.Page("long", "/a", Yes))]);
        for (var at = 0; at < 100; at++)
        {
            await core.SendAsync([.. Enumerable.Range(0, 100).Select(n => core.Page($"crowd-{at}-{n}", "/a", Yes))]);
        }

        await core.Core.Profiles.WriteBehindAsync(core.Clock, Token);
        var (longTail, shortTail) = (await TailAsync(core, "long"), await TailAsync(core, "short"));
        await core.Core.Profiles.WriteBehindAsync(core.Clock, Token);

        Assert.Equal(0, longTail);
        Assert.True(shortTail > 0, "A short tail was written while intake was busy.");
        Assert.Equal(0, await TailAsync(core, "short"));
    }

    [Fact]
    public async Task What_changed_is_written_once_and_not_again_until_it_changes()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("d-2", "/a", Yes));
        var first = await core.Core.Profiles.WriteBehindAsync(core.Clock, Token);
        var second = await core.Core.Profiles.WriteBehindAsync(core.Clock, Token);
        await core.SendAsync(core.Page("d-2", "/b", Yes));
        var third = await core.Core.Profiles.WriteBehindAsync(core.Clock, Token);

        Assert.Equal((2, 0, 1), (first, second, third));
    }

    [Fact]
    public async Task A_tail_that_was_read_at_loading_counts_too()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync([.. Enumerable.Range(0, SnapshotsDue.TailMax + 1).Select(_ => core.Page("d-1", "/a", Yes))]);
        await core.RestartAsync();
        var subject = await core.SubjectAsync(core.Device("d-1"));
        var written = await core.Core.Profiles.WriteDueAsync(null, Token);

        Assert.Equal(1, written);
        Assert.NotNull(await core.Store.Snapshots.FindAsync(subject, Token));
    }

    [Fact]
    public async Task Closing_leaves_short_tails_to_the_next_start()
    {
        var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("short", "/a", Yes));
        await core.SendAsync([.. Enumerable.Range(0, 20).Select(_ => core.Page("long", "/a", Yes))]);
        var (shorter, longer) = (await core.SubjectAsync(core.Device("short")), await core.SubjectAsync(core.Device("long")));
        await core.DisposeAsync();

        Assert.Null(await core.Store.Snapshots.FindAsync(shorter, Token));
        Assert.NotNull(await core.Store.Snapshots.FindAsync(longer, Token));
        await core.RestartAsync();
        Assert.Equal("1", await core.ReadAsync(core.Device("short"), "personalization", "pages-viewed-30d"));
        Assert.Equal("20", await core.ReadAsync(core.Device("long"), "personalization", "pages-viewed-30d"));
        await core.DisposeAsync();
    }

    /// <summary>Rows that loading the profile would read besides its snapshot.</summary>
    private static async Task<int> TailAsync(CoreUnderTest core, string device)
    {
        var subject = await core.SubjectAsync(core.Device(device));
        var snapshot = await core.Store.Snapshots.FindAsync(subject, Token);
        return (await core.Store.Journal.ReadSubjectAsync(subject, snapshot?.Sequence ?? 0, Token)).Count;
    }
}
