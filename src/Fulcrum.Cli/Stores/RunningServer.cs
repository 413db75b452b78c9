using System.Net.Sockets;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Cli.Stores;

/// <summary>The HTTP server, running until it is stopped.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app) => _app = app;

    /// <summary>Where it answers, for example <c>http://127.0.0.1:5080</c>.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts listening.</summary>
    /// <exception cref="CommandFault">The port is taken.</exception>
    public static async Task<RunningServer> StartAsync(FulcrumCore core, ServerOptions options, CancellationToken cancellation)
    {
        var app = FulcrumServer.Create(core, options);
        try
        {
            await app.StartAsync(cancellation);
            return new RunningServer(app);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw PortTaken(options);
        }
    }

    /// <summary>Fails early when nothing could listen on a port; a port of 0 is any free one.</summary>
    /// <exception cref="CommandFault">The port is taken.</exception>
    public static void CheckPort(ServerOptions options)
    {
        try
        {
            using var probe = new TcpListener(options.Address, options.Port);
            probe.Start();
        }
        catch (SocketException)
        {
            throw PortTaken(options);
        }
    }

    /// <summary>Waits for Ctrl+C, SIGTERM or the token, then finishes what is being answered.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static CommandFault PortTaken(ServerOptions options) => new(
        new Fault("port-taken", $"Another program listens on port {options.Port}.", "Stop it, or choose another with --port, for example --port 5090; --port 0 takes any free one."),
        ExitCode.Conflict,
        options.ToString());
}
