using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IEraser.RewriteAsync"/>.</summary>
public abstract class RewriteContract : StoreContract
{
    [Fact]
    public async Task Deleted_rows_are_found_by_no_way_of_reading_and_their_neighbours_are_untouched()
    {
        await FillAsync();

        Assert.Equal(3, await RewriteAsync(0, Delete(2, 2), Delete(2, 5), Delete(2, 8)));

        foreach (var end in new Func<ValueTask>[] { () => default, () => UnderTest.CrashAsync(), () => UnderTest.ReopenAsync() })
        {
            await end();
            Assert.Null(await Store.Journal.FindAsync(5, Cancellation));
            Assert.Equal([11, 14, 17, 20], (await Store.Journal.ReadSubjectAsync(new SubjectId(2), 0, Cancellation)).Select(entry => entry.Sequence));
            var all = await ReadAllAsync();
            Assert.Equal([1, 3, 4, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21], all.Select(entry => entry.Sequence));
            Assert.All(all, entry => Assert.Equal(Rows.Payload((int)entry.Sequence), entry.Row.Sealed.ToArray()));
            Assert.Equal(21, Store.Journal.Head);
        }
    }

    [Fact]
    public async Task A_shorter_payload_takes_the_place_of_a_longer_one_and_all_else_of_the_row_stays()
    {
        await FillAsync();
        var before = (await Store.Journal.FindAsync(4, Cancellation))!.Value.Row;

        Assert.Equal(1, await RewriteAsync(0, new RowRewrite(new SubjectId(1), 4, new byte[] { 1, 2, 3 })));

        foreach (var end in new Func<ValueTask>[] { () => default, () => UnderTest.CrashAsync(), () => UnderTest.ReopenAsync() })
        {
            await end();
            var after = (await Store.Journal.FindAsync(4, Cancellation))!.Value.Row;
            Assert.Equal([1, 2, 3], after.Sealed.ToArray());
            Assert.Equal(
                (before.Kind, before.Subject, before.At, before.Source, before.Dedupe), (after.Kind, after.Subject, after.At, after.Source, after.Dedupe));
            Assert.Equal(21, (await ReadAllAsync()).Count(entry => entry.Sequence == 4 || entry.Row.Sealed.Span.SequenceEqual(Rows.Payload((int)entry.Sequence))));
        }
    }

    [Fact]
    public async Task Rewriting_again_changes_nothing_more()
    {
        await FillAsync();
        RowRewrite[] rewrites = [Delete(2, 5), new RowRewrite(new SubjectId(1), 7, new byte[] { 9 })];
        await RewriteAsync(0, rewrites);
        await RewriteAsync(0, rewrites);

        Assert.Equal(0, await RewriteAsync(0, Delete(2, 5)));
        Assert.Equal([9], (await Store.Journal.FindAsync(7, Cancellation))!.Value.Row.Sealed.ToArray());
        Assert.Equal(20, (await ReadAllAsync()).Count);
    }

