using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IJournal"/>.</summary>
public abstract class JournalContract : StoreContract
{
    [Fact]
    public async Task Rows_are_numbered_from_one_in_the_order_of_the_calls()
    {
        var first = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1), Rows.Event(2, 2)));
        var second = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3)));

        Assert.Equal((1, 3, 3), (first.FirstSequence, second.FirstSequence, Store.Journal.Head));
        await Task.WhenAll(first.Durable, second.Durable);
        Assert.Equal([1, 2, 3], await NumbersAsync(0));
    }

    [Fact]
    public async Task Rows_nobody_waits_for_reach_the_disk_all_the_same_and_keep_their_place()
    {
        var patient = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1)) with { IsPatient = true });
        await patient.Durable;
        var before = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 2)) with { IsPatient = true });
        var urgent = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3)));
        await urgent.Durable;

        await before.Durable;
        await UnderTest.ReopenAsync();
        Assert.Equal([1, 2, 3], await NumbersAsync(0));
    }

    [Fact]
    public async Task An_empty_journal_has_head_zero_and_no_rows()
    {
        Assert.Equal(0, Store.Journal.Head);
        Assert.Empty(await NumbersAsync(0));
        Assert.Null(await Store.Journal.FindAsync(1, Cancellation));
        Assert.Empty(await Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation));
    }

    [Fact]
    public async Task A_row_comes_back_with_every_column_as_it_was_queued_and_after_it_is_on_disk()
    {
        var row = new JournalRow(EntryKind.Consent, new SubjectId(long.MaxValue), Rows.Noon, 65_535, UInt128.MaxValue, Rows.Pack(Rows.Key(1), Rows.Key(2, 255)), Rows.Payload(5));
        var ticket = Store.Journal.Append(JournalBatch.Of(row));

        AssertSame(row, await Store.Journal.FindAsync(ticket.FirstSequence, Cancellation));
        await ticket.Durable;
        AssertSame(row, await Store.Journal.FindAsync(ticket.FirstSequence, Cancellation));
        await UnderTest.ReopenAsync();
        AssertSame(row, await Store.Journal.FindAsync(ticket.FirstSequence, Cancellation));
    }

    [Fact]
    public async Task A_row_may_be_empty_or_very_large()
    {
        var empty = Rows.Event(1, 1) with { Sealed = default };
        var large = Rows.Event(1, 2) with { Sealed = new byte[1_500_000] };
        await Store.Journal.Append(JournalBatch.Of(empty, large, Rows.Event(1, 3))).Durable;

        var rows = await Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation);

        Assert.Equal([0, 1_500_000, Rows.Payload(3).Length], rows.Select(entry => entry.Row.Sealed.Length));
    }

    [Fact]
    public async Task What_is_queued_is_read_at_once()
    {
        for (var number = 1; number <= 300; number++)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(number % 3, number)));
            var read = await Store.Journal.ReadSubjectAsync(new SubjectId(number % 3), 0, Cancellation);
            if (number % 3 != 0)
            {
                Assert.Equal(number, Rows.NumberOf(read[^1]));
                Assert.Equal((number + 2) / 3, read.Count);
            }

            Assert.Equal(number, Rows.NumberOf((await Store.Journal.FindAsync(number, Cancellation))!.Value));
        }
    }

    [Fact]
    public async Task The_rows_of_a_subject_are_its_own_oldest_first_and_after_the_given_one()
    {
        for (var number = 1; number <= 1_000; number++)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(1 + (number % 7), number)));
        }

        foreach (var reopen in new[] { false, true })
        {
            if (reopen)
            {
                await Store.Journal.Append(JournalBatch.Of(Rows.Event(99, 0))).Durable;
                await UnderTest.ReopenAsync();
            }

            for (var subject = 1; subject <= 7; subject++)
            {
                var expected = Enumerable.Range(1, 1_000).Where(number => 1 + (number % 7) == subject && number > 500);
                var read = await Store.Journal.ReadSubjectAsync(new SubjectId(subject), 500, Cancellation);
                Assert.Equal(expected, read.Select(Rows.NumberOf));
                Assert.All(read, entry => Assert.Equal(subject, entry.Row.Subject.Value));
            }
        }
    }

    [Fact]
    public async Task A_long_history_is_read_page_by_page_whether_on_disk_or_queued()
    {
        for (var number = 1; number <= 500; number++)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(1 + (number % 2), number)));
        }

        foreach (var isOnDisk in new[] { false, true })
        {
            if (isOnDisk)
            {
                await Store.Journal.Append(JournalBatch.Of()).Durable;
            }

            var (after, read, pages) = (0L, new List<int>(), 0);
            while (await Store.Journal.ReadSubjectAsync(new SubjectId(1), after, 30, Cancellation) is { Count: > 0 } page)
            {
                Assert.True(page.Count <= 30);
                (after, pages) = (page[^1].Sequence, pages + 1);
                read.AddRange(page.Select(Rows.NumberOf));
            }

            Assert.Equal(Enumerable.Range(1, 500).Where(number => number % 2 == 0), read);
            Assert.Equal(9, pages);
        }
    }

    [Fact]
    public async Task Rows_without_a_subject_belong_to_nobody_and_are_read_with_all()
    {
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(0, 1), Rows.Event(1, 2))).Durable;

        Assert.Empty(await Store.Journal.ReadSubjectAsync(SubjectId.None, 0, Cancellation));
        Assert.Equal([1, 2], await NumbersAsync(0));
    }

    [Fact]
    public async Task All_rows_are_read_in_order_from_any_place()
    {
        for (var number = 1; number <= 2_000; number++)
        {
            _ = Store.Journal.Append(JournalBatch.Of(Rows.Event(number % 5, number)));
        }

        foreach (var after in new[] { 0, 1, 777, 1_999, 2_000 })
        {
            Assert.Equal(Enumerable.Range(after + 1, 2_000 - after), await NumbersAsync(after));
        }

        await UnderTest.ReopenAsync();
        Assert.Equal(Enumerable.Range(1, 2_000), await NumbersAsync(0));
    }

    [Fact]
    public async Task Days_may_change_between_rows_in_either_direction()
    {
        var days = new[] { 0, 1, 1, 0, 2, 400, 2, 3 };
        foreach (var (index, day) in days.Index())
        {
            await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, index + 1, Rows.Noon + TimeSpan.FromDays(day)))).Durable;
        }

        await UnderTest.ReopenAsync();

        Assert.Equal(Enumerable.Range(1, days.Length), await NumbersAsync(0));
        var read = await Store.Journal.ReadSubjectAsync(new SubjectId(1), 2, Cancellation);
        Assert.Equal(days.Skip(2).Select(day => Rows.Noon + TimeSpan.FromDays(day)), read.Select(entry => entry.Row.At));
    }

    [Fact]
    public async Task What_was_durable_outlives_a_crash_and_numbering_goes_on()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(1, 1), Rows.Event(2, 2))).Durable;

        await UnderTest.CrashAsync();

        Assert.Equal(2, Store.Journal.Head);
        Assert.Equal([1, 2], await NumbersAsync(0));
        Assert.Equal([2], (await Store.Journal.ReadSubjectAsync(new SubjectId(2), 0, Cancellation)).Select(Rows.NumberOf));
        Assert.Equal(3, Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 3))).FirstSequence);
    }

    [Fact]
    public async Task Sixteen_writers_at_once_lose_and_mix_nothing()
    {
        var tickets = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => Enumerable.Range(0, 100).Select(turn =>
            (First: writer * 10_000 + turn * 3, Ticket: Store.Journal.Append(JournalBatch.Of(
                [.. Enumerable.Range(0, 3).Select(row => Rows.Event(writer + 1, (writer * 10_000) + (turn * 3) + row))])))).ToArray())));
        await Task.WhenAll(tickets.SelectMany(each => each).Select(each => each.Ticket.Durable));

        var all = await NumbersAsync(0);
        Assert.Equal(16 * 300, all.Count);
        foreach (var (first, ticket) in tickets.SelectMany(each => each))
        {
            Assert.Equal([first, first + 1, first + 2], all.GetRange((int)ticket.FirstSequence - 1, 3));
        }

        for (var writer = 0; writer < 16; writer++)
        {
            var own = await Store.Journal.ReadSubjectAsync(new SubjectId(writer + 1), 0, Cancellation);
            Assert.Equal(Enumerable.Range(writer * 10_000, 300), own.Select(Rows.NumberOf));
        }
    }

    [Fact]
    public async Task The_greatest_subject_ever_given_is_remembered()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(41, 1), Rows.Event(7, 2))).Durable;
        Assert.Equal(41, Store.SubjectsMax);
        await UnderTest.CrashAsync();
        Assert.Equal(41, Store.SubjectsMax);
        await UnderTest.ReopenAsync();
        Assert.Equal(41, Store.SubjectsMax);
    }

    [Fact]
    public void Secrets_are_32_bytes_and_do_not_print_themselves()
    {
        Assert.Equal((32, 32), (Store.Secrets.Kek.Length, Store.Secrets.LookUp.Length));
        Assert.DoesNotContain(Convert.ToHexString(Store.Secrets.Kek.Span), Store.Secrets.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertSame(JournalRow expected, JournalEntry? entry)
    {
        var row = Assert.NotNull(entry).Row;
        Assert.Equal((expected.Kind, expected.Subject, expected.At, expected.Source, expected.Dedupe), (row.Kind, row.Subject, row.At, row.Source, row.Dedupe));
        Assert.Equal(expected.Identifiers.ToArray(), row.Identifiers.ToArray());
        Assert.Equal(expected.Sealed.ToArray(), row.Sealed.ToArray());
    }

    private async Task<List<int>> NumbersAsync(long after)
    {
        var numbers = new List<int>();
        await foreach (var entry in Store.Journal.ReadAllAsync(after, Cancellation))
        {
            numbers.Add(Rows.NumberOf(entry));
        }

        return numbers;
    }
}
