using Fulcrum.Messages;
using Fulcrum.Profiles;
using Fulcrum.Rights.Access;
using Fulcrum.Tests.Collect;
using Xunit;

namespace Fulcrum.Tests.Messages;

/// <summary>A message is on disk before it is acknowledged, goes out at least once, and is gone with its subject.</summary>
public sealed class OutboxTests
{
    private static readonly string Yes = CoreUnderTest.Preferences(("functional", true));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_is_one_row_on_disk_sealed_for_its_subject_or_for_the_store(bool isKnown)
    {
        await using var core = await OpenAsync(isKnown);
        var before = (await core.RowsAsync()).Count;
        core.Disk.HoldSyncs = true;
        var putting = core.Core.Messages.PutAsync(Note(core), Token).AsTask();
        Assert.False(putting.IsCompleted);
        core.Disk.HoldSyncs = false;
        core.Disk.Sync();
        await putting;

        var row = Assert.Single((await core.RowsAsync()).Skip(before)).Row;
        Assert.Equal((EntryKind.Message, isKnown), (row.Kind, !row.Subject.IsNone));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Once_sent_its_text_is_deleted_and_what_became_of_it_is_kept(bool isKnown)
    {
        await using var core = await OpenAsync(isKnown);
        var id = await core.Core.Messages.PutAsync(Note(core), Token);
        var post = new Post();

        Assert.Equal(1, await core.Core.Messages.SendDueAsync(post, Token));
        Assert.Equal(0, await core.Core.Messages.SendDueAsync(post, Token));

        var sent = Assert.Single(post.Taken);
        Assert.Equal((id, "email", "ann@example.com", "note", "Hello", "Text"), (sent.Id, sent.Channel, sent.Address, sent.Template, sent.Subject, sent.Body));
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind == EntryKind.Message);
        Assert.Equal(isKnown, !(await core.RowAsync(EntryKind.Delivery)).Row.Subject.IsNone);
        if (isKnown)
        {
            var access = (await core.Core.Access.OpenAsync([core.User("ann")], new AccessRequest("self", "test", "data"), Token))!;
            var told = Assert.IsType<OwnMessage>(Assert.Single((await access.ReadAsync(OwnKinds.Messages, 0, 10, false, Token))!.Entries));
            Assert.Equal(("email", "note", "sent"), (told.Channel, told.Template, told.Outcome));
        }
    }

    [Fact]
    public async Task What_could_not_be_sent_is_tried_again_after_longer_and_longer_pauses()
    {
        await using var core = await OpenAsync(isKnown: true);
        await core.Core.Messages.PutAsync(Note(core), Token);
        var post = new Post { Answers = SendResult.TryLater };
        foreach (var pause in new[] { 5, 20, 80, 320, 1_280, 3_600, 3_600 })
        {
            var before = post.Attempts;
            await core.Core.Messages.SendDueAsync(post, Token);
            Assert.Equal(before + 1, post.Attempts);
            core.Clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(1));
            await core.Core.Messages.SendDueAsync(post, Token);
            Assert.Equal(before + 1, post.Attempts);
            core.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        post.Answers = SendResult.Sent;
        Assert.Equal(1, await core.Core.Messages.SendDueAsync(post, Token));
        Assert.Single(post.Ids.Distinct());
        Assert.Equal(8, (await core.OpenAsync<DeliveryEntry>(await core.RowAsync(EntryKind.Delivery))).Attempts);
    }

