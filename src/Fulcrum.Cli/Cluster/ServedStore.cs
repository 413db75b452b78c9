using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Messages;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cluster.Owning;
using Fulcrum.Cluster.Passing;
using Fulcrum.Mail;
using Fulcrum.Portal;
using Fulcrum.Server;
using Fulcrum.StaffConsole;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Cli.Cluster;

/// <summary>The store of the node that owns it, with the server, the privacy centre and the staff console over it: the same as those of a store that one process has alone.</summary>
internal sealed class ServedStore : IOwnedStore
{
    private readonly OpenStore _store;
    private readonly List<IAsyncDisposable> _running = [];

    private ServedStore(OpenStore store) => _store = store;

    /// <inheritdoc />
    public HandedServer Server { get; } = new();

    /// <inheritdoc />
    public HandedServer? Portal { get; private set; }

    /// <inheritdoc />
    public HandedServer? Console { get; private set; }

    /// <inheritdoc />
    public Fault? Failed => _store.Core.Store.Failed;

    /// <summary>Serves an open store; it is closed with what is answered here.</summary>
    public static async Task<ServedStore> StartAsync(OpenStore store, ServerOptions options, PortalOptions? portal, ConsoleOptions? console, ServeAsk asked, Surroundings around, CancellationToken end)
    {
        var served = new ServedStore(store);
        try
        {
            var carrier = asked.Sender(store.Core);
            if (carrier is not null)
            {
                served._running.Add(MailRun.Start(store.Core.Messages, carrier));
            }

            served._running.Add(new KeyBackupSweep(store.Folder, around.Clock, around.Screen.Say));
            await served.StartAsync(FulcrumServer.Create(store.Core, options with { Listener = served.Server }), end);
            if (portal is not null)
            {
                served.Portal = new HandedServer();
                await served.StartAsync(FulcrumPortal.Create(store.Core, portal with { Listener = served.Portal }), end);
            }

            if (console is not null)
            {
                served.Console = new HandedServer();
                await served.StartAsync(FulcrumStaffConsole.Create(store.Core, console with { Listener = served.Console, Messages = (carrier as FolderSender)?.Messages }), end);
                await ConsolePort.SayLinkAsync(store.Core, console, around, end);
            }

            return served;
        }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_running))
        {
            if (part is WebApplication app)
            {
                await app.StopAsync();
            }

            await part.DisposeAsync();
        }

        await _store.DisposeAsync();
    }

    private async Task StartAsync(WebApplication app, CancellationToken end)
    {
        _running.Add(app);
        await app.StartAsync(end);
    }
}
