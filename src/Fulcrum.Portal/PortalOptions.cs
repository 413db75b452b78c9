using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Telemetry;
using Microsoft.AspNetCore.Hosting.Server;

namespace Fulcrum.Portal;

/// <summary>Where the privacy centre listens, and what it signs with.</summary>
public sealed record PortalOptions
{
    /// <summary>Where it can be reached: loopback by default. Networks are told apart by what its trusted proxies say.</summary>
    public Door Door { get; init; } = Door.Default;

    /// <summary>Port listened on; 0 for any free one.</summary>
    public int Port { get; init; } = 5082;

    /// <summary>What hands requests over in place of a port of its own; null to listen at <see cref="Door"/> and <see cref="Port"/>.</summary>
    public IServer? Listener { get; init; }

    /// <summary>Where customers find the centre; null when nobody said. Without it no message holds a link.</summary>
    public SiteAddress? PublicAddress { get; init; }

    /// <summary>Signs the visitors' cookies and forms: 32 secret bytes that stay the same from start to start, or devices forget what they chose.</summary>
    public required ReadOnlyMemory<byte> SigningKey { get; init; }

    /// <summary>Chance.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>Where logs go besides standard error, and who reads what is measured; null for nowhere.</summary>
    public TelemetryRun? Telemetry { get; init; }

    /// <summary>Requests that change something, a second from one network; above it the visitor is asked to come back (429). This machine itself is not counted.</summary>
    public int ChangesPerSecond { get; init; } = 20;

    /// <summary>Pages that show what is kept about somebody, a second for one network; above it the visitor is asked to come back (429). This machine itself is not counted.</summary>
    public int OwnPagesPerSecond { get; init; } = 10;

    /// <summary>Address and port, never the key.</summary>
    public override string ToString() => $"{Door.Address}:{Port}";
}
