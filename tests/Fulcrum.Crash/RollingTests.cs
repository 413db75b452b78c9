using System.Diagnostics;
using System.Globalization;
using System.Text;
using Fulcrum.Clusters;
using Fulcrum.Prove.Clusters;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Crash;

/// <summary>
/// Goal: one version replaces another node by node under load, and no client meets an error that it must handle by hand. Method: the
/// program's own files with another version written into them; clients that know nodes by their addresses and do what an SDK does by itself.
/// </summary>
public sealed class RollingTests
{
    private const int Clients = 6;
    private static readonly TimeSpan Mixed = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_version_replaces_the_running_one_node_by_node_without_an_error_to_handle_by_hand()
    {
        await using var postgres = await PostgresCluster.StartAsync();
        using var next = new NextVersion();
        Assert.Equal(NextVersion.Number, await NextVersion.AskAsync(next.Program, Cancellation));
        Assert.NotEqual(NextVersion.Number, await NextVersion.AskAsync(Programs.Fulcrum, Cancellation));
        await using var nodes = new NodesUnderTest(new ClusterPlan(Programs.Fulcrum, ClusterTests.Under(postgres), 0, Seed: 10));
        await nodes.StartAsync(Cancellation);

        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(number => new RollingClient(number, [.. nodes.All.Select(node => node.Url)], nodes.Keys)).ToArray();
        var load = Task.WhenAll(clients.Select(client => Task.Run(() => client.RunAsync(() => over.IsCancellationRequested, Cancellation), Cancellation)));
        await Task.Delay(Mixed, Cancellation);
        var owner = await nodes.OwnerAsync(Cancellation);
        foreach (var node in nodes.But(owner).Append(owner))
        {
            await node.StopAsync(Cancellation);
            node.Program = next.Program;
            await node.StartAsync(Cancellation);
            await nodes.WaitUntilAnsweredAsync(nodes.All, Cancellation);
            await Task.Delay(Mixed, Cancellation);
        }

        await over.CancelAsync();
        await load;

        using var asked = new ProofClient(nodes.All[0].Url, nodes.Keys);
        foreach (var node in nodes.All)
        {
            using var one = new ProofClient(node.Url, nodes.Keys);
            Assert.Equal(NextVersion.Number, (await one.ReadAsync("/openapi/v1.json", Cancellation)).Body.GetProperty("info").GetProperty("version").GetString());
        }

        var stored = (await asked.ReadAsync("/v1/collect/counts", Cancellation)).Body.GetProperty("sources").EnumerateArray()
            .Where(sum => sum.GetProperty("source").GetString() == "sent").Sum(sum => sum.GetProperty("stored").GetInt64());
        var (requests, byHand) = (clients.Sum(client => client.Requests), clients.Sum(client => client.ByHand.Count));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $":: rolling: {byHand} of {requests:N0} requests got an error to handle by hand (95 % bound {100 * Bound.Upper(byHand, requests):0.0000} %)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $":: rolling: sent again by themselves: {clients.Sum(client => client.Refused)} to another node where a connection was refused, {clients.Sum(client => client.ToldToWait)} told to come back, {clients.Sum(client => client.Cut)} whose connection ended without an answer; {clients.Sum(client => client.Contextual)} decisions from the context alone"));
        Assert.True(requests > 100, $"{requests} requests show little.");
        Assert.True(byHand == 0, string.Join('\n', clients.SelectMany(client => client.ByHand).Take(10)));
        Assert.Equal(clients.Sum(client => client.Events), stored);

        // What a client cannot answer by itself is counted: here, that its key is nobody's.
        var stranger = new RollingClient(Clients, [nodes.All[0].Url], new ServerKeys("decide_nobodys", ""));
        await stranger.RunAsync(() => stranger.Requests > 0, Cancellation);
        Assert.NotEmpty(stranger.ByHand);
    }

    /// <summary>The program in a folder of its own: links to all files, but for two that say another version.</summary>
    private sealed class NextVersion : IDisposable
    {
        public const string Number = "9.1.0";

        private readonly string _folder = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;

        public NextVersion()
        {
            var now = FileVersionInfo.GetVersionInfo(Path.Combine(AppContext.BaseDirectory, "Fulcrum.Cli.dll")).ProductVersion!.Split('+')[0];
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
            {
                var there = Path.Combine(_folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
                Directory.CreateDirectory(Path.GetDirectoryName(there)!);
                if (Path.GetFileName(file) is "Fulcrum.Cli.dll" or "Fulcrum.Server.dll")
                {
                    File.WriteAllBytes(there, Patched(File.ReadAllBytes(file), now));
                }
                else
                {
                    File.CreateSymbolicLink(there, file);
                }
            }
        }

        public ServerProgram Program => ServerProgram.OfAssembly(Path.Combine(_folder, "Fulcrum.Cli.dll"));

        public static async Task<string> AskAsync(ServerProgram program, CancellationToken cancellation)
        {
            using var process = Process.Start(new ProcessStartInfo(program.File, [.. program.First, "version"]) { RedirectStandardOutput = true })!;
            var said = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return said.Trim();
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        /// <summary>Writes the version into the attribute that holds it, byte for byte as long.</summary>
        private static byte[] Patched(byte[] bytes, string now)
        {
            Assert.Equal(Number.Length, now.Length);
            var (from, to) = (Encoding.UTF8.GetBytes(now), Encoding.UTF8.GetBytes(Number));
            for (var at = bytes.AsSpan().IndexOf(from); at >= 0; at = bytes.AsSpan().IndexOf(from))
            {
                to.CopyTo(bytes.AsSpan(at));
            }

            return bytes;
        }
    }
}
