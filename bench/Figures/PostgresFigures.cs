using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Fulcrum.Bench.Hosts;
using Fulcrum.Clusters;
using Fulcrum.Postgres;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Bench.Figures;

/// <summary>
/// append.postgres: sealed rows a second through the journal in PostgreSQL, over the embedded store's on the same machine, 512 callers
/// waiting. store.copy: journal rows a second from the embedded store into PostgreSQL.
/// </summary>
internal static class PostgresFigures
{
    private const int CopiedRows = 200_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        await using var cluster = await PostgresCluster.StartAsync("-c max_wal_size=4GB");
        try
        {
            return [await AppendAsync(cluster, folder, settings), await CopyAsync(cluster, folder, settings)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Figure> AppendAsync(PostgresCluster cluster, string folder, BenchSettings settings)
    {
        await using var embedded = await SqliteStore.OpenAsync(Path.Combine(folder, "append"), TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None);
        await using var postgres = await PostgresStore.OpenAsync(
            PostgresAddress.Parse(cluster.ConnectionString("append")), Path.Combine(folder, "append-keys"), TimeProvider.System, new SystemRandom(), PostgresStoreOptions.Default, CancellationToken.None);
        var payload = RandomNumberGenerator.GetBytes(600);
        long next = 0;
        var pairs = await Rounds.InterleaveAsync(
            settings.Rounds,
            () => AppendFigures.RunAsync(settings.Round, () => postgres.Journal.Append(JournalBatch.Of(Row(Interlocked.Increment(ref next), payload))).Durable),
            () => AppendFigures.RunAsync(settings.Round, () => embedded.Journal.Append(JournalBatch.Of(Row(Interlocked.Increment(ref next), payload))).Durable));
        return Figure.AtLeast("append.postgres", "ratio", null, pairs.Ratios(), pairs.Absolute("rows/s"));
    }

    private static async Task<Figure> CopyAsync(PostgresCluster cluster, string folder, BenchSettings settings)
    {
        var from = Path.Combine(folder, "copy");
        await using (var store = await SqliteStore.OpenAsync(from, TimeProvider.System, new SystemRandom(), SqliteStoreOptions.Default, CancellationToken.None))
        {
            for (var number = 1; number <= CopiedRows; number += 500)
            {
                await store.Journal.Append(JournalBatch.Of([.. Enumerable.Range(number, 500).Select(each => Row(each, RandomNumberGenerator.GetBytes(600)))])).Durable;
            }
        }

        var rates = new List<double>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var to = Path.Combine(folder, $"copy-{round}");
            Directory.CreateDirectory(to);
            var address = Path.Combine(to, "postgres.connection");
            await File.WriteAllTextAsync(address, cluster.ConnectionString(cluster.NewSchema()));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(address, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            rates.Add(await CopyAsync(from, $"postgres:{to}"));
        }

        return Figure.AtLeast("store.copy", "rows/s", null, rates, $"{CopiedRows} rows of 600 bytes from the embedded store into PostgreSQL, without the comparison of both");
    }

    private static async Task<double> CopyAsync(string from, string to)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"), "store", "copy", "--from", from, "--to", to, "--json"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? CopiedRows / JsonDocument.Parse(output).RootElement.GetProperty("seconds").GetDouble()
            : throw new InvalidOperationException($"The copy ended with {process.ExitCode}: {output}");
    }

    private static JournalRow Row(long number, byte[] payload) => new(
        EntryKind.Event,
        new SubjectId((number % 100_000) + 1),
        Instant.From(TimeProvider.System.GetUtcNow()),
        1,
        new UInt128(unchecked(0x9E3779B97F4A7C15 * (ulong)number), (ulong)number),
        default,
        payload);
}
