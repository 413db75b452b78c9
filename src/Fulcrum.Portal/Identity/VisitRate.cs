using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Identity;

/// <summary>
/// How often one network may change something, and read what is kept about somebody: a new device costs the store a row, and a page of
/// one's own a walk through the whole history, so nobody may ask for them by the million.
/// </summary>
/// <remarks>Safe from many threads. A network that was quiet is forgotten. This machine itself is not counted.</remarks>
internal sealed class VisitRate(PortalOptions options) : IDisposable
{
    private const int BurstSeconds = 5;

    private readonly PartitionedRateLimiter<string> _changes = Limiter(options.ChangesPerSecond);
    private readonly PartitionedRateLimiter<string> _reads = Limiter(options.OwnPagesPerSecond);

    /// <summary>Counts a change.</summary>
    /// <exception cref="PageException">There were too many.</exception>
    public void CheckChange(HttpContext http) => Check(_changes, http, PageProblem.TooMany);

    /// <summary>Counts a page of somebody's own.</summary>
    /// <exception cref="PageException">There were too many.</exception>
    public void CheckOwnPage(HttpContext http) => Check(_reads, http, PageProblem.TooManyPages);

    /// <summary>The network a request comes from, as codes are counted by.</summary>
    public string NetworkOf(HttpContext http) => NetworkOf(AddressOf(http));

    /// <inheritdoc />
    public void Dispose()
    {
        _changes.Dispose();
        _reads.Dispose();
    }

    private static PartitionedRateLimiter<string> Limiter(int perSecond) =>
        PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetTokenBucketLimiter(network, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = checked(perSecond * BurstSeconds),
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        }));

    private void Check(PartitionedRateLimiter<string> limiter, HttpContext http, PageProblem problem)
    {
        var address = AddressOf(http);
        if (IPAddress.IsLoopback(address))
        {
            return;
        }

        using var lease = limiter.AttemptAcquire(NetworkOf(address));
        if (!lease.IsAcquired)
        {
            throw new PageException(problem);
        }
    }

    private IPAddress AddressOf(HttpContext http) => options.Door.Proxies.ClientOf(http) ?? IPAddress.None;

    /// <summary>A household has one address of the old kind, or 64 bits of the new.</summary>
    private static string NetworkOf(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
}
