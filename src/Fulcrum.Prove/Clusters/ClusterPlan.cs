using System.Collections.Immutable;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Clusters;

/// <summary>What is done to a cluster in one cycle.</summary>
public enum Nemesis
{
    /// <summary>A node is ended as <c>kill -9</c> does, and started again.</summary>
    Kill,

    /// <summary>A node stands still for longer than a lease, and goes on.</summary>
    Pause,

    /// <summary>A node reaches neither the others nor the database, and is not reached.</summary>
    Partition,

    /// <summary>A node does not reach the database; the others reach it.</summary>
    DatabaseCut,

    /// <summary>What a node says to the others and to the database, and hears of them, comes late.</summary>
    SlowLink,

    /// <summary>The database ends as a crash does, and is started again.</summary>
    DatabaseStop,
}

/// <summary>The database of a cluster that is tried.</summary>
/// <param name="Port">Its port on loopback.</param>
/// <param name="ConnectionString">How it is reached through another port of loopback.</param>
/// <param name="StopAsync">Ends it as a crash does.</param>
/// <param name="StartAsync">Starts it again.</param>
public sealed record DatabaseUnderTest(int Port, Func<int, string> ConnectionString, Func<Task> StopAsync, Func<Task> StartAsync);

/// <summary>What a run against a cluster does.</summary>
/// <param name="Program">The program of each node.</param>
/// <param name="Database">The database they share.</param>
/// <param name="Cycles">How often something is done to it.</param>
/// <param name="Seed">What chance starts from.</param>
public sealed record ClusterPlan(ServerProgram Program, DatabaseUnderTest Database, int Cycles, long Seed)
{
    /// <summary>What is done, one a cycle, from the beginning again when all had their turn.</summary>
    public ImmutableArray<Nemesis> Nemeses { get; init; } = [.. Enum.GetValues<Nemesis>()];

    /// <summary>Nodes.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Clients of each node.</summary>
    public int ClientsANode { get; init; } = 3;

    /// <summary>Further clients of each node that only ask: a write that waits for a lost database does not keep them from asking.</summary>
    public int WatchersANode { get; init; } = 1;

    /// <summary>How long something is done to it; longer than a lease.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long it runs undisturbed before and after.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether every way between nodes and to the database is a relay that can be cut. Without, nodes reach each other directly, and rates are their own.</summary>
    public bool HasWays { get; init; } = true;

    /// <summary>How much later each piece on the ways to the database arrives: a control has more under way that can be lost.</summary>
    public TimeSpan DatabaseDelay { get; init; }

    /// <summary>How nodes speak to each other: <c>https</c> where the arguments name a certificate.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>Further arguments of each node's <c>serve</c>.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The workspace of the store.</summary>
    public string Workspace { get; init; } = ScratchStore.WorkspaceFolder;

    /// <summary>Told how far it is.</summary>
    public Action<string> Say { get; init; } = static _ => { };
}
