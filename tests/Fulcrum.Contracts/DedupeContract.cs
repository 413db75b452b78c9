using Fulcrum.Collect;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Contracts;

/// <summary>The full meaning of <see cref="IDedupe"/>, for a window of 7 days.</summary>
public abstract class DedupeContract : StoreContract
{
    [Fact]
    public async Task A_key_is_taken_once()
    {
        Assert.True(await TakeAsync(1, Rows.Noon));
        Assert.False(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
        Assert.True(await TakeAsync(2, Rows.Noon));
    }

    [Fact]
    public async Task Of_sixteen_callers_at_once_exactly_one_takes_each_key()
    {
        var taken = new int[1_000];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() =>
        {
            for (var number = 0; number < taken.Length; number++)
            {
                if (Store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out var _))
                {
                    Interlocked.Increment(ref taken[number]);
                    var ticket = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number, dedupe: Rows.Hash(number))));
                    Store.Dedupe.Bind(Rows.Hash(number), ticket.Durable);
                }
            }
        })));

        Assert.All(taken, times => Assert.Equal(1, times));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(3_600, false)]
    [InlineData((7 * 86_400) - 60, false)]
    [InlineData(7 * 86_400, true)]
    [InlineData((7 * 86_400) + 60, true)]
    public async Task A_key_is_remembered_for_seven_days_in_memory_on_disk_and_after_a_crash(int seconds, bool free)
    {
        var later = Rows.Noon + TimeSpan.FromSeconds(seconds);
        foreach (var (key, end) in new Func<ValueTask>[] { () => default, () => UnderTest.ReopenAsync(), () => UnderTest.CrashAsync() }.Index())
        {
            Assert.True(await TakeAsync(key, Rows.Noon));
            await end();

            // A later asker within the window must not make the key live longer, so each asks about a key of its own.
            Assert.Equal(free, Store.Dedupe.TryTake(Rows.Hash(key), later, out _));
        }
    }

    [Fact]
    public async Task Ten_thousand_keys_outlive_a_crash_and_strangers_stay_free()
    {
        for (var number = 0; number < 10_000; number += 10)
        {
            _ = Store.Journal.Append(JournalBatch.Of([.. Enumerable.Range(number, 10).Select(each => Rows.Event(1, each, dedupe: Rows.Hash(each)))]));
        }

        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 0))).Durable;
        await UnderTest.CrashAsync();
        for (var number = 0; number < 10_000; number++)
        {
            Assert.False(Store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out var holder));
            Assert.True(holder.IsCompletedSuccessfully);
            Assert.True(Store.Dedupe.TryTake(Rows.Hash(number + 1_000_000), Rows.Noon, out _));
        }

        await UnderTest.ReopenAsync();
        Assert.False(Store.Dedupe.TryTake(Rows.Hash(77), Rows.Noon, out _));
    }

    [Fact]
    public async Task Who_is_told_false_learns_when_the_holders_row_is_on_disk()
    {
        Assert.True(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
        Assert.False(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out var holder));
        Assert.False(holder.IsCompleted);

        var ticket = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1, dedupe: Rows.Hash(1))));
        Store.Dedupe.Bind(Rows.Hash(1), ticket.Durable);
        await holder;

        Assert.True(ticket.Durable.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_released_key_is_free_and_its_waiters_must_not_acknowledge()
    {
        Assert.True(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
        Assert.False(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out var holder));

        Store.Dedupe.Release(Rows.Hash(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => holder);
        Assert.True(await TakeAsync(1, Rows.Noon));
    }

    [Fact]
    public async Task A_key_taken_but_never_appended_is_free_after_a_crash()
    {
        await Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 1))).Durable;
        Assert.True(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));

        await UnderTest.CrashAsync();

        Assert.True(Store.Dedupe.TryTake(Rows.Hash(1), Rows.Noon, out _));
    }

    private async Task<bool> TakeAsync(int number, Instant at)
    {
        if (!Store.Dedupe.TryTake(Rows.Hash(number), at, out _))
        {
            return false;
        }

        var ticket = Store.Journal.Append(JournalBatch.Of(Rows.Event(1, number, at, Rows.Hash(number))));
        Store.Dedupe.Bind(Rows.Hash(number), ticket.Durable);
        await ticket.Durable;
        return true;
    }
}
