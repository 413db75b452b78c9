using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Prove.Clusters;

/// <summary>One node of a cluster that is tried: a process of its own, with a way to the database and one from the other nodes.</summary>
internal sealed class NodeUnderTest : IAsyncDisposable
{
    private readonly ClusterPlan _plan;
    private readonly ScratchStore _store;
    private ServerProcess? _process;

    /// <summary>Makes its folder; nothing runs yet.</summary>
    public NodeUnderTest(ClusterPlan plan, int number)
    {
        (_plan, Program) = (plan, plan.Program);
        Name = string.Create(CultureInfo.InvariantCulture, $"n{number}");
        Folder = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
        _store = new ScratchStore("postgres", Folder, ["--store", $"postgres:{Path.Combine(Folder, "store")}"]);
        Port = FreePort();
        (ToDatabase, ToNode) = (new Way(plan.Database.Port), new Way(Port));
        Directory.CreateDirectory(StoreFolder);
        var connection = Path.Combine(StoreFolder, "postgres.connection");
        File.WriteAllText(connection, plan.Database.ConnectionString(plan.HasWays ? ToDatabase.Port : plan.Database.Port));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(connection, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>What it is started with.</summary>
    public ServerProgram Program { get; set; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where clients reach it.</summary>
    public Uri Url => new(string.Create(CultureInfo.InvariantCulture, $"{_plan.Scheme}://127.0.0.1:{Port}"));

    /// <summary>The store's folder at this node.</summary>
    public string StoreFolder => Path.Combine(Folder, "store");

    /// <summary>The way to the database.</summary>
    public Way ToDatabase { get; }

    /// <summary>The way by which the other nodes reach it.</summary>
    public Way ToNode { get; }

    /// <summary>The keys it printed, at the first start of the first node.</summary>
    public ServerKeys Keys => new(_process!.DecideKey, _process.AdminKey);

    /// <summary>The last lines it said.</summary>
    public string Said => _process?.Said ?? "";

    /// <summary>Its port on loopback.</summary>
    public int Port { get; }

    /// <summary>Its process id.</summary>
    public int Id => _process!.Id;

    private string Folder { get; }

    /// <summary>Puts the workspace in force.</summary>
    public Task ApplyAsync(CancellationToken cancellation) => ServerProcess.ApplyAsync(_plan.Program, _store, _plan.Workspace, cancellation);

    /// <summary>Takes the store's keys and the callers' from another node.</summary>
    public void TakeKeysOf(NodeUnderTest other)
    {
        var keys = Directory.CreateDirectory(Path.Combine(StoreFolder, "keys"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(keys.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var file in Directory.EnumerateFiles(Path.Combine(other.StoreFolder, "keys")))
        {
            File.Copy(file, Path.Combine(keys.FullName, Path.GetFileName(file)));
        }

        File.Copy(Path.Combine(other.StoreFolder, "access.json"), Path.Combine(StoreFolder, "access.json"));
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _process?.Dispose();
        _process = ServerProcess.Start(
            Program, _store, Port,
            ["--cluster", "--node", Name, "--node-url", string.Create(CultureInfo.InvariantCulture, $"{_plan.Scheme}://127.0.0.1:{(_plan.HasWays ? ToNode.Port : Port)}"), .. _plan.Arguments]);
        await _process.Listens.WaitAsync(cancellation);
    }

    /// <summary>Stops it in order, and waits until it ended.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _process!.SignalAsync("TERM");
        await _process.WaitForEndAsync(cancellation);
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Lets it stand still, or go on.</summary>
    public Task PauseAsync(bool pauses) => _process!.SignalAsync(pauses ? "STOP" : "CONT");

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.KillAsync();
            _process.Dispose();
        }

        ToDatabase.Dispose();
        ToNode.Dispose();
        await _store.DisposeAsync();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
