using System.Buffers.Text;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.StaffConsole.Identity;

/// <summary>What browsers keep: which browser it is, the session, and a set-up link between two pages. No script and no other site can read them.</summary>
internal static class ConsoleCookies
{
    /// <summary>Tells browsers apart; forms and questions are bound to it.</summary>
    public const string BrowserName = "__Host-console";

    /// <summary>The session's token; the store of sessions keeps only its hash.</summary>
    public const string SessionName = "__Host-staff";

    /// <summary>The secret of a set-up link, so that it stands in no address for longer than one redirect.</summary>
    public const string LinkName = "__Host-set-up";

    private const int LengthMax = 100;

    private static CookieOptions Kept => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true };

    /// <summary>Which browser asks; a new one is given a number.</summary>
    public static string BrowserOf(HttpContext http, IRandomSource random)
    {
        if (Read(http, BrowserName) is { Length: > 20 } known)
        {
            return known;
        }

        Span<byte> bytes = stackalloc byte[16];
        random.Fill(bytes);
        var fresh = Base64Url.EncodeToString(bytes);
        http.Response.Cookies.Append(BrowserName, fresh, Kept);
        return fresh;
    }

    /// <summary>The session's token; empty for none.</summary>
    public static string SessionOf(HttpContext http) => Read(http, SessionName);

    /// <summary>The link's secret; empty for none.</summary>
    public static string LinkOf(HttpContext http) => Read(http, LinkName);

    /// <summary>Hands the browser something to keep until it is closed.</summary>
    public static void Keep(HttpContext http, string name, string value) => http.Response.Cookies.Append(name, value, Kept);

    /// <summary>Takes it away.</summary>
    public static void Drop(HttpContext http, string name) => http.Response.Cookies.Delete(name, Kept);

    /// <summary>Whether another site sent this, as far as the browser tells.</summary>
    public static bool IsForeign(HttpRequest request, SiteAddress address)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site != "same-origin" : request.Headers.Origin is { Count: > 0 } origin && origin.ToString() != address.Origin;
    }

    private static string Read(HttpContext http, string name) => http.Request.Cookies[name] is { Length: <= LengthMax } value ? value : "";
}
