using System.Diagnostics;
using System.Globalization;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Clusters;

/// <summary>The nodes of a cluster that is tried, who of them owns the store, and whether they answer.</summary>
internal sealed class NodesUnderTest(ClusterPlan plan) : IAsyncDisposable
{
    private static readonly TimeSpan AnsweredMax = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>All of them.</summary>
    public NodeUnderTest[] All { get; } = [.. Enumerable.Range(1, plan.Nodes).Select(number => new NodeUnderTest(plan, number))];

    /// <summary>The keys they take, once they are started.</summary>
    public ServerKeys Keys { get; private set; } = new("", "");

    /// <summary>How many owners the store had, as far as was asked.</summary>
    public int Owners { get; private set; }

    /// <summary>All others.</summary>
    public IEnumerable<NodeUnderTest> But(NodeUnderTest one) => All.Where(node => node != one);

    /// <summary>Applies the workspace and starts them; the first makes the keys.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await All[0].ApplyAsync(cancellation);
        await All[0].StartAsync(cancellation);
        Keys = All[0].Keys;
        foreach (var node in All.Skip(1))
        {
            node.TakeKeysOf(All[0]);
            await node.StartAsync(cancellation);
        }

        await WaitUntilAnsweredAsync(All, cancellation);
    }

    /// <summary>The node that owns the store: the one whose word the last change of it was.</summary>
    public async Task<NodeUnderTest> OwnerAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var told = All.Select(node => (Node: node, At: OwnedIn(node.Said))).MaxBy(found => found.At);
            if (told.At > 0)
            {
                Owners = Math.Max(Owners, told.At);
                return told.Node;
            }

            await Task.Delay(Look, cancellation);
        }
    }

    /// <summary>Waits until each of these nodes answers what only an owner can.</summary>
    /// <exception cref="ProofStoppedException">One does not.</exception>
    public async Task WaitUntilAnsweredAsync(IEnumerable<NodeUnderTest> nodes, CancellationToken cancellation)
    {
        var since = Stopwatch.GetTimestamp();
        foreach (var node in nodes)
        {
            using var client = new ProofClient(node.Url, Keys);
            while (!(await client.DecideAsync("/v1/consents/query", """{"identifiers":{"userId":"nobody"}}""", cancellation)).IsAnswer)
            {
                if (Stopwatch.GetElapsedTime(since) > AnsweredMax)
                {
                    throw new ProofStoppedException($"Node {node.Name} does not answer again: {node.Said}");
                }

                await Task.Delay(Look, cancellation);
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var node in All)
        {
            await node.DisposeAsync();
        }
    }

    private static int OwnedIn(string said)
    {
        const string Mark = "owns the store (ownership ";
        var newest = 0;
        foreach (var line in said.Split('\n').Where(line => line.StartsWith("This node", StringComparison.Ordinal)))
        {
            var at = line.IndexOf(Mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                newest = int.Parse(line[(at + Mark.Length)..].Split(')')[0], CultureInfo.InvariantCulture);
            }
        }

        return newest;
    }
}
