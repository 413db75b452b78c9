using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IEraser"/>.</summary>
public abstract class EraserContract : StoreContract
{
    [Fact]
    public async Task An_erasure_removes_all_parts_and_counts_what_it_removed()
    {
        await FillAsync();

        var result = await EraseAsync(1, 2);

        Assert.Equal((301, 200, 2), (result.Sequence, result.Rows, result.Keys));
        await AssertErasedAsync(1);
        await AssertErasedAsync(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_stays_erased_after_an_end_of_either_kind(bool crash)
    {
        await FillAsync();
        await EraseAsync(1, 2);

        await (crash ? UnderTest.CrashAsync() : UnderTest.ReopenAsync());

        await AssertErasedAsync(1);
        await AssertErasedAsync(2);
        await AssertWholeAsync(3);
    }

    [Fact]
    public async Task Neighbours_are_untouched()
    {
        await FillAsync();
        await EraseAsync(1, 2);

        await AssertWholeAsync(3);
        var sequences = new List<long>();
        await foreach (var entry in Store.Journal.ReadAllAsync(0, Cancellation))
        {
            sequences.Add(entry.Sequence);
        }

        Assert.Equal(101, sequences.Count);
        Assert.Equal(301, sequences[^1]);
    }

    [Fact]
    public async Task The_tombstone_remains_and_tells_since_when()
    {
        await FillAsync();
        await EraseAsync(1, 2);

        foreach (var crash in new[] { false, true })
        {
            if (crash)
            {
                await UnderTest.CrashAsync();
            }

            Assert.Equal(EntryKind.Tombstone, (await Store.Journal.FindAsync(301, Cancellation))!.Value.Row.Kind);
            Assert.Equal(Rows.Noon, Store.Eraser.FindTombstone(Rows.Key(1)));
            Assert.Equal(Rows.Noon, Store.Eraser.FindTombstone(Rows.Key(2)));
            Assert.Null(Store.Eraser.FindTombstone(Rows.Key(3)));
        }
    }

    [Fact]
    public async Task Erasing_again_is_safe_and_finds_nothing_more()
    {
        await FillAsync();
        await EraseAsync(1, 2);

        var again = await EraseAsync(1, 2);

        Assert.Equal((0, 0), (again.Rows, again.Keys));
        Assert.NotNull(await Store.Journal.FindAsync(301, Cancellation));
        await AssertWholeAsync(3);
    }

    [Fact]
    public async Task A_released_identifier_can_belong_to_somebody_new()
    {
        await FillAsync();
        await EraseAsync(1, 2);

        await Store.Journal.Append(Rows.WithKeys(Rows.Event(50, 1, binds: [Rows.Key(1)]))).Durable;

        foreach (var end in new Func<ValueTask>[] { () => default, () => UnderTest.CrashAsync(), () => UnderTest.ReopenAsync() })
        {
            await end();
            Assert.Equal(50, (await Store.Identifiers.FindAsync(Rows.Key(1), Cancellation)).Value);
            Assert.Equal(50, Store.SubjectsMax);
        }
    }

    [Fact]
    public async Task The_id_of_an_erased_subject_is_never_given_again()
    {
        await Store.Journal.Append(Rows.WithKeys(Rows.Event(9, 1))).Durable;
        await EraseAsync(9);
        await UnderTest.ReopenAsync();

        Assert.Equal(9, Store.SubjectsMax);
    }

    [Fact]
    public async Task Quarantined_payloads_of_the_subject_go_too_and_others_stay()
    {
        await Store.Journal.Append(new JournalBatch([], [], [], [Rows.Quarantined(1, Rows.Noon, subject: 1), Rows.Quarantined(2, Rows.Noon, subject: 3), Rows.Quarantined(3, Rows.Noon)])).Durable;
        await EraseAsync(1);

        Assert.Equal([0, 3], (await Store.Intake.ListQuarantineAsync(null, null, 10, Cancellation)).Select(row => row.Subject.Value).Order());
    }

    [Fact]
    public async Task A_message_of_an_erased_subject_is_still_known_so_that_a_replay_does_not_bring_it_back()
    {
        Assert.True(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, dedupe: Rows.Hash(1)))).Durable;
        await EraseAsync(1);
        await UnderTest.CrashAsync();

        Assert.False(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
    }

    [Fact]
    public async Task Appends_go_on_while_subjects_are_erased()
    {
        await FillAsync();
        var appends = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var turn = 0; turn < 40; turn++)
            {
                await Store.Journal.Append(JournalBatch.Of(Rows.Event(100 + writer, turn))).Durable;
            }
        })).ToArray();
        await Task.WhenAll(EraseAsync(1), EraseAsync(2));
        await Task.WhenAll(appends);

        await AssertErasedAsync(1);
        await AssertErasedAsync(2);
        await AssertWholeAsync(3);
        for (var writer = 0; writer < 8; writer++)
        {
            Assert.Equal(40, (await Store.Journal.ReadSubjectAsync(new SubjectId(100 + writer), 0, Cancellation)).Count);
        }
    }

    private async Task FillAsync()
    {
        for (var number = 1; number <= 300; number++)
        {
            var subject = 1 + (number % 3);
            _ = Store.Journal.Append(number <= 3 ? Rows.WithKeys(Rows.Event(subject, number, binds: [Rows.Key(subject)])) : JournalBatch.Of(Rows.Event(subject, number)));
        }

        await Store.Snapshots.WriteAsync([.. Enumerable.Range(1, 3).Select(subject => new Snapshot(new SubjectId(subject), 290, "v", Rows.Payload(subject)))], Cancellation);
    }

    private Task<EraseResult> EraseAsync(params long[] subjects) => Store.Eraser.EraseAsync(
        Rows.Tombstone(Rows.Noon, [.. subjects.Select(subject => Rows.Key((int)subject))]), [.. subjects.Select(subject => new SubjectId(subject))], Cancellation).AsTask();

    private async Task AssertErasedAsync(long subject)
    {
        Assert.Null(await Store.Keys.FindAsync(new SubjectId(subject), Cancellation));
        Assert.Empty(await Store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, Cancellation));
        Assert.Null(await Store.Snapshots.FindAsync(new SubjectId(subject), Cancellation));
        Assert.Equal(SubjectId.None, await Store.Identifiers.FindAsync(Rows.Key((int)subject), Cancellation));
    }

    private async Task AssertWholeAsync(long subject)
    {
        Assert.NotNull(await Store.Keys.FindAsync(new SubjectId(subject), Cancellation));
        var rows = await Store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, Cancellation);
        Assert.Equal(100, rows.Count);
        Assert.All(rows, entry => Assert.Equal(Rows.Payload(Rows.NumberOf(entry)), entry.Row.Sealed.ToArray()));
        Assert.Equal(subject, (await Store.Identifiers.FindAsync(Rows.Key((int)subject), Cancellation)).Value);
    }
}
