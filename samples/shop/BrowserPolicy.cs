namespace Meridian.Shop;

/// <summary>What browsers are told about every answer: scripts of the shop and the snippet of Fulcrum, nothing from anybody else, nothing inline.</summary>
internal static class BrowserPolicy
{
    public static Func<HttpContext, RequestDelegate, Task> For(ShopSettings settings)
    {
        var fulcrum = settings.Fulcrum.GetLeftPart(UriPartial.Authority);
        var policy = $"default-src 'none'; script-src 'self' {fulcrum}; connect-src 'self' {fulcrum}; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        return (http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers.CacheControl = "no-store";
            return next(http);
        };
    }

    /// <summary>Whether another site's page sent this, as far as the browser tells.</summary>
    public static bool IsForeign(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0
            ? site is not ("same-origin" or "none")
            : request.Headers.Origin is [{ } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
