using Fulcrum.Hosting.Nodes;
using Fulcrum.Portal.Layout;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal;

/// <summary>The one page of a node that reaches no owner of the store: nothing about anybody is read, so nothing but the fault is said.</summary>
internal static class DetachedPage
{
    private const string RetryAfterSeconds = "2";

    /// <summary>Holds it to the rules of every page.</summary>
    public static Task GuardAsync(HttpContext http, RequestDelegate next, PortalOptions options)
    {
        PortalPipeline.SetHeaders(http, options);
        return next(http);
    }

    /// <summary>Answers with it.</summary>
    public static Task WriteAsync(HttpContext http)
    {
        var problem = http.Features.Get<DetachedRequest>() is { MayBeDone: true } ? PageProblem.DetachedUnsure : PageProblem.Detached;
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Reply.PageAsync(http, BarePage.Write(http.Request, problem.Title, problem.Text, Assets.StylePath, Assets.IconPath), problem.Status);
    }
}
