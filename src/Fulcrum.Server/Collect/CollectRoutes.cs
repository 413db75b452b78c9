using Fulcrum.Collect;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Signal = Fulcrum.Consent.Signals.GlobalPrivacyControl;

namespace Fulcrum.Server.Collect;

/// <summary>Events in, as Segment's clients send them. Start reading at <see cref="CollectAsync"/>.</summary>
internal static class CollectRoutes
{
    private static readonly (string Path, EventType? Type)[] Routes =
    [
        ("identify", EventType.Identify), ("track", EventType.Track), ("page", EventType.Page),
        ("screen", EventType.Screen), ("group", EventType.Group), ("alias", EventType.Alias),
        ("i", EventType.Identify), ("t", EventType.Track), ("p", EventType.Page),
        ("s", EventType.Screen), ("g", EventType.Group), ("a", EventType.Alias),
        ("batch", null), ("b", null), ("import", null),
    ];

    /// <summary>Maps them, each with its preflight.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        var room = new IntakeRoom(parts.Options.IntakeBytesMax);
        parts.Meter.Watch(room);
        foreach (var (path, type) in Routes)
        {
            app.MapPost($"/v1/{path}", (RequestDelegate)(http => CollectAsync(http, parts, room, type))).Described(CollectDocs.One(type));
            app.MapMethods($"/v1/{path}", [HttpMethods.Options], (RequestDelegate)(http => Cors.PreflightAsync(http, parts.Served)));
        }

        app.MapPost("/v1/m", (RequestDelegate)(http => DiscardAsync(http, parts))).Described(CollectDocs.Metrics);
        app.MapMethods("/v1/m", [HttpMethods.Options], (RequestDelegate)(http => Cors.PreflightAsync(http, parts.Served)));
    }

    private static async Task CollectAsync(HttpContext http, ServerParts parts, IntakeRoom room, EventType? type)
    {
        var served = parts.Served;
        Cors.Allow(http, served);
        if (http.Request.Headers["X-Retry-Count"] is [{ } count] && count != "0")
        {
            parts.Meter.Retried.Add(1);
        }

        using var held = room.Enter(http.Request.ContentLength);
        var receivedAt = parts.Now;

        using var body = await CollectBody.ReadAsync(http);
        var request = body.Fault is null ? SegmentReader.Read(body.Json, type, receivedAt) : SegmentRequest.Unusable(body.Fault);
        var source = SourceOf(http, served, request);
        Cors.Check(http, source);
        parts.Rates.CheckSource(http, source.WriteKey);

        if (request.Fault is { } fault)
        {
            await parts.Core.Collect.QuarantineBodyAsync(source, body.Kept(source), fault, CancellationToken.None);
            await Problems.Of(fault).WriteAsync(http);
            return;
        }

        // Not cancelled when the caller goes away: the events hold slices of the pooled body until they are on disk.
        await parts.Core.Collect.CollectAsync(source, request.Events, SignalsOf(http.Request), CancellationToken.None);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"success":true}"""u8);
    }

    /// <summary>The source whose write key the request bears; for a body nobody can read and that bears none, nobody's.</summary>
    private static Source SourceOf(HttpContext http, ServedWorkspace served, SegmentRequest request)
    {
        var offered = WriteKeys.FromHeader(http.Request);
        if (served.SourceOf(offered) is { } byHeader)
        {
            return byHeader;
        }

        if (served.SourceOf(request.WriteKey) is { } byBody)
        {
            return byBody;
        }

        return offered.Length == 0 && request.WriteKey.Length == 0 && request.Fault is not null
            ? CollectBody.NobodysSource
            : throw new ProblemException(Problems.WriteKeyUnknown);
    }

    /// <summary>What a request says about privacy before anything in it is read.</summary>
    public static RequestSignals SignalsOf(HttpRequest request) => new(
        GlobalPrivacyControl: request.Headers["Sec-GPC"] is { Count: > 0 } fields && Signal.IsSet(fields),
        Anonymous: request.Headers["SP-Anonymous"].Count > 0);

    private static Task DiscardAsync(HttpContext http, ServerParts parts)
    {
        Cors.Allow(http, parts.Served);
        return Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"success":true}"""u8);
    }
}
