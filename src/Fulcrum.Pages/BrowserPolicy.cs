using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Fulcrum.Pages;

/// <summary>What browsers are told about every answer: data and nothing else, never kept, never framed, never told to others, never opened by another window, never guessed to be something it is not.</summary>
public static class BrowserPolicy
{
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoStore = "no-store";
    private static readonly StringValues Nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues SameOrigin = "same-origin";

    /// <summary>Says it. A route that answers a page of its own may say something else.</summary>
    public static void Set(IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        headers.XContentTypeOptions = NoSniff;
        headers.CacheControl = NoStore;
        headers.ContentSecurityPolicy = Nothing;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
    }
}
