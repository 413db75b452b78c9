using System.Net;
using System.Net.Sockets;

namespace Fulcrum.Server.Rights;

/// <summary>Where a name may lead when we call it. Whom to call stands in the workspace; what its name means is said by a name server that somebody else may write.</summary>
/// <remarks>
/// A name never leads to this machine, to the link (where clouds answer with credentials), to everybody or to nobody, in whichever form the address is written;
/// an address of this machine is called where the workspace names it in numbers. Addresses of a private network are called: a company's own systems are there.
/// </remarks>
internal static class OutsideAddress
{
    private static readonly IPNetwork[] Never =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
        IPNetwork.Parse("::/127"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fec0::/10"), IPNetwork.Parse("ff00::/8"), IPNetwork.Parse("fd00:ec2::/32"),
    ];

    /// <summary>Whether a name may lead there.</summary>
    public static bool MayBeCalled(IPAddress address)
    {
        var plain = PlainOf(address);
        return !Never.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain));
    }

    /// <summary>Looks a name up once and connects to what was looked at, so that no second look-up leads elsewhere.</summary>
    /// <exception cref="HttpRequestException">It leads nowhere that may be called.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses = IPAddress.TryParse(host.Trim('[', ']'), out var named)
            ? named.Equals(IPAddress.Loopback) || named.Equals(IPAddress.IPv6Loopback) || MayBeCalled(named) ? [named] : []
            : [.. (await Dns.GetHostAddressesAsync(host, cancellation)).Where(MayBeCalled)];
        if (addresses.Length == 0)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The name leads nowhere that may be called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>An address of the old kind that is written as one of the new: mapped, compatible, translated (RFC 6052) or tunnelled (RFC 3056).</summary>
    private static IPAddress PlainOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0x20, 0x02, ..] => new IPAddress(bytes.AsSpan(2, 4)),
            [0, 0x64, 0xff, 0x9b, ..] => new IPAddress(bytes.AsSpan(12, 4)),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ..] when bytes[12] != 0 => new IPAddress(bytes.AsSpan(12, 4)),
            _ => address,
        };
    }
}
