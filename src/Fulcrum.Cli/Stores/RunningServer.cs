using System.Net.Sockets;
using Fulcrum.Cli.Shell;
using Fulcrum.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Cli.Stores;

/// <summary>The HTTP server and the loops beside it, running until it is stopped.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sweeping;

    private RunningServer(WebApplication app, FulcrumCore core, TimeProvider clock) =>
        (_app, _sweeping) = (app, SweepAsync(core, clock, _stopping.Token));

    /// <summary>Where it answers, for example <c>http://127.0.0.1:5080</c>.</summary>
    public string Url => _app.Urls.First();

    /// <summary>Starts listening.</summary>
    /// <exception cref="CommandFault">The port is taken.</exception>
    public static async Task<RunningServer> StartAsync(FulcrumCore core, ServerOptions options, Surroundings around, CancellationToken cancellation)
    {
        var app = FulcrumServer.Create(core, options);
        try
        {
            await app.StartAsync(cancellation);
            return new RunningServer(app, core, around.Clock);
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
        await _stopping.CancelAsync();
        await _sweeping;
        _stopping.Dispose();
    }

    private static async Task SweepAsync(FulcrumCore core, TimeProvider clock, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(SweepEvery, clock);
        try
        {
            do
            {
                var before = Instant.From(clock.GetUtcNow()) - core.Workspace.Current.Settings.QuarantineRetention;
                await core.Store.Intake.SweepQuarantineAsync(before, cancellation);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        catch (StoreUnavailableException)
        {
            // Readiness says so already, and nothing can be swept from a store that cannot be written.
        }
    }

    private static CommandFault PortTaken(ServerOptions options) => new(
        new Fault("port-taken", $"Another program listens on port {options.Port}.", "Stop it, or choose another with --port, for example --port 5090; --port 0 takes any free one."),
        ExitCode.Conflict,
        options.ToString());
}
