using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Rights;

public class ErasureTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    [Fact]
    public async Task Erasing_removes_every_part_its_rows_and_its_keys_and_nobody_else()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes), core.Page("", "/b", Yes, user: "u-1"), core.Page("d-9", "/c", Yes), core.Identify("u-1", "d-1"));
        var (device, user) = (await core.SubjectAsync(core.Device("d-1")), await core.SubjectAsync(core.User("u-1")));
        await core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken);

        var outcome = await core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "request 7", TestContext.Current.CancellationToken);

        Assert.Equal((2, 2), (outcome!.Subjects, outcome.Keys));
        Assert.Equal(7, outcome.Rows);
        Assert.Equal(core.Now + TimeSpan.FromDays(7), outcome.KeysGoneFromBackupsAt);
        foreach (var subject in new[] { device, user })
        {
            Assert.Null(await core.Store.Keys.FindAsync(subject, TestContext.Current.CancellationToken));
            Assert.Null(await core.Store.Snapshots.FindAsync(subject, TestContext.Current.CancellationToken));
            Assert.Empty(await core.Store.Journal.ReadSubjectAsync(subject, 0, TestContext.Current.CancellationToken));
        }

        Assert.Null(await core.AskAsync(core.User("u-1"), "personalization"));
        Assert.Null(await core.AskAsync(core.Device("d-1"), "personalization"));
        Assert.Equal("1", await core.ReadAsync(core.Device("d-9"), "personalization", "pages-viewed-30d"));
        Assert.Null(await core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "again", TestContext.Current.CancellationToken));
        await core.Core.WriteSnapshotsAsync(TestContext.Current.CancellationToken);
        Assert.Null(await core.Store.Snapshots.FindAsync(user, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_is_told_that_a_subject_is_gone_before_it_is_sure()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
        core.Disk.HoldSyncs = true;
        var first = EraseAsync(core);
        var second = EraseAsync(core);
        Assert.False(first.IsCompleted || second.IsCompleted);

        // What waits for the first erasure appends only after it, however late its turn comes.
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
        Assert.NotNull(await first);
        Assert.Null(await second);
    }

    [Fact]
    public async Task An_event_that_waited_for_the_erasure_of_its_subject_does_not_make_them_known_again()
    {
        var ordered = new TaskCompletionSource();
        await using var core = await CoreUnderTest.OpenAsync(around: inner => new LateOrders(inner, ordered.Task));
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));

        // Out of use already, and no tombstone yet.
        var erasing = EraseAsync(core);
        var waits = core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"y"}""")).AsTask();
        Assert.False(erasing.IsCompleted || waits.IsCompleted);
        ordered.SetResult();

        Assert.NotNull(await erasing);
        var outcome = await waits;
        Assert.Equal((0, 1), (outcome.Stored, outcome.Refused));
        Assert.True((await core.SubjectAsync(core.User("u-1"))).IsNone);
    }

    [Fact]
    public async Task An_erasure_that_failed_is_not_taken_for_done_when_it_is_asked_for_again()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
        core.Disk.FailNextSync(written: false);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => EraseAsync(core));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => EraseAsync(core));
        await core.RestartAsync();

        Assert.NotNull(await EraseAsync(core));
    }

    private static Task<Fulcrum.Rights.ErasureOutcome?> EraseAsync(CoreUnderTest core) =>
        core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "asked", TestContext.Current.CancellationToken).AsTask();

    [Fact]
    public async Task What_happened_before_the_erasure_is_refused_and_what_happens_after_starts_anew()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        const string Drive = """{"model":"x"}""";
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive));
        var before = await core.SubjectAsync(core.User("u-1"));
        await core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "request 7", TestContext.Current.CancellationToken);
        core.Clock.Advance(TimeSpan.FromHours(1));

        var late = await core.Core.Collect.CollectEachAsync(
            core.Web, [core.Track("u-1", "Test Drive Booked", Drive, ago: TimeSpan.FromHours(2))], default, TestContext.Current.CancellationToken);
        var anew = await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive));
        var later = await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, ago: TimeSpan.FromHours(3)));

        Assert.Equal("subject-erased", Assert.Single(late).Fault!.Code);
        Assert.Equal(1, anew.Stored);
        Assert.Equal(1, later.Refused);
        Assert.NotEqual(before, await core.SubjectAsync(core.User("u-1")));
        Assert.Equal("1", await core.ReadAsync(core.User("u-1"), "service", "test-drives"));
        await core.RestartAsync();
        Assert.Equal("1", await core.ReadAsync(core.User("u-1"), "service", "test-drives"));
    }

    [Fact]
    public async Task Use_stops_before_the_erasure_is_on_disk()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Page("d-1", "/a", Yes));
        var subject = await core.Core.Door.FindAsync([core.Device("d-1")], TestContext.Current.CancellationToken);
        core.Disk.HoldSyncs = true;

        var erasing = core.Core.Erasures.EraseAsync([core.Device("d-1")], "anna", "request 7", TestContext.Current.CancellationToken).AsTask();

        Assert.False(erasing.IsCompleted);
        Assert.Null(subject!.Enter());
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
        Assert.NotNull(await erasing);
    }

    [Fact]
    public async Task Events_that_meet_an_erasure_end_up_with_a_new_subject_or_are_refused_and_none_is_lost()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
        var senders = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var sum = (Stored: 0, Refused: 0);
            for (var turn = 0; turn < 100; turn++)
            {
                core.Clock.Advance(TimeSpan.FromMilliseconds(1));
                var outcome = await core.SendAsync(core.Track("u-1", "Test Drive Booked", """{"model":"x"}"""));
                sum = (sum.Stored + outcome.Stored, sum.Refused + outcome.Refused);
            }

            return sum;
        })).ToList();
        for (var turn = 0; turn < 10; turn++)
        {
            await core.Core.Erasures.EraseAsync([core.User("u-1")], "anna", "request 7", TestContext.Current.CancellationToken);
        }

        var sums = await Task.WhenAll(senders);
        Assert.Equal(800, sums.Sum(sum => sum.Stored + sum.Refused));
        var counts = await core.CountsAsync();
        Assert.Equal(counts.Received, counts.Stored + counts.Refused);
        var rows = (await core.RowsAsync()).Count(row => row.Row.Kind == EntryKind.Event);
        Assert.Equal(rows == 0 ? null : rows.ToString(System.Globalization.CultureInfo.InvariantCulture), rows == 0 ? null : await core.ReadAsync(core.User("u-1"), "service", "test-drives"));
    }

    /// <summary>A store that takes the order to erase only when it is let.</summary>
    private sealed class LateOrders : StoreAround
    {
        public LateOrders(IStore inner, Task ordered)
            : base(inner) => Eraser = new Late(inner.Eraser, ordered);

        private sealed class Late(IEraser inner, Task ordered) : IEraser
        {
            public long SweptThrough => inner.SweptThrough;

            public async ValueTask<EraseResult> EraseAsync(JournalRow tombstone, IReadOnlyList<SubjectId> subjects, CancellationToken cancellation)
            {
                await ordered;
                return await inner.EraseAsync(tombstone, subjects, cancellation);
            }

            public ValueTask<long> RewriteAsync(IReadOnlyList<RowRewrite> rows, long sweptThrough, CancellationToken cancellation) =>
                inner.RewriteAsync(rows, sweptThrough, cancellation);

            public Instant? FindTombstone(IdentifierKey key) => inner.FindTombstone(key);
        }
    }
}