    [Fact]
    public async Task What_may_not_be_rewritten_is_passed_over()
    {
        await FillAsync();
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 22) with { Kind = EntryKind.Tombstone })).Durable;
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 23) with { Kind = EntryKind.Consent })).Durable;
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(0, 24) with { Kind = EntryKind.Staff })).Durable;
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(0, 25) with { Kind = EntryKind.Breach })).Durable;

        var changed = await RewriteAsync(
            0,
            Delete(1, 1), // binds an identifier
            Delete(1, 5), // is another subject's
            new RowRewrite(new SubjectId(2), 8, new byte[10_000]),
            Delete(1, 22), // is a tombstone
            Delete(0, 24), // is what became of staff
            Delete(0, 25), // is what was done about a breach
            new RowRewrite(new SubjectId(1), 23, new byte[] { 1 }), // is no event, so it stays whole or goes
            Delete(1, 1_000));

        Assert.Equal(0, changed);
        Assert.All(await ReadAllAsync(), entry => Assert.Equal(Rows.Payload((int)entry.Sequence), entry.Row.Sealed.ToArray()));
        Assert.Equal(1, await RewriteAsync(0, new RowRewrite(new SubjectId(1), 1, new byte[] { 1 })));
        await UnderTest.CrashAsync();
        Assert.Equal(1, (await Store.Identifiers.FindAsync(Rows.Key(1), Cancellation)).Value);
    }

    [Theory]
    [InlineData(EntryKind.Consent, 1)]
    [InlineData(EntryKind.Link, 1)]
    [InlineData(EntryKind.Cut, 1)]
    [InlineData(EntryKind.LinkRefused, 1)]
    [InlineData(EntryKind.LookUp, 1)]
    [InlineData(EntryKind.Decision, 1)]
    [InlineData(EntryKind.Outcome, 1)]
    [InlineData(EntryKind.Access, 1)]
    [InlineData(EntryKind.Message, 1)]
    [InlineData(EntryKind.Delivery, 1)]
    [InlineData(EntryKind.Message, 0)]
    [InlineData(EntryKind.Delivery, 0)]
    [InlineData(EntryKind.ReferralIdentities, 1)]
    [InlineData(EntryKind.ReferralIdentities, 0)]
    [InlineData(EntryKind.Referral, 0)]
    [InlineData(EntryKind.TellIdentities, 0)]
    [InlineData(EntryKind.LookUp, 0)]
    [InlineData(EntryKind.Decision, 0)]
    [InlineData(EntryKind.Outcome, 0)]
    public async Task A_row_of_another_kind_can_be_deleted_whether_it_has_a_subject_or_not(EntryKind kind, long subject)
    {
        await FillAsync();
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(subject, 22) with { Kind = kind }, Rows.Event(subject, 23) with { Kind = kind })).Durable;

        Assert.Equal(1, await RewriteAsync(0, Delete(subject, 22)));

        foreach (var end in new Func<ValueTask>[] { () => default, () => UnderTest.CrashAsync(), () => UnderTest.ReopenAsync() })
        {
            await end();
            Assert.Null(await Store.Journal.FindAsync(22, Cancellation));
            Assert.Equal(kind, (await Store.Journal.FindAsync(23, Cancellation))!.Value.Row.Kind);
            Assert.Equal(22, (await ReadAllAsync()).Count);
            Assert.DoesNotContain(await Store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, Cancellation), entry => entry.Sequence == 22);
        }
    }

    [Fact]
    public async Task A_message_of_a_deleted_row_is_still_known()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1, dedupe: Rows.Hash(1)))).Durable;
        await RewriteAsync(0, Delete(1, 1));
        await UnderTest.CrashAsync();

        Assert.False(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
    }

    [Fact]
    public async Task How_far_retention_looked_is_kept_and_never_goes_back()
    {
        await FillAsync();
        Assert.Equal(0, Store.Eraser.SweptThrough);

        await RewriteAsync(7, Delete(2, 5));
        await RewriteAsync(3);
        Assert.Equal(7, Store.Eraser.SweptThrough);
        await UnderTest.CrashAsync();
        Assert.Equal(7, Store.Eraser.SweptThrough);
        await UnderTest.ReopenAsync();
        Assert.Equal(7, Store.Eraser.SweptThrough);
    }

    /// <summary>Rows 1 to 21, of the subjects 1, 2, 3 in turn; the first of 1 and of 3 binds its identifier.</summary>
    private async Task FillAsync()
    {
        for (var number = 1; number <= 21; number++)
        {
            var subject = 1 + ((number - 1) % 3);
            await Store.Journal.Append(
                number <= 3 ? Rows.WithKeys(Rows.Event(subject, number, binds: subject == 2 ? [] : [Rows.Key(subject)])) : JournalBatch.Of(Rows.Event(subject, number))).Durable;
        }
    }

    private static RowRewrite Delete(long subject, long sequence) => new(new SubjectId(subject), sequence, default);

    private ValueTask<long> RewriteAsync(long sweptThrough, params RowRewrite[] rows) => Store.Eraser.RewriteAsync(rows, sweptThrough, Cancellation);

    private async Task<List<JournalEntry>> ReadAllAsync()
    {
        var all = new List<JournalEntry>();
        await foreach (var entry in Store.Journal.ReadAllAsync(0, Cancellation))
        {
            all.Add(entry);
        }

        return all;
    }
}
