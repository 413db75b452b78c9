using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fulcrum.Hosting.Doors;
using Fulcrum.Identity;
using Fulcrum.Server.Collect;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>Turns away who asks too often, by network and by key, before anything of the request is read.</summary>
internal sealed class RateGate
{
    private const int NetworkBytesMax = 8;

    private readonly RateLimits _limits;
    private readonly TimeProvider _clock;
    private readonly ServerMeter _meter;
    private readonly Func<ServedWorkspace?> _served;
    private readonly Lane _ordinary;
    private readonly Lane _rights;
    private readonly RateTable _subjects;
    private readonly RateTable _grants;
    private readonly TrustedProxies _proxies;

    /// <param name="options">The limits, and what tells the time.</param>
    /// <param name="meter">Counts who was turned away.</param>
    /// <param name="served">Says which browsers may read that they were.</param>
    public RateGate(ServerOptions options, ServerMeter meter, Func<ServedWorkspace?> served)
    {
        (_limits, _clock, _meter, _served) = (options.Limits, options.Clock, meter, served);
        _proxies = options.Door.Proxies;
        _subjects = new RateTable(_limits.PerSubject, _clock.TimestampFrequency);
        _grants = new RateTable(_limits.GrantsPerSubject, _clock.TimestampFrequency);
        _ordinary = new Lane(new(_limits.PerKey, _clock.TimestampFrequency), new(_limits.PerNetwork, _clock.TimestampFrequency));
        _rights = new Lane(new(_limits.RightsPerKey, _clock.TimestampFrequency), new(_limits.RightsPerNetwork, _clock.TimestampFrequency));
    }

    /// <summary>Throws the problem to answer with when the caller asked too often.</summary>
    public void Check(HttpContext http)
    {
        var lane = http.GetEndpoint()?.Metadata.GetMetadata<RightsLane>() is null ? _ordinary : _rights;
        var now = _clock.GetTimestamp();
        if (NetworkOf(http, out var network))
        {
            Refuse(http, lane.Networks, lane.Networks.Count(network, now), "network");
        }

        if (http.Request.Headers.Authorization is [{ Length: > 0 } key])
        {
            Refuse(http, lane.Keys, lane.Keys.Count(string.GetHashCode(key.AsSpan()), now), "key");
        }
    }

    /// <summary>Counts events that bear their source's write key in the body: no header told whose they are.</summary>
    public void CheckSource(HttpContext http, string writeKey)
    {
        if (http.Request.Headers.Authorization.Count == 0)
        {
            Refuse(http, _ordinary.Keys, _ordinary.Keys.Count(string.GetHashCode(writeKey.AsSpan()), _clock.GetTimestamp()), "key");
        }
    }

    /// <summary>Counts a question about whoever the identifiers name: one customer is not looked at a thousand times a second.</summary>
    public void CheckSubject(HttpContext http, IReadOnlyList<Identifier> identifiers) => CountEach(http, identifiers, _subjects);

    /// <summary>Counts a yes of whoever the identifiers name: a choice does not flip by the second.</summary>
    public void CheckGrant(HttpContext http, IReadOnlyList<Identifier> identifiers) => CountEach(http, identifiers, _grants);

    private void CountEach(HttpContext http, IReadOnlyList<Identifier> identifiers, RateTable table)
    {
        for (var at = 0; at < identifiers.Count; at++)
        {
            Refuse(http, table, table.Count(HashCode.Combine(identifiers[at].Type.Code, identifiers[at].Value), _clock.GetTimestamp()), "subject");
        }
    }

    private void Refuse(HttpContext http, RateTable table, int seconds, string policy)
    {
        if (seconds == 0)
        {
            return;
        }

        _meter.TurnedAway.Add(1);
        if (_served() is { } served)
        {
            Cors.Allow(http, served);
        }

        var headers = http.Response.Headers;
        var invariant = CultureInfo.InvariantCulture;
        headers["RateLimit-Policy"] = string.Create(invariant, $"\"{policy}\";q={table.Rate.PerSecond};w=1");
        headers["RateLimit"] = string.Create(invariant, $"\"{policy}\";r=0;t={seconds}");
        headers["X-RateLimit-Reset"] = seconds.ToString(invariant);
        throw new ProblemException(Problems.TooManyRequests with { RetryAfterSeconds = seconds });
    }

    /// <summary>A number for the network of a caller, the same for all its requests; false for this machine itself, which has none.</summary>
    internal bool NetworkOf(HttpContext http, out int network)
    {
        network = 0;
        if (_proxies.ClientOf(http) is not { } address || IPAddress.IsLoopback(address))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var written);
        var length = address.AddressFamily == AddressFamily.InterNetworkV6 ? NetworkBytesMax : written;
        network = HashCode.Combine(BinaryPrimitives.ReadInt32LittleEndian(bytes), length > sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]) : 0);
        return true;
    }

    private sealed record Lane(RateTable Keys, RateTable Networks);
}

/// <summary>Marks a route that serves people's rights: it is counted apart from all others.</summary>
internal sealed class RightsLane
{
    /// <summary>The mark.</summary>
    public static RightsLane Mark { get; } = new();
}
