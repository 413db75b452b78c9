using System.Text.Json;
using Fulcrum.Permits;
using Fulcrum.Server.OpenApi;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Workspaces;

/// <summary>Says whom another workspace would reach, before anybody puts it in force.</summary>
internal static class ReachRoute
{
    /// <summary>Most people looked at by one request: the journal is folded twice, and somebody waits. The next request goes on behind them.</summary>
    private const long PeopleMax = 20_000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/workspace/reach", (RequestDelegate)(http => CompareAsync(http, parts))).Described(WorkspaceDocs.Reach);

    private static async Task CompareAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        WorkspaceFilesBody asked;
        using (var body = await RequestBody.ReadAsync(http, WorkspaceFilesBody.BytesMax))
        {
            asked = body.Overflowed ? throw new ProblemException(Problems.BodyTooLarge) : BodyReader.Read(body.Bytes.Span, WorkspaceFilesBody.Read);
        }

        var reading = WorkspaceReader.Read(asked.Files, await parts.Core.Store.Workspaces.ReadNumberingAsync(http.RequestAborted));
        var proposed = reading.Workspace ?? throw new ProblemException(Problems.WorkspaceFaulty(reading.Faults));
        var reach = await parts.Core.Reach.CompareAsync(proposed, TimeSpan.FromDays(asked.Days), new ReachPortion(new SubjectId(asked.After), PeopleMax, asked.At), http.RequestAborted);
        await Answer.WriteAsync(http, (Reach: reach, parts.Core.Workspace.Current.Version), Write);
    }

    private static void Write(Utf8JsonWriter json, (Reach Reach, string Version) answer)
    {
        var reach = answer.Reach;
        json.WriteStartObject();
        json.WriteString("version"u8, answer.Version);
        json.WriteString("at"u8, reach.At.ToString());
        json.WriteNumber("through"u8, reach.Through.Value);
        json.WriteNumber("people"u8, reach.People);
        json.WriteBoolean("everybody"u8, reach.IsWhole);
        json.WriteNumber("decisions"u8, reach.Decisions);
        json.WriteStartArray("purposes"u8);
        foreach (var purpose in reach.Purposes)
        {
            json.WriteStartObject();
            json.WriteString("purpose"u8, purpose.Purpose);
            json.WriteNumber("before"u8, purpose.Before);
            json.WriteNumber("lost"u8, purpose.Lost);
            json.WriteNumber("gained"u8, purpose.Gained);
            json.WriteNumber("decisionsLost"u8, purpose.DecisionsLost);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("objects"u8);
        foreach (var one in reach.Objects)
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
