using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work: without a store that writes, it cannot.</summary>
internal static class HealthRoutes
{
    /// <summary>Maps them. Neither needs a key, and neither says anything about anybody.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/healthz", (RequestDelegate)(http => Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"alive":true}"""u8))).Described(HealthDocs.Alive);
        app.MapGet("/readyz", (RequestDelegate)(http => ReadyAsync(http, parts))).Described(HealthDocs.Ready);
    }

    private static async Task ReadyAsync(HttpContext http, ServerParts parts)
    {
        if (parts.Core.Store.Failed is { } failed)
        {
            throw new ProblemException(Problems.StoreFailed(failed));
        }

        var applied = await parts.Core.Store.Workspaces.CurrentAsync(http.RequestAborted);
        await Answer.WriteAsync(http, applied?.Version ?? "", static (json, version) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready"u8, true);
            json.WriteString("workspace"u8, version);
            json.WriteEndObject();
        });
    }
}
