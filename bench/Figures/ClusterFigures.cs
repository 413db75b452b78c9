using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;
using Fulcrum.Bench.Load;

namespace Fulcrum.Bench.Figures;

/// <summary>decide.cluster, decide.remote, scale.nodes: what a decision costs where several nodes serve one store, asked at the owner and at another node.</summary>
/// <remarks>The floor is that of decide.memory: the endpoint without work of a server with as many customers, in a process beside, by turns with the nodes.</remarks>
internal static class ClusterFigures
{
    private const int FewConnections = 64;
    private const int ManyConnections = 512;

    /// <summary>Of one core, for each node: three of them leave half the machine to the database and the load.</summary>
    private const double Share = 0.3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(BenchSettings settings)
    {
        var figures = new List<Figure>();
        var folder = BenchSettings.NewFolder();
        try
        {
            await using var host = await HostProcess.StartAsync(DecideLoad.Options(folder, durable: false));
            await using (var cluster = await BenchCluster.StartAsync(durable: false))
            {
                await CheckFloorAsync(cluster, host);
                figures.AddRange(await OverFloorAsync(cluster, host, FewConnections, settings, ("decide.cluster", 0, 0.50), ("decide.remote", 1, null)));
                figures.Add(await ScaleAsync(cluster, settings));
            }

            await using var durable = await BenchCluster.StartAsync(durable: true);
            figures.AddRange(await OverFloorAsync(durable, host, ManyConnections, settings, ("decide.cluster-durable", 0, 0.50)));
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Each node asked, and the floor, by turns that begin elsewhere each round.</summary>
    private static async Task<IEnumerable<Figure>> OverFloorAsync(
        BenchCluster cluster, HostProcess host, int connections, BenchSettings settings, params (string Id, int Node, double? Target)[] asked)
    {
        var sides = asked.Select(one => (cluster.All[one.Node].Port, Requests: DecideLoad.Requests("/v1/decide", cluster.DecideKey)))
            .Append((host.Port, Requests: DecideLoad.Requests(Floors.Decide))).ToArray();
        var seen = sides.Select(_ => new List<double>()).ToArray();
        for (var round = -Rounds.WarmUps; round < settings.Rounds; round++)
        {
            for (var turn = 0; turn < sides.Length; turn++)
            {
                var at = (turn + round + Rounds.WarmUps) % sides.Length;
                var rate = await RateAsync([sides[at].Port], connections, settings.Round, sides[at].Requests);
                if (round >= 0)
                {
                    seen[at].Add(rate);
                }
            }
        }

        return asked.Select((one, at) => Figure.AtLeast(
            one.Id, "ratio", one.Target, [.. seen[at].Zip(seen[^1], (rate, floor) => rate / floor)],
            string.Create(CultureInfo.InvariantCulture, $"{Rounds.Median(seen[at]):0} against {Rounds.Median(seen[^1]):0} decisions/s, {connections} connections; store in PostgreSQL on the same machine")));
    }

    /// <summary>One owner, and as many nodes asked as the figure says; each node held to the same share of a core.</summary>
    private static async Task<Figure> ScaleAsync(BenchCluster cluster, BenchSettings settings)
    {
        var requests = DecideLoad.Requests("/v1/decide", cluster.DecideKey);
        var held = new List<CpuShare>();
        try
        {
            foreach (var node in cluster.All)
            {
                held.Add(new CpuShare(node.Id, Share));
            }

            var seen = cluster.All.Select(_ => new List<double>()).ToArray();
            for (var round = -1; round < settings.Rounds; round++)
            {
                for (var turn = 0; turn < seen.Length; turn++)
                {
                    var nodes = (turn + round + 1) % seen.Length;
                    var rate = await RateAsync([.. cluster.All.Take(nodes + 1).Select(node => node.Port)], FewConnections, settings.Round, requests);
                    if (round >= 0)
                    {
                        seen[nodes].Add(rate);
                    }
                }
            }

            return Figure.AtLeast(
                "scale.nodes", "of one node", null, [.. seen[^1].Zip(seen[0], (three, one) => three / one)],
                string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", seen.Select(Rounds.Median).Select(rate => rate.ToString("0", CultureInfo.InvariantCulture)))} decisions/s where 1, 2, 3 nodes are asked, each held to {Share} of a core"));
        }
        finally
        {
            held.ForEach(share => share.Dispose());
        }
    }

    private static async Task<double> RateAsync(int[] ports, int connections, TimeSpan duration, ReadOnlyMemory<byte>[] requests)
    {
        var runs = await Task.WhenAll(ports.Select(port => HttpLoad.ClosedAsync(port, connections / ports.Length, duration, (c, n) => requests[(int)(((c * 7_919L) + n) % requests.Length)])));
        return runs.Sum(run => run.Failures) is 0 ? runs.Sum(run => run.PerSecond) : throw new InvalidOperationException($"{runs.Sum(run => run.Failures)} requests failed; nothing was measured.");
    }

    /// <summary>A floor that answers other bytes than a decision is none; and each node has to know the customers.</summary>
    private static async Task CheckFloorAsync(BenchCluster cluster, HostProcess host)
    {
        var bare = await AskAsync(host.Port, DecideLoad.Requests(Floors.Decide)[0]);
        foreach (var node in cluster.All)
        {
            var answer = await AskAsync(node.Port, DecideLoad.Requests("/v1/decide", cluster.DecideKey)[0]);
            if (answer.Length != bare.Length || !answer.Contains("\"mode\":\"personal\"", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The floor answers {bare.Length} characters and node {node.Name} {answer.Length}: {answer}");
            }
        }
    }

    private static async Task<string> AskAsync(int port, ReadOnlyMemory<byte> request)
    {
        using var connection = await HttpConnection.OpenAsync(port);
        var status = await connection.SendAsync(request);
        return status == 200 ? Encoding.UTF8.GetString(connection.LastBody) : throw new InvalidOperationException($"The answer was {status}.");
    }
}
