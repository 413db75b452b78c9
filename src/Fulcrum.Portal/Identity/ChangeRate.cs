using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Identity;

/// <summary>How often one network may change something: a new device costs the store a row, so nobody may make them by the million.</summary>
/// <remarks>Safe from many threads. A network that was quiet is forgotten.</remarks>
internal sealed class ChangeRate(PortalOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetTokenBucketLimiter(network, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = checked(options.ChangesPerSecond * 5),
        TokensPerPeriod = options.ChangesPerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        AutoReplenishment = true,
    }));

    /// <summary>Counts a change.</summary>
    /// <exception cref="PageException">There were too many.</exception>
    public void Check(HttpContext http)
    {
        var address = AddressOf(http);
        if (IPAddress.IsLoopback(address) && address.Equals(http.Connection.RemoteIpAddress))
        {
            return;
        }

        using var lease = _limiter.AttemptAcquire(NetworkOf(address));
        if (!lease.IsAcquired)
        {
            throw new PageException(PageProblem.TooMany);
        }
    }

    /// <summary>The network a request comes from, as codes are counted by.</summary>
    public string NetworkOf(HttpContext http) => NetworkOf(AddressOf(http));

    /// <inheritdoc />
    public void Dispose() => _limiter.Dispose();

    private IPAddress AddressOf(HttpContext http)
    {
        if (options.TrustsForwarded && http.Request.Headers["X-Forwarded-For"].LastOrDefault()?.Split(',')[^1].Trim() is { Length: > 0 } told)
        {
            return IPAddress.TryParse(told, out var forwarded) ? forwarded : IPAddress.None;
        }

        return http.Connection.RemoteIpAddress ?? IPAddress.None;
    }

    /// <summary>A household has one address of the old kind, or 64 bits of the new.</summary>
    private static string NetworkOf(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
