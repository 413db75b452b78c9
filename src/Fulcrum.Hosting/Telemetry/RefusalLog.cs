using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Says in the log what a host refused: who may not, who proved nothing, and who asks too often. Of a flood the first at once, the others as a number.</summary>
/// <remarks>A line has the status, the template of the route and, where one of ours is known, their number: nothing that was sent. Memory does not grow with callers. Safe from many threads.</remarks>
public sealed partial class RefusalLog(ILogger logger, TimeProvider clock)
{
    /// <summary>Where a host that knows who of ours asks writes their number (<see cref="HttpContext.Items"/>).</summary>
    public const string Who = "fulcrum.who";

    private const int KindsMax = 4_096;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Status, string Route, string Who), (long At, long More)> _said = [];

    /// <summary>Notes a request that was answered, when it was refused.</summary>
    public void Note(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var status = http.Response.StatusCode;
        if (status is not (StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests))
        {
            return;
        }

        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "no route";
        if ((status != StatusCodes.Status400BadRequest || IsEntrance(http, route)) && Count((status, route, http.Items[Who] as string ?? "nobody")) is { } more)
        {
            LogRefused(logger, status, route, http.Items[Who] as string ?? "nobody", more);
        }
    }

    // A code, a link or a passkey that proves nothing is a bad request to whoever sent it.
    private static bool IsEntrance(HttpContext http, string route) =>
        HttpMethods.IsPost(http.Request.Method) && (route.EndsWith("/sign-in", StringComparison.Ordinal) || route.EndsWith("/set-up", StringComparison.Ordinal) || route.EndsWith("/prove", StringComparison.Ordinal));

    /// <summary>How many of a kind were not said since the last one that was; null when this one is not said either.</summary>
    private long? Count((int Status, string Route, string Who) kind)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            var isKnown = _said.TryGetValue(kind, out var last);
            if (isKnown && clock.GetElapsedTime(last.At, now) < Quiet)
            {
                _said[kind] = (last.At, last.More + 1);
                return null;
            }

            if (_said.Count >= KindsMax)
            {
                _said.Clear();
            }

            _said[kind] = (now, 0);
            return last.More;
        }
    }

    [LoggerMessage(3, LogLevel.Warning, "Refused {Status} at {Route} to {Who}, and {More} more since the last such line.")]
    private static partial void LogRefused(ILogger logger, int status, string route, string who, long more);
}
