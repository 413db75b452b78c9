using Fulcrum.Cluster.Owning;
using Fulcrum.Cluster.Passing;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Fulcrum.Cluster;

/// <summary>Makes the ports of a node. Start reading here: a request comes in at <see cref="NodeDoor"/>, and <see cref="Ownership"/> says who may answer it.</summary>
public static class ClusterHost
{
    /// <summary>Makes one port; starting, stopping and disposing it is the caller's.</summary>
    /// <param name="ownership">Who owns the store.</param>
    /// <param name="seal">What nodes know each other by.</param>
    /// <param name="port">What the port is for.</param>
    /// <param name="configure">How it listens.</param>
    /// <param name="options">How long is waited.</param>
    /// <param name="clock">Measures that.</param>
    public static WebApplication Create(Ownership ownership, NodeSeal seal, NodePort port, Action<KestrelServerOptions> configure, ClusterOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = BareHost.Begin(configure);
        // What it would say of a passed request names its path, and a retry is no fault.
        builder.Logging.AddFilter("Yarp", LogLevel.None);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var forwarding = new Forwarding(app.Services.GetRequiredService<IHttpForwarder>(), seal);
        app.Lifetime.ApplicationStopped.Register(forwarding.Dispose);
        var door = new NodeDoor(ownership, forwarding, seal, port, options, clock);
        app.Run(door.ServeAsync);
        return app;
    }
}
