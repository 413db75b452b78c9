namespace Meridian.Shop;

/// <summary>Who looks at a page: a customer who is signed in, a browser that the snippet named after a yes, both, or nobody known.</summary>
/// <param name="Customer">Who is signed in; null for a guest.</param>
/// <param name="Browser">The snippet's id of this browser; empty before a yes. The page never says who is signed in: this server does.</param>
public sealed record Visitor(Customer? Customer, string Browser)
{
    /// <summary>The snippet keeps its id here, under the name that Segment's analytics.js gives it.</summary>
    private const string BrowserCookie = "ajs_anonymous_id";

    private const string GuestCookie = "shop_guest";

    /// <summary>Whether their browser says no for them (Global Privacy Control): Fulcrum is told, and follows it.</summary>
    public bool HasSignal { get; init; }

    /// <summary>How Fulcrum finds them; empty for nobody.</summary>
    public Dictionary<string, string> Identifiers { get; } = Named(Customer, Browser);

    /// <summary>Whether Fulcrum could know anybody by it.</summary>
    public bool IsAnybody => Identifiers.Count > 0;

    /// <summary>Reads who asks. This sample signs everybody in as Mira until they sign out: who its customers are is each shop's own business.</summary>
    public static Visitor Of(HttpRequest request)
    {
        var named = request.Cookies[BrowserCookie] ?? "";
        return new Visitor(request.Cookies.ContainsKey(GuestCookie) ? null : Customer.Mira, named.Length is > 15 and <= 64 && named.All(char.IsAsciiLetterOrDigit) ? named : "")
        {
            HasSignal = request.Headers["Sec-GPC"] == "1",
        };
    }

    /// <summary>Signs out, or in again.</summary>
    public static void Sign(HttpResponse response, bool isOut)
    {
        if (isOut)
        {
            response.Cookies.Append(GuestCookie, "1", new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true });
        }
        else
        {
            response.Cookies.Delete(GuestCookie);
        }
    }

    /// <summary>Never who.</summary>
    public override string ToString() => "Visitor(…)";

    private static Dictionary<string, string> Named(Customer? customer, string browser)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        if (customer is not null)
        {
            named["userId"] = customer.Id;
        }

        if (browser.Length > 0)
        {
            named["anonymousId"] = browser;
        }

        return named;
    }
}
