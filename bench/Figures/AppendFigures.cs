using System.Security.Cryptography;
using Fulcrum.Bench.Hosts;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Bench.Figures;

/// <summary>append.durable: sealed rows a second through the journal, over a bare file with one flush a group, 512 callers waiting.</summary>
internal static class AppendFigures
{
    private const int Callers = 512;
    private const int RowBytes = 600;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var store = await SqliteStore.OpenAsync(folder, TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
            await using var file = new GroupCommitFile(Path.Combine(folder, "floor.bin"));
            var payload = new byte[RowBytes];
            RandomNumberGenerator.Fill(payload);
            long next = 0;

            var pairs = await Rounds.InterleaveAsync(
                settings.Rounds,
                () => RunAsync(settings.Round, () =>
                {
                    var n = (ulong)Interlocked.Increment(ref next);
                    var row = new JournalRow(EntryKind.Event, new SubjectId((long)(n % 100_000) + 1), Instant.From(TimeProvider.System.GetUtcNow()), 1, new UInt128(unchecked(0x9E3779B97F4A7C15 * n), n), default, payload);
                    return store.Journal.Append(JournalBatch.Of(row)).Durable;
                }),
                () => RunAsync(settings.Round, () => file.AppendAsync(payload)));
            return [Figure.AtLeast("append.durable", "ratio", 0.40, pairs.Ratios(), pairs.Absolute("rows/s"))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static async Task<double> RunAsync(TimeSpan duration, Func<Task> append)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            long done = 0;
            while (clock.Elapsed < duration)
            {
                await append();
                done++;
            }

            return done;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }
}
