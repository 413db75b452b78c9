using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>A span for each request, named by its route as a template: never by the path that was asked for.</summary>
/// <remarks>It continues the trace a caller names in <c>traceparent</c>; of <c>tracestate</c> and <c>baggage</c> nothing is read. Costs one look while nobody listens.</remarks>
public static class RequestSpans
{
    /// <summary>The source's name.</summary>
    public const string SourceName = "Fulcrum";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The span of the request at hand; null while nobody listens.</summary>
    public static Activity? Current => Activity.Current is { } activity && activity.Source == Source ? activity : null;

    /// <summary>Puts it before whatever is added later.</summary>
    public static void UseRequestSpans(this IApplicationBuilder app) => app.Use((http, next) => Source.HasListeners() ? ServeAsync(http, next) : next(http));

    private static async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";
        var method = http.GetEndpoint() is null ? "_OTHER" : http.Request.Method;
        _ = ActivityContext.TryParse(http.Request.Headers.TraceParent, null, isRemote: true, out var parent);
        using var span = Source.StartActivity($"{method} {route}", ActivityKind.Server, parent);
        span?.SetTag("http.request.method", method).SetTag("http.route", route);
        try
        {
            await next(http);
        }
        finally
        {
            span?.SetTag("http.response.status_code", http.Response.StatusCode);
            if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            {
                span?.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
