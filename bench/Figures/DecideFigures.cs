using System.Globalization;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>decide.memory, decide.durable, consent.cost: 100k profiles, 100 offers of ten terms, consent and caps on.</summary>
internal static class DecideFigures
{
    public static Task<Figure> MemoryAsync(BenchSettings settings) => OverFloorAsync("decide.memory", 0.75, durable: false, settings);

    public static Task<Figure> DurableAsync(BenchSettings settings) => OverFloorAsync("decide.durable", 0.50, durable: true, settings);

    /// <summary>The worse of two costs, round by round: fewer decisions, or a later p95.</summary>
    public static async Task<Figure> ConsentCostAsync(BenchSettings settings)
    {
        var load = DecideLoad.Decide(durable: false);
        var folder = BenchSettings.NewFolder();
        var openFolder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(DecideLoad.Options(folder, durable: false));
            await using var open = await HostProcess.StartAsync(DecideLoad.Options(openFolder, durable: false, grantEverything: true));
            var side = new Side(load, host, settings);
            var openSide = new Side(load, open, settings);
            var pairs = await Rounds.InterleaveAsync(settings.Rounds, side.RunAsync, openSide.RunAsync);
            var costs = pairs.Select((pair, i) => Math.Max(pair.Floor / pair.Measured, side.P95[i + Rounds.WarmUps] / openSide.P95[i + Rounds.WarmUps])).ToArray();
            return Figure.AtMost(
                "consent.cost", "ratio", 1.10, costs, string.Create(CultureInfo.InvariantCulture, $"{pairs.Absolute("decisions/s")}; p95 {Rounds.Median(side.P95.Skip(Rounds.WarmUps)):0.00} against {Rounds.Median(openSide.P95.Skip(Rounds.WarmUps)):0.00} ms; {Cpu(side, openSide)}"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(openFolder, recursive: true);
        }
    }

    private static async Task<Figure> OverFloorAsync(string id, double target, bool durable, BenchSettings settings)
    {
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(DecideLoad.Options(folder, durable));
            var decide = new Side(DecideLoad.Decide(durable), host, settings);
            var floor = new Side(DecideLoad.Floor(durable), host, settings);
            await CheckFloorAsync(decide.Load, floor.Load, host);
            var pairs = await Rounds.InterleaveAsync(settings.Rounds, decide.RunAsync, floor.RunAsync);
            return Figure.AtLeast(id, "ratio", target, pairs.Ratios(), $"{pairs.Absolute("decisions/s")}; {Cpu(decide, floor)}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A floor that answers other bytes than a decision is none. Ids, and which offer it is, differ; the length does not.</summary>
    private static async Task CheckFloorAsync(DecideLoad decide, DecideLoad floor, HostProcess host)
    {
        var (answer, bare) = (await decide.AskAsync(host), await floor.AskAsync(host));
        if (answer.Length != bare.Length || !answer.Contains("\"mode\":\"personal\"", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The floor answers {bare.Length} characters and a decision {answer.Length}: {answer}");
        }
    }

    private static string Cpu(Side measured, Side floor) => string.Create(
        CultureInfo.InvariantCulture, $"{Rounds.Median(measured.CpuMicros.Skip(Rounds.WarmUps)):0.0} against {Rounds.Median(floor.CpuMicros.Skip(Rounds.WarmUps)):0.0} us of the server's processor time each");

    /// <summary>One side of a ratio, with what its rounds saw; the first are the warm-up.</summary>
    private sealed class Side(DecideLoad load, HostProcess host, BenchSettings settings)
    {
        public DecideLoad Load => load;

        public List<double> P95 { get; } = [];

        public List<double> CpuMicros { get; } = [];

        public async Task<double> RunAsync()
        {
            var (run, cpu) = await load.RunAsync(host, settings.Round);
            P95.Add(run.Latencies.QuantileMs(0.95));
            CpuMicros.Add(cpu);
            return run.PerSecond;
        }
    }
}
