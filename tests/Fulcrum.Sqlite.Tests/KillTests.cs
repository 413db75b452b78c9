using System.Diagnostics;
using System.Globalization;
using Fulcrum.Contracts;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Sqlite.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task Ten_kills_lose_nothing_that_was_acknowledged()
    {
        var folder = SqliteUnderTest.NewFolder();
        var acknowledged = new Dictionary<long, int>();
        var chance = new Random(20260301);
        for (var kill = 1; kill <= 10; kill++)
        {
            await AppendUntilKilledAsync(folder, kill * 1_000_000, "after", chance.Next(1, 3_000), acknowledged);
            Assert.Equal([], await MissingAsync(folder, acknowledged));
        }

        Assert.True(acknowledged.Count >= 10);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_program_that_acknowledges_before_the_commit_is_caught()
    {
        var chance = new Random(7);
        for (var tries = 0; tries < 10; tries++)
        {
            var folder = SqliteUnderTest.NewFolder();
            var acknowledged = new Dictionary<long, int>();
            await AppendUntilKilledAsync(folder, 0, "before", chance.Next(1, 3_000), acknowledged);
            var missing = await MissingAsync(folder, acknowledged);
            Directory.Delete(folder, recursive: true);
            if (missing.Count > 0)
            {
                return;
            }
        }

        Assert.Fail("Ten kills of a program that acknowledges too early went unnoticed: the test is blind.");
    }

    private static async Task AppendUntilKilledAsync(string folder, int first, string acknowledge, int acknowledgements, Dictionary<long, int> acknowledged)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Fulcrum.Sqlite.Appender.dll");
        using var appender = Process.Start(new ProcessStartInfo("dotnet", [program, folder, first.ToString(CultureInfo.InvariantCulture), acknowledge])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", await appender.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        while (acknowledgements-- > 0)
        {
            Add(await appender.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), acknowledged);
        }

        appender.Kill();
        await appender.WaitForExitAsync(TestContext.Current.CancellationToken);

        // What it said before it died counts as well; a last line may be cut short.
        var rest = await appender.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var line in rest.Split('\n')[..^1])
        {
            Add(line, acknowledged);
        }
    }

    private static void Add(string? line, Dictionary<long, int> acknowledged)
    {
        var parts = line!.Split(' ');
        acknowledged.Add(long.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // Acknowledged rows that the journal, the index by subject, the identifiers or the message ids do not know.
    private static async Task<List<long>> MissingAsync(string folder, Dictionary<long, int> acknowledged)
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var store = await SqliteStore.OpenAsync(folder, new FakeTimeProvider(Rows.Noon.ToDateTimeOffset()), new SystemRandom(), SqliteStoreOptions.Default, cancellation);
        var bySubject = new HashSet<long>();
        for (var subject = 1; subject <= 50; subject++)
        {
            bySubject.UnionWith((await store.Journal.ReadSubjectAsync(new SubjectId(subject), 0, cancellation)).Select(entry => entry.Sequence));
        }

        Assert.Equal(store.Journal.Head, bySubject.Count);
        var missing = new List<long>();
        foreach (var (sequence, number) in acknowledged)
        {
            var entry = await store.Journal.FindAsync(sequence, cancellation);
            var whole = entry is { } found && Rows.NumberOf(found) == number && bySubject.Contains(sequence)
                && (await store.Identifiers.FindAsync(Rows.Key(number), cancellation)).Value == 1 + (number % 50)
                && !store.Dedupe.TryTake(Rows.Hash(number), Rows.Noon, out _);
            if (!whole)
            {
                missing.Add(sequence);
            }
        }

        return missing;
    }
}
