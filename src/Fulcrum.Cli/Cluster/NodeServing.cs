using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cluster;
using Fulcrum.Cluster.Owning;
using Fulcrum.Cluster.Passing;
using Fulcrum.Portal;
using Fulcrum.Postgres;
using Fulcrum.Postgres.Cluster;
using Fulcrum.Server;
using Fulcrum.StaffConsole;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Cli.Cluster;

/// <summary><c>serve --cluster</c>: one node of several, from its start to its end.</summary>
internal sealed class NodeServing(ClusterNode node, ServeAsk asked, Surroundings around)
{
    private readonly ClusterOptions _options = around.Nodes;

    /// <summary>Serves until stopped.</summary>
    /// <exception cref="CommandFault">It cannot be a node: the fault says what is missing.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var place = StorePlace.Parse(asked.Named);
        if (!await place.ExistsAsync(cancellation))
        {
            throw new CommandFault(new Fault("store-missing", "There is no store here.", $"Make one: fulcrum workspace apply samples/motors --store {place}"), ExitCode.NotFound, asked.Named);
        }

        var address = place.ReadAddress();
        var secrets = PostgresStore.ReadSecrets(place.KeyFolder, around.Random);
        await using var lease = await OwnerLease.OpenAsync(address, _options.Lease, cancellation);
        var keys = await FindKeysAsync(lease, place, cancellation);
        await using var telemetry = await TelemetryPlace.StartAsync(asked.Watched, cancellation);
        var server = asked.Shape(ServedAccess.Options(place.Folder, keys, asked.Port, around.Clock)) with { Telemetry = asked.Watched.IsOn ? telemetry : null };
        var portal = asked.PortalPort is { } port ? PortalPort.Options(secrets, port, asked.PortalAddress, server.Door, around) with { Telemetry = server.Telemetry } : null;

        var console = asked.Console.Port is { } staff ? ConsolePort.Options(secrets, staff, asked.Console.Address, server.Door, around) with { Telemetry = server.Telemetry, Company = asked.Console.Company } : null;

        await using var seen = new SeenWorkspace(address, _options, around.Clock);
        using var ownership = new Ownership(node, lease, (claim, end) => OpenAsync(claim, server, portal, console, end), _options, around.Clock, around.Screen.Say);
        var seal = new NodeSeal(secrets.LookUp.Span, around.Clock);
        await using var detached = await DetachedServers.StartAsync(server, portal, console, () => seen.Current, cancellation);
        await seen.Looked.WaitAsync(cancellation);
        await using var ports = new NodePorts();
        var main = ClusterHost.Create(ownership, seal, new NodePort(store => store.Server, other => other.Url, detached.Server, IsDecision), kestrel => FulcrumServer.Configure(kestrel, server), _options, around.Clock);
        await ports.StartAsync(main, server.Door, server.Port, "--port", cancellation);
        string? portalUrl = null;
        if (portal is not null)
        {
            var second = ClusterHost.Create(ownership, seal, new NodePort(store => store.Portal, other => other.PortalUrl, detached.Portal!, _ => false), kestrel => FulcrumPortal.Configure(kestrel, portal), _options, around.Clock);
            await ports.StartAsync(second, portal.Door, portal.Port, PortalPort.Name, cancellation);
            portalUrl = second.Urls.First();
        }

        if (console is not null)
        {
            var third = ClusterHost.Create(ownership, seal, new NodePort(store => store.Console, other => other.ConsoleUrl, detached.Console!, _ => false), kestrel => FulcrumStaffConsole.Configure(kestrel, console), _options, around.Clock);
            await ports.StartAsync(third, console.Door, console.Port, ConsolePort.Name, cancellation);
        }

        using var over = new CancellationTokenSource();
        var owning = ownership.RunAsync(over.Token);
        Say(main.Urls.First(), portalUrl, console);

        // A node that no longer looks after the ownership ends, so that whoever watches over it starts it anew.
        await Task.WhenAny(main.WaitForShutdownAsync(cancellation), owning);

        // The store first, so that another node has it while this one still passes on what comes.
        await over.CancelAsync();
        await owning;
        around.Screen.Say("Stopped; everything acknowledged is on disk.");
        return ExitCode.Ok;
    }

    private static bool IsDecision(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path == "/v1/decide";

    private void Say(string url, string? portalUrl, ConsoleOptions? console)
    {
        if (asked.Json)
        {
            around.Screen.PutJson(new { schema = 1, url, portal = portalUrl, console = console?.Address.Origin, node = node.Name });
            return;
        }

        around.Screen.Say($"Node {node.Name} answers on {url}; the other nodes reach it at {node.Url}. Stop with Ctrl+C.");
        if (portalUrl is not null)
        {
            around.Screen.Say($"The privacy centre, for customers: {portalUrl}");
        }

        if (console is not null)
        {
            around.Screen.Say($"The staff console: {console.Address.Origin}");
        }
    }

    /// <summary>The keys callers have are the same at every node: the first makes them, the others bring the first one's file.</summary>
    private async Task<AccessKeys> FindKeysAsync(OwnerLease lease, StorePlace place, CancellationToken cancellation)
    {
        if (!asked.NewKeys && AccessKeys.Find(place.Folder) is null && (await lease.LookAsync(cancellation)).Claim > 0)
        {
            throw new CommandFault(
                new Fault("node-keys-missing", $"This node has no {AccessKeys.FileName}, and other nodes of this store have served already.", $"Copy keys/ and {AccessKeys.FileName} of another node into {place.Folder}: callers' keys must be the same everywhere."),
                ExitCode.NotFound, Path.Combine(place.Folder, AccessKeys.FileName));
        }

        return ServeCommand.MakeKeys(asked, place.Folder, around);
    }

    private async Task<IOwnedStore> OpenAsync(long claim, ServerOptions server, PortalOptions? portal, ConsoleOptions? console, CancellationToken end)
    {
        try
        {
            var store = await OpenStore.OpenAsync(asked.Named, new StoreClaim(node.Name, claim), around, end);
            ServeCommand.Remark(store, around);
            return await ServedStore.StartAsync(store, server, portal, console, asked, around, end);
        }
        catch (CommandFault fault)
        {
            throw new StoreStartException(fault.Faults[0].Fault);
        }
    }
}
