using Fulcrum.Collect;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IIntakeRecords"/>.</summary>
public abstract class QuarantineContract : StoreContract
{
    private static readonly long Minute = Rows.Noon.UnixMs / 60_000;

    [Fact]
    public async Task A_quarantined_payload_comes_back_whole()
    {
        var row = Rows.Quarantined(1, Rows.Noon, subject: 3);
        await KeepAsync(row);
        await UnderTest.CrashAsync();

        var found = Assert.Single(await Store.Intake.ListQuarantineAsync(null, null, 10, Cancellation));
        Assert.Equal(row with { Sealed = default }, found with { Sealed = default });
        Assert.Equal(row.Sealed.ToArray(), found.Sealed.ToArray());
    }

    [Fact]
    public async Task The_list_is_newest_first_by_source_before_a_time_and_limited()
    {
        for (var number = 1; number <= 20; number++)
        {
            await KeepAsync(Rows.Quarantined(number, Rows.Noon + TimeSpan.FromSeconds(number), source: number % 2));
        }

        Assert.Equal(Enumerable.Range(1, 20).Reverse(), await NumbersAsync(null, null, 100));
        Assert.Equal([20, 19, 18], await NumbersAsync(null, null, 3));
        Assert.Equal([19, 17], await NumbersAsync(1, null, 2));
        Assert.Equal([4, 2], await NumbersAsync(0, Rows.Noon + TimeSpan.FromSeconds(6), 100));
    }

    [Fact]
    public async Task A_sweep_drops_what_was_received_before_and_says_how_many()
    {
        for (var number = 1; number <= 10; number++)
        {
            await KeepAsync(Rows.Quarantined(number, Rows.Noon + TimeSpan.FromDays(number)));
        }

        Assert.Equal(4, await Store.Intake.SweepQuarantineAsync(Rows.Noon + TimeSpan.FromDays(5), Cancellation));
        Assert.Equal(0, await Store.Intake.SweepQuarantineAsync(Rows.Noon + TimeSpan.FromDays(5), Cancellation));
        Assert.Equal([10, 9, 8, 7, 6, 5], await NumbersAsync(null, null, 100));
    }

    [Fact]
    public async Task Counts_of_one_source_and_minute_add_up_and_the_span_is_half_open()
    {
        for (var turn = 0; turn < 5; turn++)
        {
            _ = Store.Journal.Append(Rows.OfCounts(
                new CollectCount(1, Minute, 10, 4, 3, 2, 1), new CollectCount(1, Minute + 1, 1, 1, 0, 0, 0), new CollectCount(2, Minute, 2, 0, 0, 2, 0)));
        }

        await Store.Journal.Append(Rows.OfCounts(new CollectCount(1, Minute, 10, 4, 3, 2, 1))).Durable;
        await UnderTest.CrashAsync();

        Assert.Equal(
            [new CollectCount(1, Minute, 60, 24, 18, 12, 6), new CollectCount(2, Minute, 10, 0, 0, 10, 0)],
            (await CountsAsync(0, 1)).OrderBy(count => count.Source));
        Assert.Equal([new CollectCount(1, Minute + 1, 5, 5, 0, 0, 0)], await CountsAsync(1, 2));
        Assert.Empty(await CountsAsync(2, 60));
    }

    [Fact]
    public async Task Sixteen_writers_lose_no_count()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var turn = 0; turn < 50; turn++)
            {
                await Store.Journal.Append(new JournalBatch([Rows.Event(1, turn)], [], [new CollectCount(1, Minute, 1, 1, 0, 0, 0)], [])).Durable;
            }
        })));

        Assert.Equal([new CollectCount(1, Minute, 800, 800, 0, 0, 0)], await CountsAsync(0, 1));
        Assert.Equal(800, Store.Journal.Head);
    }

    [Fact]
    public async Task A_released_row_is_gone_with_the_rows_and_counts_it_is_released_with()
    {
        var (kept, released) = (Rows.Quarantined(1, Rows.Noon), Rows.Quarantined(2, Rows.Noon));
        await Store.Journal.Append(new JournalBatch([], [], [new CollectCount(1, Minute, 2, 0, 0, 2, 0)], [kept, released])).Durable;

        await Store.Journal.Append(new JournalBatch([Rows.Event(1, 1)], [], [new CollectCount(1, Minute, 0, 1, 0, -1, 0, 1)], []) { Released = [released.Id] }).Durable;
        await UnderTest.CrashAsync();

        Assert.Equal(kept.Id, (await Store.Intake.FindQuarantineAsync(kept.Id, Cancellation))?.Id);
        Assert.Null(await Store.Intake.FindQuarantineAsync(released.Id, Cancellation));
        Assert.Null(await Store.Intake.FindQuarantineAsync("no-such", Cancellation));
        Assert.Equal([new CollectCount(1, Minute, 2, 1, 0, 1, 0, 1)], await CountsAsync(0, 1));
        Assert.Equal([1], await NumbersAsync(null, null, 10));
    }

    private async Task<IReadOnlyList<CollectCount>> CountsAsync(int fromMinutes, int untilMinutes) => await Store.Intake.ReadCountsAsync(
        Rows.Noon + TimeSpan.FromMinutes(fromMinutes), Rows.Noon + TimeSpan.FromMinutes(untilMinutes), Cancellation);

    private async Task<IEnumerable<int>> NumbersAsync(int? source, Instant? before, int limit) =>
        (await Store.Intake.ListQuarantineAsync(source, before, limit, Cancellation))
        .Select(row => int.Parse(row.Id, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture)).ToArray();

    private Task KeepAsync(QuarantineRow row) => Store.Journal.Append(new JournalBatch([], [], [], [row])).Durable;
}
