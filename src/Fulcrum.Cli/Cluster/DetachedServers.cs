using Fulcrum.Cluster.Passing;
using Fulcrum.Portal;
using Fulcrum.Server;
using Fulcrum.StaffConsole;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Cli.Cluster;

/// <summary>What a node answers with where it reaches no owner, running as long as the node.</summary>
internal sealed class DetachedServers : IAsyncDisposable
{
    private readonly List<WebApplication> _apps = [];

    private DetachedServers()
    {
    }

    /// <summary>In place of the server.</summary>
    public HandedServer Server { get; } = new();

    /// <summary>In place of the privacy centre; null for none.</summary>
    public HandedServer? Portal { get; private set; }

    /// <summary>In place of the staff console; null for none.</summary>
    public HandedServer? Console { get; private set; }

    /// <summary>Starts them.</summary>
    public static async Task<DetachedServers> StartAsync(ServerOptions server, PortalOptions? portal, ConsoleOptions? console, Func<Workspace?> seen, CancellationToken cancellation)
    {
        var detached = new DetachedServers();
        await detached.StartAsync(FulcrumServer.CreateDetached(server with { Listener = detached.Server }, seen), cancellation);
        if (portal is not null)
        {
            detached.Portal = new HandedServer();
            await detached.StartAsync(FulcrumPortal.CreateDetached(portal with { Listener = detached.Portal }), cancellation);
        }

        if (console is not null)
        {
            detached.Console = new HandedServer();
            await detached.StartAsync(FulcrumStaffConsole.CreateDetached(console with { Listener = detached.Console }), cancellation);
        }

        return detached;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }
    }

    private async Task StartAsync(WebApplication app, CancellationToken cancellation)
    {
        _apps.Add(app);
        await app.StartAsync(cancellation);
    }
}
