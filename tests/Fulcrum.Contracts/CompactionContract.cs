using System.Buffers.Binary;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="ICompaction"/>: after a thorough compaction no byte of the erased is in any file, and all else is as before.</summary>
public abstract class CompactionContract : StoreContract
{
    private const int Neighbour = 3;

    private static readonly int[] Windows = [4, 16, 28];

    /// <summary>Bytes of the journal, the keys and the snapshots as they lie on the disk, free space and logs included; what holds only keyed hashes apart.</summary>
    protected abstract IEnumerable<byte[]> ReadFiles();

    private ICompaction Compaction => Store.Compaction!;

    [Fact]
    public async Task No_byte_of_the_erased_is_left_in_any_file_and_the_neighbours_are_whole()
    {
        await FillAsync();
        int[] numbers = [.. Enumerable.Range(1, 300), 901, 902, 903, 1_001, 1_002, 1_003, 2_001, 2_002];
        int[] theirs = [.. Enumerable.Range(1, 300).Where(number => 1 + (number % 3) == Neighbour), 903, 1_003];
        Assert.Equal(numbers, FindOnDisk(numbers));

        var erased = await EraseAsync(1, 2);
        var outcome = await CompactAsync();

        Assert.True(outcome.Erasures == 1, string.Join('\n', outcome.Places));
        Assert.Equal(theirs, FindOnDisk(numbers));
        await AssertNeighbourAsync();
        Assert.Equal(Rows.Noon + TimeSpan.FromHours(1), (await Compaction.FindAsync(erased, Cancellation))!.CompactedAt);
    }

    [Fact]
    public async Task What_is_pending_is_known_until_it_is_done_and_after_an_end_of_either_kind()
    {
        await FillAsync();
        Assert.Null(await Compaction.PendingSinceAsync(Cancellation));
        var erased = await EraseAsync(1);
        Assert.Equal(Rows.Noon, await Compaction.PendingSinceAsync(Cancellation));
        Assert.Null((await Compaction.FindAsync(erased, Cancellation))!.CompactedAt);
        await UnderTest.CrashAsync();
        Assert.Equal(Rows.Noon, await Compaction.PendingSinceAsync(Cancellation));

        await CompactAsync();

        foreach (var end in new Func<ValueTask>[] { () => default, () => UnderTest.CrashAsync(), () => UnderTest.ReopenAsync() })
        {
            await end();
            Assert.Null(await Compaction.PendingSinceAsync(Cancellation));
            var standing = (await Compaction.FindAsync(erased, Cancellation))!;
            Assert.Equal((erased, Rows.Noon, true, Rows.Noon + TimeSpan.FromHours(1)), (standing.Sequence, standing.At, standing.IsDeleted, standing.CompactedAt));
            Assert.Equal([1], standing.Subjects.Select(subject => subject.Value));
            Assert.Null(await Compaction.FindAsync(erased - 1, Cancellation));
            await AssertNeighbourAsync();
        }
    }

