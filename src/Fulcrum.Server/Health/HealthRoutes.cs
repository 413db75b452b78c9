using System.Text.Json;
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
        app.MapGet("/healthz", (RequestDelegate)(http => Answer.WriteAsync(http, StatusCodes.Status200OK, "application/json", """{"alive":true}"""u8))).WithMetadata(OpenLane.Mark).Described(HealthDocs.Alive);
        app.MapGet("/readyz", (RequestDelegate)(http => ReadyAsync(http, parts))).WithMetadata(OpenLane.Mark).Described(HealthDocs.Ready);
    }

    private static async Task ReadyAsync(HttpContext http, ServerParts parts)
    {
        if (parts.Core.Store.Failed is { } failed)
        {
            throw new ProblemException(Problems.StoreFailed(failed));
        }

        var applied = await parts.Core.Store.Workspaces.CurrentAsync(http.RequestAborted);
        await Answer.WriteAsync(http, (Version: applied?.Version ?? "", parts.Core.Store.Limited, IsAdmin: parts.Keys.Bears(http, KeyKinds.Admin), Parts: parts), static (json, found) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("ready"u8, true);
            json.WriteString("workspace"u8, found.Version);
            if (found.Limited is { } limited)
            {
                // Still ready: whoever balances the load must not keep withdrawals away.
                Write(json, "limited"u8, limited);
            }

            if (found.Parts.Core.ClockDoubt is { } doubt)
            {
                Write(json, "clock"u8, doubt);
            }

            if (found.IsAdmin)
            {
                WriteDetails(json, found.Parts);
            }

            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, Fault fault)
    {
        json.WriteStartObject(name);
        json.WriteString("code"u8, fault.Code);
        json.WriteString("detail"u8, fault.What);
        json.WriteString("remedy"u8, fault.Remedy);
        json.WriteEndObject();
    }

    /// <summary>What only those who run it need: whether answers are stale since a restore, and how old the last backup is that held.</summary>
    private static void WriteDetails(Utf8JsonWriter json, ServerParts parts)
    {
        var stale = parts.Core.Store.Tail is { Staleness: { IsAny: true } since } ? since.Since.ToString() : null;
        json.WriteString("staleSince"u8, stale);
        if (parts.Options.Backup?.Invoke() is not { } backup)
        {
            json.WriteNull("backup"u8);
            return;
        }

        json.WriteStartObject("backup"u8);
        json.WriteString("id"u8, backup.Id);
        json.WriteNumber("sequence"u8, backup.Sequence);
        json.WriteBoolean("good"u8, backup.Good);
        json.WriteString("verifiedAt"u8, Instant.From(backup.VerifiedAt).ToString());
        json.WriteNumber("ageHours"u8, Math.Floor((parts.Options.Clock.GetUtcNow() - backup.VerifiedAt).TotalHours));
        json.WriteEndObject();
    }
}