    [Fact]
    public async Task A_sender_that_throws_loses_nothing_and_what_expired_is_not_sent()
    {
        await using var core = await OpenAsync(isKnown: true);
        await core.Core.Messages.PutAsync(Note(core) with { ExpiresAt = core.Now + TimeSpan.FromMinutes(10) }, Token);
        var post = new Post { Throws = true };
        await core.Core.Messages.SendDueAsync(post, Token);
        Assert.Equal(1, core.Core.Messages.Count);

        core.Clock.Advance(TimeSpan.FromMinutes(10));
        post.Throws = false;
        Assert.Equal(0, await core.Core.Messages.SendDueAsync(post, Token));
        Assert.Equal(("expired", 0), ((await core.OpenAsync<DeliveryEntry>(await core.RowAsync(EntryKind.Delivery))).Outcome, core.Core.Messages.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_restart_sends_what_waited_and_nothing_that_was_sent(bool isKnown)
    {
        await using var core = await OpenAsync(isKnown);
        await core.Core.Messages.PutAsync(Note(core), Token);
        await core.Core.Messages.SendDueAsync(new Post(), Token);
        core.Clock.Advance(TimeSpan.FromHours(1));
        var waits = await core.Core.Messages.PutAsync(Note(core), Token);
        await core.RestartAsync();
        core.Clock.Advance(TimeSpan.FromHours(1));

        var post = new Post();
        await core.Core.Messages.SendDueAsync(post, Token);
        Assert.Equal([waits], post.Ids);
        await core.RestartAsync();
        Assert.Equal(0, await core.Core.Messages.SendDueAsync(post, Token));
    }

    [Fact]
    public async Task A_process_that_died_before_it_noted_the_sending_sends_again_with_the_same_id()
    {
        await using var core = await OpenAsync(isKnown: true);
        var id = await core.Core.Messages.PutAsync(Note(core), Token);
        core.Disk.HoldSyncs = true;
        var post = new Post();
        var sending = core.Core.Messages.SendDueAsync(post, Token).AsTask();
        Assert.Equal([id], post.Ids);
        Assert.False(sending.IsCompleted);
        core.Disk.Crash(Enumerable.Range(0, 100).First(seed => new Random(seed).Next(2) == 0));
        core.Disk.HoldSyncs = false;
        await core.RestartAsync();

        await core.Core.Messages.SendDueAsync(post, Token);
        Assert.Equal([id, id], post.Ids);
    }

    [Fact]
    public async Task What_waits_is_gone_when_its_subject_is_erased()
    {
        await using var core = await OpenAsync(isKnown: true);
        await core.Core.Messages.PutAsync(Note(core), Token);
        await core.Core.Erasures.EraseAsync([core.User("ann")], "anna", "asked", Token);
        var post = new Post();

        Assert.Equal(0, await core.Core.Messages.SendDueAsync(post, Token));
        Assert.Empty(post.Ids);
        Assert.DoesNotContain(await core.RowsAsync(), row => row.Row.Kind is EntryKind.Message or EntryKind.Delivery);
        await core.RestartAsync();
        Assert.Equal(0, await core.Core.Messages.SendDueAsync(post, Token));
        Assert.Empty(post.Ids);
    }

    [Fact]
    public async Task A_place_in_the_journal_is_found_by_time_also_among_rows_that_are_gone()
    {
        await using var core = await OpenAsync(isKnown: true);
        var times = new List<Instant>();
        for (var at = 0; at < 300; at++)
        {
            core.Clock.Advance(TimeSpan.FromMinutes(1));
            times.Add(core.Now);
            await core.SendAsync(core.Page(at is > 100 and < 150 ? "gone" : "d-1", "/", Yes));
        }

        await core.Core.Erasures.EraseAsync([core.Device("gone")], "anna", "asked", Token);
        foreach (var time in times)
        {
            var after = await JournalTimes.FindBeforeAsync(core.Store.Journal, time, Token);
            Assert.DoesNotContain(await core.RowsAsync(), row => row.Sequence <= after && row.Row.At >= time);
        }

        var late = await JournalTimes.FindBeforeAsync(core.Store.Journal, times[^1], Token);
        Assert.InRange(late, 298, core.Store.Journal.Head);
    }

    private static async Task<CoreUnderTest> OpenAsync(bool isKnown)
    {
        var core = await CoreUnderTest.OpenAsync();
        if (isKnown)
        {
            await core.SendAsync(core.Dealer, default, core.Identify("ann", "", """{"email":"ann@example.com"}"""));
            Assert.False((await core.SubjectAsync(core.User("ann"))).IsNone);
        }

        return core;
    }

    private static Message Note(CoreUnderTest core) =>
        new(core.Identifier("email", "ann@example.com"), "note", "en", "Hello", "Text", core.Now + TimeSpan.FromDays(3));

    private sealed class Post : IMessageSender
    {
        public List<DueMessage> Taken { get; } = [];

        public List<string> Ids { get; } = [];

        public int Attempts => Ids.Count;

        public SendResult Answers { get; set; } = SendResult.Sent;

        public bool Throws { get; set; }

        public bool Carries(string channel) => channel == "email";

        public ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation)
        {
            if (Throws)
            {
                throw new IOException("No route.");
            }

            Ids.Add(message.Id);
            if (Answers == SendResult.Sent)
            {
                Taken.Add(message);
            }

            return new(Answers);
        }
    }
}
