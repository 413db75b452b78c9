namespace Fulcrum.Server;

/// <summary>How often one caller may ask. Requests within a limit cost nothing but the count; beyond it they are answered 429 at once.</summary>
/// <remarks>
/// Withdrawals, refusals and erasures have a lane of their own, so that no flood of questions or events keeps anybody from
/// them. A network is one IPv4 address or one IPv6 /64. Requests from this machine itself have no network: whatever stands
/// in front of the server there is told apart by what its trusted proxies say, or not at all.
/// </remarks>
public sealed record RateLimits
{
    /// <summary>Limits that keep one caller from taking the whole server, and that no honest caller meets.</summary>
    public static RateLimits Default { get; } = new();

    /// <summary>What one key may ask in all lanes but the one of rights.</summary>
    public Rate PerKey { get; init; } = new(20_000, 40_000);

    /// <summary>What one network may ask in all lanes but the one of rights.</summary>
    public Rate PerNetwork { get; init; } = new(1_000, 4_000);

    /// <summary>What one key may record of consents and erase.</summary>
    public Rate RightsPerKey { get; init; } = new(5_000, 10_000);

    /// <summary>What one network may record of consents and erase.</summary>
    public Rate RightsPerNetwork { get; init; } = new(500, 2_000);

    /// <summary>How often one identifier may be decided about, in the long run and at once.</summary>
    public Rate PerSubject { get; init; } = new(50, 1_000);

    /// <summary>How often one identifier may say yes. A no is never counted: nobody is kept from taking back.</summary>
    public Rate GrantsPerSubject { get; init; } = new(5, 200);
}

/// <summary>A rate with room for a burst.</summary>
/// <param name="PerSecond">Requests a second, in the long run; at least 1.</param>
/// <param name="Burst">Requests at once after a pause; at least 1.</param>
public readonly record struct Rate(int PerSecond, int Burst);
