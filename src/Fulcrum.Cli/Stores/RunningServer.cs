using System.Net;
using System.Net.Sockets;
using Fulcrum.Cli.Shell;
using Fulcrum.Portal;
using Fulcrum.Server;
using Fulcrum.StaffConsole;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Cli.Stores;

/// <summary>The HTTP server, with the privacy centre and the staff console beside it, running until stopped.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<WebApplication> _beside = [];
    private WebApplication? _portal;

    private RunningServer(WebApplication app) => _app = app;

    /// <summary>Where it answers, for example <c>http://127.0.0.1:5080</c>.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Where the privacy centre answers; null when there is none.</summary>
    public string? PortalUrl => _portal?.Urls.First();

    /// <summary>Starts listening.</summary>
    /// <param name="core">What is served.</param>
    /// <param name="options">How the server listens.</param>
    /// <param name="portal">How the privacy centre listens; null for none.</param>
    /// <param name="console">How the staff console listens; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CommandFault">A port is taken.</exception>
    public static async Task<RunningServer> StartAsync(FulcrumCore core, ServerOptions options, PortalOptions? portal, ConsoleOptions? console, CancellationToken cancellation)
    {
        var server = new RunningServer(await StartAsync(FulcrumServer.Create(core, options), options.Door.Address, options.Port, "--port", cancellation));
        try
        {
            if (portal is not null)
            {
                server._portal = await StartAsync(FulcrumPortal.Create(core, portal), portal.Door.Address, portal.Port, PortalPort.Name, cancellation);
                server._beside.Add(server._portal);
            }

            if (console is not null)
            {
                server._beside.Add(await StartAsync(FulcrumStaffConsole.Create(core, console), console.Door.Address, console.Port, ConsolePort.Name, cancellation));
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fails early when nothing could listen on a port; a port of 0 is any free one.</summary>
    /// <param name="port">The port.</param>
    /// <param name="option">The option that names another.</param>
    /// <exception cref="CommandFault">The port is taken.</exception>
    public static void CheckPort(int port, string option)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
        }
        catch (SocketException)
        {
            throw PortTaken(port, option);
        }
    }

    /// <summary>Waits for Ctrl+C, SIGTERM or the token, then finishes what is being answered.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var beside in _beside)
        {
            await beside.StopAsync();
            await beside.DisposeAsync();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Opens the port of an application.</summary>
    /// <exception cref="CommandFault">It is taken, or not to be had.</exception>
    public static async Task<WebApplication> StartAsync(WebApplication app, IPAddress address, int port, string option, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
            return app;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw ReasonOf(exception) switch
            {
                SocketError.AddressNotAvailable => new CommandFault(
                    new Fault("address-not-here", $"This machine has no address {address}.", "Name one of its own in --listen, or 0.0.0.0 for all of them."), ExitCode.Conflict, $"{address}:{port}"),
                SocketError.AccessDenied => new CommandFault(
                    new Fault("port-forbidden", $"This user may not listen on port {port}.", $"Choose one above 1023 with {option}, or give the program the right (AmbientCapabilities=CAP_NET_BIND_SERVICE)."), ExitCode.NotAllowed, $"{address}:{port}"),
                _ => PortTaken(port, option),
            };
        }
    }

    private static SocketError? ReasonOf(Exception? fault) => fault switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        _ => ReasonOf(fault.InnerException),
    };

    /// <summary>What is said of a port that another program has.</summary>
    public static CommandFault PortTaken(int port, string option) => new(
        new Fault("port-taken", $"Another program listens on port {port}.", $"Stop it, or choose another with {option}, for example {option} 5090; {option} 0 takes any free one."),
        ExitCode.Conflict,
        $"{IPAddress.Loopback}:{port}");
}