    [Fact]
    public async Task Appends_and_erasures_go_on_meanwhile_and_none_is_taken_for_compacted_that_came_later()
    {
        await FillAsync();
        await EraseAsync(1);
        var appends = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var turn = 0; turn < 60; turn++)
            {
                await Store.Journal.Append(JournalBatch.Of(Rows.Event(100 + writer, turn))).Durable;
            }
        })).ToArray();
        var compacting = Task.Run(CompactAsync);
        var later = await EraseAsync(2);
        var outcome = await compacting;
        await Task.WhenAll(appends);
        var standing = (await Compaction.FindAsync(later, Cancellation))!;
        var again = await CompactAsync();

        Assert.Equal(2, outcome.Erasures + again.Erasures);
        Assert.Equal(again.Erasures == 1, standing.CompactedAt is null);
        for (var writer = 0; writer < 4; writer++)
        {
            Assert.Equal(60, (await Store.Journal.ReadSubjectAsync(new SubjectId(100 + writer), 0, Cancellation)).Count);
        }

        await AssertNeighbourAsync();
    }

    [Fact]
    public async Task Doing_it_where_nothing_was_erased_changes_nothing()
    {
        await FillAsync();
        Assert.Equal(0, (await CompactAsync()).Erasures);
        await AssertNeighbourAsync();
    }

    [Fact]
    public async Task Quarantined_rows_are_read_whole_and_in_order()
    {
        for (var number = 1; number <= 600; number++)
        {
            // All of one moment, as a bad file brings them.
            _ = Store.Journal.Append(new JournalBatch([], [], [], [Rows.Quarantined(number, Rows.Noon)]));
        }

        await Store.Journal.Append(JournalBatch.Of()).Durable;
        var ids = new List<string>();
        await foreach (var row in Store.Intake.ReadQuarantineAsync(Cancellation))
        {
            ids.Add(row.Id);
        }

        Assert.Equal(Enumerable.Range(1, 600).Select(number => Rows.Quarantined(number, Rows.Noon).Id), ids);
    }

    /// <summary>Compacts until nothing is pending: tests beside this one may read what the same server deletes.</summary>
    private async Task<CompactionOutcome> CompactAsync()
    {
        for (var erasures = 0; ; await Task.Delay(20, Cancellation))
        {
            var outcome = await Compaction.RunAsync(CompactionOrder.Thorough, Rows.Noon + TimeSpan.FromHours(1), null, Cancellation);
            erasures += outcome.Erasures;
            if (await Compaction.PendingSinceAsync(Cancellation) is null)
            {
                return outcome with { Erasures = erasures };
            }
        }
    }

    private async Task<long> EraseAsync(params long[] subjects) => (await Store.Eraser.EraseAsync(
        Rows.Tombstone(Rows.Noon, [.. subjects.Select(subject => Rows.Key((int)subject))]), [.. subjects.Select(subject => new SubjectId(subject))], Cancellation)).Sequence;

    private async Task FillAsync()
    {
        for (var number = 1; number <= 300; number++)
        {
            var subject = 1 + (number % 3);
            var batch = number <= 3 ? Rows.WithKeys(Rows.Event(subject, number, binds: [Rows.Key(subject)])) : JournalBatch.Of(Rows.Event(subject, number));
            await Store.Journal.Append(batch).Durable;
        }

        await Store.Journal.Append(new JournalBatch([], [], [], [Rows.Quarantined(2_001, Rows.Noon, subject: 1), Rows.Quarantined(2_002, Rows.Noon, subject: 2)])).Durable;
        await Store.Snapshots.WriteAsync([.. Enumerable.Range(1, 3).Select(subject => new Snapshot(new SubjectId(subject), 290, "v", Rows.Payload(900 + subject)))], Cancellation);
    }

    private async Task AssertNeighbourAsync()
    {
        var rows = await Store.Journal.ReadSubjectAsync(new SubjectId(Neighbour), 0, Cancellation);
        Assert.Equal(100, rows.Count);
        Assert.All(rows, entry => Assert.Equal(Rows.Payload(Rows.NumberOf(entry)), entry.Row.Sealed.ToArray()));
        Assert.NotNull(await Store.Keys.FindAsync(new SubjectId(Neighbour), Cancellation));
        Assert.Equal(Neighbour, (await Store.Identifiers.FindAsync(Rows.Key(Neighbour), Cancellation)).Value);
    }

    /// <summary>Which of the payloads are in any file. Their first bytes say their number, the next are chance: 8 of them are no other row's. Three places, since the end of a page may split one.</summary>
    private int[] FindOnDisk(int[] numbers)
    {
        var sought = numbers.SelectMany(number => Windows.Select(at => (number, at)))
            .ToDictionary(one => BinaryPrimitives.ReadUInt64LittleEndian(Rows.Payload(one.number).AsSpan(one.at)), one => one.number);
        var found = new HashSet<int>();
        foreach (var file in ReadFiles())
        {
            for (var at = 0; at + sizeof(ulong) <= file.Length; at++)
            {
                if (sought.TryGetValue(BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at)), out var number))
                {
                    found.Add(number);
                }
            }
        }

        return [.. numbers.Where(found.Contains)];
    }
}
