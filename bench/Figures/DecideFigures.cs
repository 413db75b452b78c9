using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>decide.memory, decide.durable, consent.cost: 100k profiles, 100 offers of ten terms, consent and caps on.</summary>
internal static class DecideFigures
{
    private const int Profiles = 100_000;
    private const int MemoryConnections = 64;
    private const int DurableConnections = 512;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var figures = new List<Figure>();
        var decide = Requests("/v1/decide");
        var floor = Requests(Floors.Decide);
        var memoryFolder = BenchSettings.NewFolder();
        var grantFolder = BenchSettings.NewFolder();
        var durableFolder = BenchSettings.NewFolder();
        try
        {
            await using (var host = await HostProcess.StartAsync(Options(memoryFolder, durable: false, grantEverything: false)))
            {
                var pairs = await Rounds.InterleaveAsync(
                    settings.Rounds,
                    async () => (await LoadAsync(host, MemoryConnections, settings, decide)).PerSecond,
                    async () => (await LoadAsync(host, MemoryConnections, settings, floor)).PerSecond);
                figures.Add(Figure.AtLeast("decide.memory", "ratio", 0.75, pairs.Ratios(), pairs.Absolute("decisions/s")));

                await using var open = await HostProcess.StartAsync(Options(grantFolder, durable: false, grantEverything: true));
                figures.Add(await ConsentCostAsync(settings, decide, host, open));
            }

            await using (var host = await HostProcess.StartAsync(Options(durableFolder, durable: true, grantEverything: false)))
            {
                var pairs = await Rounds.InterleaveAsync(
                    settings.Rounds,
                    async () => (await LoadAsync(host, DurableConnections, settings, decide)).PerSecond,
                    async () => (await LoadAsync(host, DurableConnections, settings, floor)).PerSecond);
                figures.Add(Figure.AtLeast("decide.durable", "ratio", 0.50, pairs.Ratios(), pairs.Absolute("decisions/s")));
            }
        }
        finally
        {
            Directory.Delete(memoryFolder, recursive: true);
            Directory.Delete(grantFolder, recursive: true);
            Directory.Delete(durableFolder, recursive: true);
        }

        return figures;
    }

    private static async Task<Figure> ConsentCostAsync(BenchSettings settings, ReadOnlyMemory<byte>[] decide, HostProcess consent, HostProcess open)
    {
        var p95 = new List<double>();
        var openP95 = new List<double>();
        var pairs = await Rounds.InterleaveAsync(
            settings.Rounds,
            async () =>
            {
                var run = await LoadAsync(consent, MemoryConnections, settings, decide);
                p95.Add(run.Latencies.QuantileMs(0.95));
                return run.PerSecond;
            },
            async () =>
            {
                var run = await LoadAsync(open, MemoryConnections, settings, decide);
                openP95.Add(run.Latencies.QuantileMs(0.95));
                return run.PerSecond;
            });

        // The worse of the two costs, round by round: fewer decisions, or a later p95.
        var costs = pairs.Select((pair, i) => Math.Max(pair.Floor / pair.Measured, p95[i + 1] / openP95[i + 1])).ToArray();
        return Figure.AtMost("consent.cost", "ratio", 1.10, costs, $"{pairs.Absolute("decisions/s")}; p95 {Rounds.Median(p95):0.00} against {Rounds.Median(openP95):0.00} ms");
    }

    private static string[] Options(string folder, bool durable, bool grantEverything) =>
        new BenchHostOptions(folder, durable, grantEverything, Profiles, Profiles * 2).ToArguments();

    private static async Task<LoadResult> LoadAsync(HostProcess host, int connections, BenchSettings settings, ReadOnlyMemory<byte>[] requests)
    {
        var run = await HttpLoad.ClosedAsync(host.Port, connections, settings.Round, (c, n) => requests[(int)(((c * 7_919L) + n) % requests.Length)]);
        return run.Failures == 0 ? run : throw new InvalidOperationException($"{run.Failures} of {run.Requests} requests failed; nothing was measured.");
    }

    private static ReadOnlyMemory<byte>[] Requests(string path)
    {
        var random = new Random(20261124);
        var requests = new ReadOnlyMemory<byte>[20_000];
        for (var i = 0; i < requests.Length; i++)
        {
            var body = $$$"""{"placements":["bench-slot"],"subject":{"userId":"{{{Customers.UserId(random.Next(Profiles))}}}"},"context":{"page":"/models"}}""";
            requests[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {BenchHost.DecideKey}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        }

        return requests;
    }
}
