using Fulcrum.Cli.Stores;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Builder;

namespace Fulcrum.Cli.Cluster;

/// <summary>The open ports of a node; closed when all that is being answered is.</summary>
internal sealed class NodePorts : IAsyncDisposable
{
    private readonly List<WebApplication> _ports = [];

    /// <summary>Opens one.</summary>
    /// <exception cref="Shell.CommandFault">It is taken, or not to be had.</exception>
    public async Task StartAsync(WebApplication port, Door door, int number, string option, CancellationToken cancellation) =>
        _ports.Add(await RunningServer.StartAsync(port, door.Address, number, option, cancellation));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var port in Enumerable.Reverse(_ports))
        {
            await port.StopAsync();
            await port.DisposeAsync();
        }
    }
}
