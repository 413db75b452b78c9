using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Hosting.Doors;

/// <summary>The proxies whose word is taken about who asks: <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> of anybody else are whatever the caller wrote.</summary>
public sealed class TrustedProxies
{
    /// <summary>More hops than any set-up has: a header of thousands of entries costs nothing.</summary>
    private const int HopsMax = 16;

    private readonly ImmutableArray<IPNetwork> _networks;

    private TrustedProxies(ImmutableArray<IPNetwork> networks) => _networks = networks;

    /// <summary>Nobody is believed.</summary>
    public static TrustedProxies None { get; } = new([]);

    /// <summary>Whatever stands in front on this machine.</summary>
    public static TrustedProxies ThisMachine { get; } = new([IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]);

    /// <summary>Whether anybody is believed.</summary>
    public bool IsAny => !_networks.IsEmpty;

    /// <summary>Believes those of some networks.</summary>
    public static TrustedProxies Of(IEnumerable<IPNetwork> networks) => new([.. networks]);

    /// <summary>Reads an address or a network, like <c>10.0.0.7</c> or <c>10.0.0.0/8</c>.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            address = Plain(address);
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    /// <summary>The address that asks: the other end of the connection, or whom trusted proxies name; null when there is no connection.</summary>
    /// <remarks>
    /// The header is read from its end, where the nearest proxy wrote; the first entry that is no trusted proxy is the caller, and all before it
    /// are the caller's own words. An entry that is no address stands for <see cref="IPAddress.None"/>: all such callers are one.
    /// </remarks>
    public IPAddress? ClientOf(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Connection.RemoteIpAddress is not { } remote)
        {
            return null;
        }

        var client = Plain(remote);
        if (_networks.IsEmpty || !IsTrusted(client))
        {
            return client;
        }

        var (headers, hops) = (http.Request.Headers["X-Forwarded-For"], 0);
        for (var at = headers.Count - 1; at >= 0; at--)
        {
            var rest = headers[at].AsSpan();
            while (!rest.IsEmpty && hops++ < HopsMax)
            {
                var comma = rest.LastIndexOf(',');
                if (!IPEndPoint.TryParse(rest[(comma + 1)..].Trim(), out var entry))
                {
                    return IPAddress.None;
                }

                client = Plain(entry.Address);
                if (!IsTrusted(client))
                {
                    // A loopback of some other machine is nobody's address, and must not pass for ours.
                    return IPAddress.IsLoopback(client) ? IPAddress.None : client;
                }

                rest = comma < 0 ? default : rest[..comma];
            }
        }

        return client;
    }

    /// <summary>Whether the caller spoke TLS, with us or with a trusted proxy.</summary>
    public bool CameByTls(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Request.IsHttps
            || (!_networks.IsEmpty && http.Connection.RemoteIpAddress is { } remote && IsTrusted(Plain(remote))
                && http.Request.Headers["X-Forwarded-Proto"] is [.., { } last] && last.AsSpan(last.LastIndexOf(',') + 1).Trim().Equals("https", StringComparison.OrdinalIgnoreCase));
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private bool IsTrusted(IPAddress address)
    {
        foreach (var network in _networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
