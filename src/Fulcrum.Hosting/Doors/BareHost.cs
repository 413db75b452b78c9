using Fulcrum.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Fulcrum.Hosting.Doors;

/// <summary>What every server of ours is built on. It obeys its options alone: no settings file that lies where it was started, and no variable, changes how it listens.</summary>
/// <remarks>Nor does it watch such files: each watch takes one of the few (128) that Linux gives to all programs of a user.</remarks>
public static class BareHost
{
    /// <summary>Begins a server; what it serves is the caller's to add.</summary>
    /// <param name="configure">How it listens.</param>
    /// <param name="listener">What hands requests over in place of a port of its own; null for none.</param>
    /// <param name="telemetry">Where logs go besides standard error; null for nowhere.</param>
    public static WebApplicationBuilder Begin(Action<KestrelServerOptions> configure, IServer? listener = null, TelemetryRun? telemetry = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.UseLines();
        telemetry?.AddTo(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(configure);
        if (listener is not null)
        {
            builder.Services.AddSingleton(listener);
        }

        return builder;
    }
}
