using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Identity;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Identity;

/// <summary>Knows a device again by a first-party cookie that no script and no other site can read, and tells our own forms from forged ones.</summary>
/// <remarks>
/// The cookie holds two random numbers and a signature, and nothing of the person. It lasts as long as the browser is open until a choice
/// is saved; then half a year, as long as a refusal is remembered. Where the company's site has named the browser (the first-party cookie
/// of Segment's analytics.js, shared between sites of one domain), that name is used, so that a choice holds on the site too; whoever
/// guesses such a name would need 122 random bits. Safe from many threads.
/// </remarks>
internal sealed class Devices(PortalOptions options)
{
    /// <summary>Our cookie. The prefix makes browsers refuse it from any other host and over plain HTTP (loopback excepted).</summary>
    public const string CookieName = "__Host-device";

    /// <summary>Where Segment's analytics.js keeps <c>anonymousId</c>.</summary>
    public const string SiteCookieName = "ajs_anonymous_id";

    /// <summary>The form field that says the form is ours.</summary>
    public const string TokenField = "token";

    private const int PartLength = 16;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    private readonly byte[] _key = options.SigningKey.Length >= 32 ? options.SigningKey.ToArray() : throw new ArgumentException("The signing key has less than 32 bytes.", nameof(options));

    /// <summary>The device that asks; null when it carries no cookie of ours.</summary>
    public Device? Find(HttpContext http, FulcrumCore core)
    {
        if (http.Request.Cookies[CookieName] is not { Length: < 120 } cookie || Decode(cookie) is not { Length: (2 * PartLength) + SHA256.HashSizeInBytes } bytes
            || !CryptographicOperations.FixedTimeEquals(Sign("device", bytes.AsSpan(0, 2 * PartLength)), bytes.AsSpan(2 * PartLength)))
        {
            return null;
        }

        return Of(bytes.AsMemory(0, PartLength), bytes.AsMemory(PartLength, PartLength), http, core);
    }

    /// <summary>The device that asks; a new one is given a cookie until its browser is closed.</summary>
    public Device FindOrMake(HttpContext http, FulcrumCore core)
    {
        if (Find(http, core) is { } known)
        {
            return known;
        }

        var fresh = new byte[2 * PartLength];
        options.Random.Fill(fresh);
        var device = Of(fresh.AsMemory(0, PartLength), fresh.AsMemory(PartLength, PartLength), http, core);
        SetCookie(http, device, null);
        return device;
    }

    /// <summary>Lets the device be known after its browser was closed: a choice was saved, and is to be shown again.</summary>
    public void Keep(HttpContext http, Device device) => SetCookie(http, device, Kept);

    /// <summary>Signs a text for this device alone.</summary>
    public string Mac(string use, Device device, string text) => Base64Url.EncodeToString(Sign(use, [.. device.Nonce.Span, .. Encoding.UTF8.GetBytes(text)]));

    /// <summary>Whether a text was signed for this device.</summary>
    public bool IsMac(string mac, string use, Device device, string text) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(use, device, text)), Encoding.ASCII.GetBytes(mac));

    /// <summary>Whether another site sent this, as far as the browser tells.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site != "same-origin" : request.Headers.Origin is { Count: > 0 } origin && !IsOurs(origin.ToString(), request);
    }

    private static bool IsOurs(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static Device Of(ReadOnlyMemory<byte> nonce, ReadOnlyMemory<byte> own, HttpContext http, FulcrumCore core)
    {
        var type = core.Workspace.Current.IdentifierTypes.Values.FirstOrDefault(type => type.NamesDevice);
        Identifier? identifier = null;
        if (type is not null && !(SiteIdOf(http) is { Length: > 0 } named && core.Identifiers.TryRead(type.Name, named, verified: false, out identifier, out _)))
        {
            core.Identifiers.TryRead(type.Name, Convert.ToHexStringLower(own.Span), verified: false, out identifier, out _);
        }

        return new Device(nonce, own, identifier);
    }

    // analytics.js wrote the value as a JSON text before version 2.
    private static string SiteIdOf(HttpContext http) => http.Request.Cookies[SiteCookieName] is { Length: <= 256 } value ? Uri.UnescapeDataString(value).Trim('"') : "";

    private void SetCookie(HttpContext http, Device device, TimeSpan? life)
    {
        byte[] parts = [.. device.Nonce.Span, .. device.Own.Span];
        http.Response.Cookies.Append(CookieName, Base64Url.EncodeToString([.. parts, .. Sign("device", parts)]), new CookieOptions
        {
            Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = life, IsEssential = true,
        });
    }

    private byte[] Sign(string use, ReadOnlySpan<byte> text)
    {
        byte[] said = [.. Encoding.ASCII.GetBytes(use), 0, .. text];
        return HMACSHA256.HashData(_key, said);
    }

    private static byte[]? Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
