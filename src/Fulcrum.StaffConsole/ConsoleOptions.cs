using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Messages;
using Fulcrum.StaffConsole.Identity.Company;
using Microsoft.AspNetCore.Hosting.Server;

namespace Fulcrum.StaffConsole;

/// <summary>Where the staff console listens, and what it signs with.</summary>
public sealed record ConsoleOptions
{
    /// <summary>Where it can be reached: loopback by default.</summary>
    public Door Door { get; init; } = Door.Default;

    /// <summary>Port listened on; 0 for any free one.</summary>
    public int Port { get; init; } = 5081;

    /// <summary>What hands requests over in place of a port of its own; null to listen at <see cref="Door"/> and <see cref="Port"/>.</summary>
    public IServer? Listener { get; init; }

    /// <summary>Where logs go besides standard error; null for nowhere.</summary>
    public TelemetryRun? Telemetry { get; init; }

    /// <summary>What browsers call the console. Passkeys belong to its name, so it has one, and no address of numbers.</summary>
    public required SiteAddress Address { get; init; }

    /// <summary>Signs forms: 32 secret bytes.</summary>
    public required ReadOnlyMemory<byte> SigningKey { get; init; }

    /// <summary>Chance.</summary>
    public required IRandomSource Random { get; init; }

    /// <summary>Where messages lie that are not sent, so that the console shows them; null where they are sent.</summary>
    public IMessageFolder? Messages { get; init; }

    /// <summary>Hears how far the check of a wrong passkey came; for tests.</summary>
    internal Action<string>? PasskeyRefused { get; init; }

    /// <summary>The company's identity provider; null where staff sign in with passkeys alone.</summary>
    public CompanySignIn? Company { get; init; }

    /// <summary>Address and port, never the key.</summary>
    public override string ToString() => $"{Door.Address}:{Port}";
}
