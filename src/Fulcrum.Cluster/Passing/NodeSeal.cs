using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Cluster.Passing;

/// <summary>What a node says of a request it passes on, and the proof that a node of this store said it: from where it came, and whether by TLS.</summary>
/// <remarks>An HMAC under a key that only holders of the store's key folder have. Bound to method, path and a minute, so that one seen elsewhere opens little. Safe from many threads.</remarks>
public sealed class NodeSeal
{
    /// <summary>The header it travels in. A request that bears one, of whomever, is never passed on again.</summary>
    public const string Header = "X-Fulcrum-Node";

    private const string Version = "v1";
    private static readonly byte[] KeyInfo = "fulcrum node seal v1"u8.ToArray();
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly byte[] _key;
    private readonly TimeProvider _clock;

    /// <summary>Seals under a secret of the store.</summary>
    /// <param name="secret">At least 32 secret bytes that all nodes share.</param>
    /// <param name="clock">Tells the time; nodes whose clocks differ by more than five minutes do not believe each other.</param>
    public NodeSeal(ReadOnlySpan<byte> secret, TimeProvider clock)
    {
        _key = HKDF.Expand(HashAlgorithmName.SHA256, secret.ToArray(), 32, KeyInfo);
        _clock = clock;
    }

    /// <summary>The seal of a request.</summary>
    public string Write(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var said = string.Create(CultureInfo.InvariantCulture, $"{Version};{_clock.GetUtcNow().ToUnixTimeMilliseconds()};{http.Connection.RemoteIpAddress};{http.Request.Scheme}");
        return $"{said};{MacOf(said, http.Request)}";
    }

    /// <summary>Reads the seal of a request, and takes over what it says of the caller.</summary>
    /// <returns>False when it is not of a node of this store, or too old.</returns>
    public bool TryTake(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Request.Headers[Header] is not [{ Length: < 300 } text] || text.LastIndexOf(';') is not (> 0 and var end) || text[..end].Split(';') is not [Version, var at, var address, var scheme])
        {
            return false;
        }

        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(text[(end + 1)..]), Encoding.ASCII.GetBytes(MacOf(text[..end], http.Request)));
        if (!isOurs || !long.TryParse(at, CultureInfo.InvariantCulture, out var milliseconds) || (_clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)).Duration() > Fresh)
        {
            return false;
        }

        http.Connection.RemoteIpAddress = IPAddress.TryParse(address, out var remote) ? remote : null;
        http.Request.Scheme = scheme == "https" ? "https" : "http";
        return true;
    }

    private string MacOf(string said, HttpRequest request) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{said}\n{request.Method}\n{request.Path}{request.QueryString}")));
}
