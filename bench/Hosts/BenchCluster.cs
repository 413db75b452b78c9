using System.Globalization;
using System.Text;
using Fulcrum.Bench.Load;
using Fulcrum.Cli.Prove;
using Fulcrum.Cli.Shell;
using Fulcrum.Cluster;
using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;
using Fulcrum.Prove.Servers;
using Npgsql;

namespace Fulcrum.Bench.Hosts;

/// <summary>Three nodes of <c>fulcrum serve --cluster</c> over a PostgreSQL of their own, with the bench's workspace and customers.</summary>
internal sealed class BenchCluster : IAsyncDisposable
{
    /// <summary>The first word of the command line of a node with a shorter lease than the program has.</summary>
    public const string NodeCommand = "node";

    private const int Nodes = 3;
    private const int BatchSize = 100;
    private const int Connections = 8;

    private readonly PostgresCluster _postgres;
    private readonly string _workspace = BenchSettings.NewFolder();
    private NodeUnderTest[] _nodes = [];

    private BenchCluster(PostgresCluster postgres) => _postgres = postgres;

    /// <summary>The program as it is delivered.</summary>
    public static ServerProgram Program { get; } = ServerProgram.OfAssembly(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll"));

    /// <summary>The same with a lease half as long, and everything that hangs on it.</summary>
    public static ServerProgram TunedProgram { get; } = ServerProgram.OfAssembly(typeof(BenchCluster).Assembly.Location) is var self ? self with { First = [.. self.First, NodeCommand] } : self;

    /// <summary>The nodes; the first owns the store.</summary>
    public IReadOnlyList<NodeUnderTest> All => _nodes;

    /// <summary>The key that asks decisions.</summary>
    public string DecideKey { get; private set; } = "";

    /// <summary>Starts them and takes the customers in.</summary>
    public static async Task<BenchCluster> StartAsync(bool durable)
    {
        var cluster = new BenchCluster(await PostgresCluster.StartAsync());
        try
        {
            foreach (var (name, text) in BenchWorkspace.Files(durable, grantEverything: false))
            {
                var file = Path.Combine(cluster._workspace, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, text);
            }

            await cluster.StartNodesAsync();
            await cluster.PreloadAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>What an instrument of the proofs is told of a database.</summary>
    public static DatabaseUnderTest Under(PostgresCluster postgres)
    {
        var schema = postgres.NewSchema();
        return new DatabaseUnderTest(
            postgres.Port, port => new NpgsqlConnectionStringBuilder(postgres.ConnectionString(schema)) { Port = port }.ConnectionString,
            () => postgres.StopAsync("QUIT"), () => postgres.StartAgainAsync());
    }

    /// <summary>The program, as a node with half the usual lease.</summary>
    public static Task<int> RunNodeAsync(string[] arguments)
    {
        InstrumentLife.Follow();
        var usual = ClusterOptions.Default;
        var around = new Surroundings(Screen.OfProcess(), TimeProvider.System, new SystemRandom())
        {
            Nodes = usual with { Lease = usual.Lease / 2, BeatEvery = usual.BeatEvery / 2, LookEvery = usual.LookEvery / 2, Margin = usual.Margin / 2 },
        };
        return FulcrumProgram.RunAsync(arguments, around, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _postgres.DisposeAsync();
        Directory.Delete(_workspace, recursive: true);
    }

    private async Task StartNodesAsync()
    {
        var plan = new ClusterPlan(Program, Under(_postgres), 0, 0) { Workspace = _workspace, HasWays = false, Arguments = ["--key-rate", "1000000"] };
        _nodes = [.. Enumerable.Range(1, Nodes).Select(number => new NodeUnderTest(plan, number))];
        await _nodes[0].ApplyAsync(CancellationToken.None);
        await _nodes[0].StartAsync(CancellationToken.None);
        DecideKey = _nodes[0].Keys.Decide;
        while (!_nodes[0].Said.Contains("owns the store", StringComparison.Ordinal))
        {
            await Task.Delay(20);
        }

        foreach (var node in _nodes.Skip(1))
        {
            node.TakeKeysOf(_nodes[0]);
            await node.StartAsync(CancellationToken.None);
        }
    }

    private async Task PreloadAsync()
    {
        var next = -BatchSize;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(SendAsync)));

        async Task SendAsync()
        {
            using var connection = await HttpConnection.OpenAsync(_nodes[0].Port);
            while (Interlocked.Add(ref next, BatchSize) is var first && first < DecideLoad.Profiles)
            {
                var status = await connection.SendAsync(Batch(first));
                if (status is < 200 or > 299)
                {
                    throw new InvalidOperationException($"Customers were not taken in: {status}.");
                }
            }
        }
    }

    private static byte[] Batch(int first)
    {
        var body = new StringBuilder($$"""{"writeKey":"{{BenchWorkspace.WriteKey}}","batch":[""");
        for (var number = first; number < first + BatchSize; number++)
        {
            var made = Customers.Identify(number, default);
            body.Append(number == first ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$"""{"type":"identify","userId":"{{made.UserId}}","messageId":"{{made.MessageId}}","traits":{{Encoding.UTF8.GetString(made.Properties.Span)}},"context":{{Encoding.UTF8.GetString(made.Context.Span)}}}""");
        }

        body.Append("]}");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
