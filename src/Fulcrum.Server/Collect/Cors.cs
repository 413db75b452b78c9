using Fulcrum.Collect;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>Lets browsers send events from other origins. Credentials only for origins a source lists.</summary>
internal static class Cors
{
    // Every header by name: browsers other than Chromium do not take * for Authorization.
    private const string RequestHeaders = "Authorization, Content-Type, X-Retry-Count, Content-Encoding";

    /// <summary>Answers a preflight. It bears no write key, so it is answered for all sources together.</summary>
    public static Task PreflightAsync(HttpContext http, ServedWorkspace served)
    {
        Allow(http, served);
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        headers.AccessControlAllowHeaders = RequestHeaders;
        headers.AccessControlMaxAge = "86400";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Says that the caller's origin may read the answer, if it may.</summary>
    public static void Allow(HttpContext http, ServedWorkspace served)
    {
        var origin = OriginOf(http.Request);
        if (origin.Length == 0)
        {
            return;
        }

        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if (served.Lists(origin))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
        }
        else if (served.TakesAnyOrigin)
        {
            headers.AccessControlAllowOrigin = "*";
        }

        headers.AccessControlExposeHeaders = "Retry-After";
    }

    /// <summary>A source that lists origins takes events from browsers there only.</summary>
    public static void Check(HttpContext http, Source source)
    {
        var origin = OriginOf(http.Request);
        if (origin.Length > 0 && !source.Origins.IsEmpty && !source.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            throw new ProblemException(Problems.OriginNotAllowed);
        }
    }

    private static string OriginOf(HttpRequest request) => request.Headers.Origin is [{ } origin] ? origin : "";
}
