using System.Collections.Immutable;
using Fulcrum.Hosting.Doors;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Server.Rights;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server;

/// <summary>Where the server listens and which keys open its routes. Sources' write keys are the workspace's.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it can be reached: loopback by default.</summary>
    public Door Door { get; init; } = Door.Default;

    /// <summary>Port listened on; 0 for any free one.</summary>
    public int Port { get; init; } = 5080;

    /// <summary>What hands requests over in place of a port of its own; null to listen at <see cref="Door"/> and <see cref="Port"/>.</summary>
    public IServer? Listener { get; init; }

    /// <summary>SHA-256 of each decide key; none means that nobody may ask decisions.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> DecideKeyHashes { get; init; } = [];

    /// <summary>SHA-256 of each admin key; none means that nobody may administer over HTTP.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> AdminKeyHashes { get; init; } = [];

    /// <summary>Host and port clients reach us by, as the settings answer says it; empty: the request's own <c>Host</c>.</summary>
    public string PublicHost { get; init; } = "";

    /// <summary>Tells which decide and admin keys are taken at this moment, in place of the fixed ones: so that keys can be rotated and revoked while it serves. Called for each request, from many threads.</summary>
    public Func<AccessHashes>? Access { get; init; }

    /// <summary>Tells what is known of the store's backups, for <c>/readyz</c> with an admin key; null when nothing is.</summary>
    public Func<BackupStanding?>? Backup { get; init; }

    /// <summary>Opens what answers of rights protocols are signed with, for a domain; null where they are not spoken.</summary>
    public Func<string, RightsKey>? RightsKey { get; init; }

    /// <summary>The machine's clock: paces limits, and is watched for being set. The time of receipt is the core's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Most bytes of event bodies held at once; above it clients are asked to come back (429).</summary>
    public long IntakeBytesMax { get; init; } = 256L << 20;

    /// <summary>How many requests may be under way at once; those beyond are asked to come back (429).</summary>
    public LaneSizes Lanes { get; init; } = LaneSizes.Default;

    /// <summary>How often one key and one network may ask; above it they are asked to come back (429).</summary>
    public RateLimits Limits { get; init; } = RateLimits.Default;

    /// <summary>Where logs go besides standard error, and who reads what is measured; null for nowhere.</summary>
    public TelemetryRun? Telemetry { get; init; }

    /// <summary>Whether anybody may read the description of the API; by default it takes an admin key (ASVS 13.4.5).</summary>
    public bool IsDescriptionPublic { get; init; }

    /// <summary>Further endpoints behind the same middleware: what the benchmark compares with, and what a test plants.</summary>
    internal Action<IEndpointRouteBuilder>? Extra { get; init; }

    /// <summary>Address and port, never a hash.</summary>
    public override string ToString() => $"{Door.Address}:{Port}";
}

/// <summary>SHA-256 of the keys taken.</summary>
/// <param name="Decide">Of decide keys.</param>
/// <param name="Admin">Of admin keys.</param>
public readonly record struct AccessHashes(ImmutableArray<ReadOnlyMemory<byte>> Decide, ImmutableArray<ReadOnlyMemory<byte>> Admin);

/// <summary>The last backup that was restored on trial.</summary>
/// <param name="Id">Which.</param>
/// <param name="VerifiedAt">When it was tried.</param>
/// <param name="Sequence">The last journal row in it.</param>
/// <param name="Good">Whether everything held.</param>
public sealed record BackupStanding(string Id, DateTimeOffset VerifiedAt, long Sequence, bool Good);
