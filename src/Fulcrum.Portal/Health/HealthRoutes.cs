using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Health;

/// <summary>Whether the portal answers; whether the store behind it works is the server's <c>/readyz</c> to say.</summary>
internal static class HealthRoutes
{
    private static readonly byte[] Alive = """{"status":"ok"}"""u8.ToArray();

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapMethods("/healthz", Reply.ReadMethods, (RequestDelegate)(http => Reply.WriteAsync(http, StatusCodes.Status200OK, "application/json", Alive)));
}
