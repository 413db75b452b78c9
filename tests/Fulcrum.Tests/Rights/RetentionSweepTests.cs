using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

public sealed class RetentionSweepTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_only_a_withdrawn_purpose_justified_is_deleted_within_thirty_days_and_not_before()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/first", Yes), core.Page("d-1", "/second"), core.Page("d-9", "/other", Yes));
        await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
        var rows = (await core.RowsAsync()).Count;

        core.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(new SweepOutcome(0, 0, 0, 0, true), await core.Core.SweepAsync(Cancellation));
        Assert.Equal(rows, (await core.RowsAsync()).Count);

        core.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(new SweepOutcome(1, 1, 1, 0, true), await core.Core.SweepAsync(Cancellation));

        Assert.Equal(rows - 1, (await core.RowsAsync()).Count);
        Assert.DoesNotContain(await OpenedEventsAsync(core), happened => happened.Properties.Any(property => property.Value.Reveal() is "/first" or "/second"));
        Assert.Contains(await OpenedEventsAsync(core), happened => happened.Properties.Any(property => property.Value.Reveal() == "/other"));
        Assert.Equal(new SweepOutcome(0, 0, 0, 0, true), await core.Core.SweepAsync(Cancellation));
    }

    [Fact]
    public async Task After_a_sweep_and_a_restart_the_withdrawal_still_stands_for_who_comes_back()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/first", Yes));
        var subject = await core.SubjectAsync(core.Device("d-1"));
        await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
        core.Clock.Advance(TimeSpan.FromDays(30));
        await core.Core.SweepAsync(Cancellation);
        await core.RestartAsync();

        Assert.Equal(subject, await core.SubjectAsync(core.Device("d-1")));
        Assert.Equal(RefusalReason.ConsentWithdrawn, await core.RefusalAsync(core.Device("d-1"), "personalization"));
        var outcome = await core.Core.Erasures.EraseAsync([core.Device("d-1")], "anna", "request 7", Cancellation);
        Assert.Equal(1, outcome!.Subjects);
        Assert.Empty(core.Unreadable);
        Assert.NotNull(core.Store.Eraser.FindTombstone(core.Core.Identifiers.KeyOf(core.Device("d-1"))));
    }

    [Fact]
    public async Task A_snapshot_from_before_the_withdrawal_does_not_outlive_the_sweep()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/first", Yes));
        var subject = await core.SubjectAsync(core.Device("d-1"));
        await core.Core.WriteSnapshotsAsync(Cancellation);
        await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
        await core.RestartAsync();
        var before = (await core.Store.Snapshots.FindAsync(subject, Cancellation))!.Sequence;
        core.Clock.Advance(TimeSpan.FromDays(30));

        await core.Core.SweepAsync(Cancellation);

        Assert.True((await core.Store.Snapshots.FindAsync(subject, Cancellation))!.Sequence > before);
    }

    [Fact]
    public async Task A_killed_sweep_goes_on_where_it_was_and_portions_add_up()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        for (var device = 0; device < 20; device++)
        {
            await core.SendAsync(core.Page($"d-{device}", "/first", Yes), core.Page($"d-{device}", "/second"));
            await core.DecideAsync(core.Device($"d-{device}"), "personalization", ConsentState.Withdrawn);
        }

        core.Clock.Advance(TimeSpan.FromDays(30));
        var (deleted, portions) = (0L, 0);
        for (var isDone = false; !isDone; portions++)
        {
            core.Disk.HoldSyncs = true;
            var lost = new RetentionSweep(core.Store, Sealing(core), core.Core.Profiles, core.Core.Workspace, core.Clock);
            var losing = lost.RunAsync(12, Cancellation).AsTask();
            core.Disk.Sync(); // The quarantine's write; the sweep's own is what the crash meets.
            while (core.Disk.PendingCount == 0 && !losing.IsCompleted)
            {
                await Task.Yield();
            }

            core.Disk.Crash(portions);
            core.Disk.HoldSyncs = false;
            await core.RestartAsync();

            using var sweep = new RetentionSweep(core.Store, Sealing(core), core.Core.Profiles, core.Core.Workspace, core.Clock);
            var outcome = await sweep.RunAsync(12, Cancellation);
            (deleted, isDone) = (deleted + outcome.Deleted, outcome.IsDone);
        }

        Assert.True(portions > 2);
        Assert.InRange(deleted, 0, 20);
        Assert.DoesNotContain(await OpenedEventsAsync(core), happened => !happened.Properties.IsEmpty);
        Assert.Equal(20, (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Event));
    }

    [Fact]
    public async Task A_row_from_a_clock_set_wrong_does_not_hold_up_the_rows_behind_it()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        core.Clock.Advance(TimeSpan.FromDays(400));
        await core.SendAsync(core.Page("d-2", "/later", Yes));
        var now = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(CoreUnderTest.Noon.AddDays(30));
        await core.DecideAsync(core.Device("d-2"), "personalization", ConsentState.Withdrawn);

        using var sweep = new RetentionSweep(core.Store, Sealing(core), core.Core.Profiles, core.Core.Workspace, now);
        Assert.Equal((0, 1), ((await sweep.RunAsync(long.MaxValue, Cancellation)) is var outcome ? (outcome.Deleted, outcome.Trimmed) : default));
    }

    [Fact]
    public async Task The_loop_sweeps_withdrawn_rows_and_quarantined_payloads_by_itself()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/first", Yes), core.Page("d-1", "/second"));
        await core.SendAsync(core.Track("u-1", "Nobody Declared This"));
        await core.DecideAsync(core.Device("d-1"), "personalization", ConsentState.Withdrawn);
        Assert.Single(await core.QuarantineAsync());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = core.Core.RunAsync(stop.Token);

        core.Clock.Advance(TimeSpan.FromDays(29));
        core.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await core.QuarantineAsync());
        Assert.Equal(2, (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Event));

        core.Clock.Advance(TimeSpan.FromDays(1));
        await WaitAsync(core, async () => (await core.QuarantineAsync()).Count == 0 && (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Event) == 1);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Advances the clock by a tick of the loop until something holds.</summary>
    private static async Task WaitAsync(CoreUnderTest core, Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Cancellation.ThrowIfCancellationRequested();
            core.Clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }
    }

    private static Sealing Sealing(CoreUnderTest core) => new(core.Store.Secrets, new SeededRandom(3));

    private static async Task<List<AcceptedEvent>> OpenedEventsAsync(CoreUnderTest core)
    {
        var opened = new List<AcceptedEvent>();
        foreach (var row in (await core.RowsAsync()).Where(row => row.Row.Kind == EntryKind.Event))
        {
            opened.Add(await core.OpenAsync<AcceptedEvent>(row));
        }

        return opened;
    }
}
