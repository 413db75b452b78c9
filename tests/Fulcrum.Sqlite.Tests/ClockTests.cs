using Fulcrum.Contracts;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class ClockTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 24)]
    [InlineData(-1, -24)]
    [InlineData(365 * 24, -365 * 24)]
    [InlineData(-365 * 24, 365 * 24)]
    [InlineData(-400_000 * 24, 400_000 * 24)]
    public async Task A_clock_that_jumps_and_jumps_back_loses_no_row_and_keeps_their_order(int hours, int hoursLater)
    {
        await using var underTest = await SqliteUnderTest.CreateAsync(SqliteStoreOptions.Default);
        var at = Rows.Noon;
        for (var number = 1; number <= 60; number++)
        {
            at = number switch
            {
                20 => at + TimeSpan.FromHours(hours),
                40 => at + TimeSpan.FromHours(hoursLater),
                _ => at + TimeSpan.FromMinutes(1),
            };
            await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1 + (number % 3), number, at, dedupe: Rows.Hash(number)))).Durable;
        }

        await underTest.CrashAsync();
        Assert.Equal(0, underTest.Sqlite.DamagedRows);
        Assert.Equal(Enumerable.Range(1, 60), await NumbersAsync(underTest));
        await underTest.ReopenAsync();
        await underTest.Store.Journal.Append(JournalBatch.Of(Rows.Event(1, 61, at))).Durable;

        Assert.Equal(Enumerable.Range(1, 61), await NumbersAsync(underTest));
        Assert.Equal(Enumerable.Range(1, 61).Where(number => number % 3 == 0 || number == 61), (await underTest.Store.Journal.ReadSubjectAsync(new SubjectId(1), 0, Cancellation)).Select(Rows.NumberOf));
    }

    private static async Task<List<int>> NumbersAsync(SqliteUnderTest underTest)
    {
        var numbers = new List<int>();
        await foreach (var entry in underTest.Store.Journal.ReadAllAsync(0, Cancellation))
        {
            numbers.Add(Rows.NumberOf(entry));
        }

        return numbers;
    }
}
