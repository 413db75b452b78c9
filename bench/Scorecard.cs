using Fulcrum.Bench.Figures;

namespace Fulcrum.Bench;

/// <summary>Measures figure by figure and prints one JSON line each.</summary>
internal static class Scorecard
{
    private static readonly (string Ids, Func<BenchSettings, Task<IReadOnlyList<Figure>>> Measure)[] All =
    [
        ("append.durable", AppendFigures.MeasureAsync),
        ("append.postgres,store.copy", PostgresFigures.MeasureAsync),
        ("decide.memory", One(DecideFigures.MemoryAsync)),
        ("decide.durable", One(DecideFigures.DurableAsync)),
        ("consent.cost", One(DecideFigures.ConsentCostAsync)),
        ("consent.check,consent.bytes,consent.write", ConsentFigures.MeasureAsync),
        ("tcf.decode", TcfFigures.MeasureAsync),
        ("ingest.durable,ingest.stall", IngestFigures.MeasureAsync),
        ("profile.bytes,start.clean,start.killed", ScaleFigures.MeasureAsync),
        ("withdraw.ack", WithdrawFigures.MeasureAsync),
        ("overload.goodput,overload.rights,overload.recovery", OverloadFigures.MeasureAsync),
        ("decide.cluster,decide.cluster-durable,decide.remote,scale.nodes", ClusterFigures.MeasureAsync),
        ("failover.seconds,failover.tuned,withdraw.cluster,withdraw.partition", LossFigures.MeasureAsync),
        ("import.rows", ImportFigures.MeasureAsync),
        ("ledger.append,ledger.proof", LedgerFigures.MeasureAsync),
        ("export.100k", ExportFigures.MeasureAsync),
        ("portal.page,portal.bytes", PortalFigures.MeasureAsync),
        ("console.page,console.first,access.check", ConsoleFigures.MeasureAsync),
        ("erase.unreadable,erase.scan", EraseFigures.MeasureAsync),
        ("backup.rate,backup.stall,restore.seconds", BackupFigures.MeasureAsync),
    ];

    private static Func<BenchSettings, Task<IReadOnlyList<Figure>>> One(Func<BenchSettings, Task<Figure>> measure) =>
        async settings => [await measure(settings)];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var settings = BenchSettings.Read(arguments);
        if (settings is null)
        {
            await Console.Error.WriteLineAsync("Unknown argument. Known: --json FILE, --only ID,ID, --rounds N, --seconds S.");
            return 2;
        }

        var lines = new List<string>();
        var missing = All.SelectMany(group => group.Ids.Split(',')).Where(settings.Wants).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0)
        {
            await Console.Error.WriteLineAsync($"No figure of this name. Known: {string.Join(',', All.Select(group => group.Ids))}.");
            return 2;
        }

        foreach (var (ids, measure) in All)
        {
            if (!ids.Split(',').Any(settings.Wants))
            {
                continue;
            }

            await Console.Error.WriteLineAsync($"measuring {ids} …");
            foreach (var figure in await measure(settings))
            {
                missing.Remove(figure.Id);
                lines.Add(figure.ToJson());
                await Console.Out.WriteLineAsync(lines[^1]);
            }
        }

        if (settings.Json is { } file)
        {
            await File.WriteAllLinesAsync(file, lines);
        }

        if (missing.Count > 0)
        {
            await Console.Error.WriteLineAsync($"Not measured: {string.Join(", ", missing)}.");
            return 1;
        }

        return 0;
    }
}

/// <summary>How long and how often to measure.</summary>
internal sealed record BenchSettings(string? Json, IReadOnlySet<string> Only, int Rounds, TimeSpan Round)
{
    /// <summary>Whether a figure was asked for; all are unless some are named.</summary>
    public bool Wants(string id) => Only.Count == 0 || Only.Contains(id);

    public static BenchSettings? Read(string[] arguments)
    {
        var settings = new BenchSettings(null, new HashSet<string>(), 5, TimeSpan.FromSeconds(3));
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 >= arguments.Length)
            {
                return null;
            }

            var value = arguments[i + 1];
            switch (arguments[i])
            {
                case "--json":
                    settings = settings with { Json = value };
                    break;
                case "--only":
                    settings = settings with { Only = value.Split(',').ToHashSet(StringComparer.Ordinal) };
                    break;
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0:
                    settings = settings with { Rounds = rounds };
                    break;
                case "--seconds" when int.TryParse(value, out var seconds) && seconds > 0:
                    settings = settings with { Round = TimeSpan.FromSeconds(seconds) };
                    break;
                default:
                    return null;
            }
        }

        return settings;
    }

    /// <summary>A new empty folder for a store; the caller deletes it.</summary>
    public static string NewFolder() => Directory.CreateTempSubdirectory("fulcrum-bench-").FullName;
}
