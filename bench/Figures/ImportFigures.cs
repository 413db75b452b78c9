using System.Diagnostics;
using System.Globalization;

namespace Fulcrum.Bench.Figures;

/// <summary>import.rows: CSV rows to durable profiles through <c>fulcrum import</c>, over the bare parse of the same file.</summary>
internal static class ImportFigures
{
    private const int Rows = 200_000;
    private const int CustomersMax = 40_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            var store = Path.Combine(folder, "store");
            var mapping = Path.Combine(folder, "mapping.yaml");
            await File.WriteAllTextAsync(mapping, Mapping);
            await RunAsync("workspace", "apply", Path.Combine(RepositoryRoot(), "samples", "motors"), "--store", store);

            // Starting the program is no part of the figure: a file of one row tells what it costs.
            var one = await WriteFileAsync(folder, 0, 1);
            var start = await RunAsync("import", one, "--mapping", mapping, "--store", store);
            var ratios = new List<double>();
            var rates = new List<double>();
            for (var round = 1; round <= settings.Rounds; round++)
            {
                var file = await WriteFileAsync(folder, round, Rows);
                var parse = Parse(file);
                var import = Rows / Math.Max(0.001, (await RunAsync("import", file, "--mapping", mapping, "--store", store)) - start);
                rates.Add(import);
                ratios.Add(import / parse);
            }

            return [Figure.AtLeast("import.rows", "ratio", null, ratios, $"{Rounds.Median(rates):0} rows/s to durable profiles; the floor only parses")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private const string Mapping = """
        source: cdnow-import
        file:
          format: csv
          delimiter: ","
          header: true
        event:
          type: track
          name: Order Completed
        identifiers:
          customer-number: customer
        time:
          column: date
          format: yyyyMMdd
          zone: America/New_York
        properties:
          units: {column: units, type: number}
          total: {column: total, type: number}
        """;

    private static async Task<string> WriteFileAsync(string folder, int seed, int rows)
    {
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"orders-{seed}.csv"));
        var random = new Random(seed);
        await using var file = new StreamWriter(path);
        await file.WriteLineAsync("customer,date,units,total");
        for (var row = 0; row < rows; row++)
        {
            await file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{random.Next(CustomersMax) + 100:00000},1997{random.Next(12) + 1:00}{random.Next(28) + 1:00},{random.Next(9) + 1},{random.Next(10_000) / 100.0:0.00}"));
        }

        return path;
    }

    private static double Parse(string path)
    {
        var clock = Stopwatch.StartNew();
        using var reader = new StreamReader(path);
        var fields = 0;
        while (reader.ReadLine() is { } line)
        {
            fields += line.Split(',').Length;
        }

        return fields / 4 / clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? clock.Elapsed.TotalSeconds
            : throw new InvalidOperationException($"fulcrum {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Run the scorecard from a clone: it imports through samples/motors.");
    }
}
