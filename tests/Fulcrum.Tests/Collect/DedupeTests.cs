using Fulcrum.Collect;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Collect;

public class DedupeTests
{
    private const string Drive = """{"model":"roadster"}""";

    [Fact]
    public async Task A_message_id_is_stored_once_however_it_is_sent_again()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var together = await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"), core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"));
        var later = await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"));
        await core.RestartAsync();
        var afterwards = await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"));

        Assert.Equal(new CollectOutcome(2, 1, 1, 0, 0), together);
        Assert.Equal(new CollectOutcome(1, 0, 1, 0, 0), later);
        Assert.Equal(new CollectOutcome(1, 0, 1, 0, 0), afterwards);
        Assert.Equal(new CollectOutcome(4, 1, 3, 0, 0), await core.CountsAsync());
    }

    [Fact]
    public async Task Two_sources_may_use_the_same_message_id()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"));
        var other = await core.SendAsync(core.Dealer, default, core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"));

        Assert.Equal(1, other.Stored);
    }

    [Fact]
    public async Task An_event_without_message_id_is_known_by_its_content()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var outcome = await core.SendAsync(
            core.Track("u-1", "Test Drive Booked", Drive, messageId: ""), core.Track("u-1", "Test Drive Booked", Drive, messageId: ""),
            core.Track("u-1", "Test Drive Booked", """{"model":"sedan"}""", messageId: ""));

        Assert.Equal(new CollectOutcome(3, 2, 1, 0, 0), outcome);
    }

    [Fact]
    public async Task A_refused_event_is_refused_again_and_stored_once_it_is_permitted()
    {
        await using var core = await CoreUnderTest.OpenAsync();

        var refused = await core.SendAsync(
            core.Make(EventType.Page, "", "", "d-1", "{}", "{}", "p", default), core.Make(EventType.Page, "", "", "d-1", "{}", "{}", "p", default));
        var stored = await core.SendAsync(core.Make(EventType.Page, "", "", "d-1", "{}", CoreUnderTest.Preferences(("functional", true)), "p", default));

        Assert.Equal(new CollectOutcome(2, 0, 0, 0, 2), refused);
        Assert.Equal(new CollectOutcome(1, 1, 0, 0, 0), stored);
    }

    [Fact]
    public async Task Sixteen_senders_of_the_same_new_visitor_make_one_subject_and_store_each_event_once()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        const int Senders = 16;
        const int Each = 40;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            var sum = default(CollectOutcome);
            for (var at = 0; at < Each; at++)
            {
                var taken = core.Track($"u-{at}", "Test Drive Booked", Drive, messageId: $"once-{at}", anonymous: $"d-{at}");
                var outcome = await core.SendAsync(taken, core.Identify($"u-{at}", $"d-{at}"));
                sum = new(sum.Received + outcome.Received, sum.Stored + outcome.Stored, sum.Duplicate + outcome.Duplicate, sum.Quarantined + outcome.Quarantined, sum.Refused + outcome.Refused);
            }

            return sum;
        })));

        Assert.Equal(Each, outcomes.Sum(outcome => outcome.Stored) - (Senders * Each));
        Assert.Equal(Each * (Senders - 1), outcomes.Sum(outcome => outcome.Duplicate));
        Assert.Equal(outcomes.Sum(outcome => outcome.Received), (await core.CountsAsync()).Received);
        var events = (await core.RowsAsync()).Where(row => row.Row.Kind == EntryKind.Event).ToList();
        Assert.Equal(Each, events.Select(row => row.Row.Subject).Distinct().Count());
        for (var at = 0; at < Each; at++)
        {
            Assert.Equal("1", await core.ReadAsync(core.User($"u-{at}"), "service", "test-drives"));
            Assert.Equal(await core.SubjectAsync(core.User($"u-{at}")), await core.SubjectAsync(core.Device($"d-{at}")));
        }
    }

    [Fact]
    public async Task A_failed_write_counts_nothing_and_the_event_can_be_sent_again()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        core.Disk.FailNextSync(written: false);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m")).AsTask());
        await core.RestartAsync();

        Assert.Equal(default, await core.CountsAsync());
        Assert.Equal(SubjectId.None, await core.SubjectAsync(core.User("u-1")));
        Assert.Equal(1, (await core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m"))).Stored);
        Assert.Equal("1", await core.ReadAsync(core.User("u-1"), "service", "test-drives"));
    }

    [Fact]
    public async Task What_is_sent_again_while_the_store_has_failed_is_told_to_come_back_however_often()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        var identify = core.Identify("u-1", "d-1");
        core.Disk.FailNextSync(written: false);

        for (var times = 0; times < 3; times++)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(identify).AsTask());
            await Assert.ThrowsAsync<StoreUnavailableException>(() => core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m")).AsTask());
        }

        await core.RestartAsync();
        Assert.Equal(1, (await core.SendAsync(identify)).Stored);
    }

    [Fact]
    public async Task A_second_sending_is_not_acknowledged_before_the_first_is_on_disk()
    {
        await using var core = await CoreUnderTest.OpenAsync();
        core.Disk.HoldSyncs = true;

        var first = core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m")).AsTask();
        var second = core.SendAsync(core.Track("u-1", "Test Drive Booked", Drive, messageId: "m")).AsTask();

        Assert.False(first.IsCompleted);
        Assert.False(second.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
        Assert.Equal(1, (await first).Stored);
        Assert.Equal(1, (await second).Duplicate);
    }
}
