using System.Text.Json;
using Fulcrum.Server.OpenApi;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Workspaces;

/// <summary>Compares another workspace with the one in force, and puts it in force while the server runs: wholly, or not at all. The next decision uses it.</summary>
internal sealed class ApplyRoute(ServerParts parts, SemaphoreSlim oneAtATime)
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        // Two at once would each be compared with a version that the other is replacing.
        var route = new ApplyRoute(parts, new SemaphoreSlim(1, 1));
        app.MapPost("/v1/workspace", (RequestDelegate)(http => route.AnswerAsync(http, applies: true))).Described(WorkspaceDocs.Apply);
        app.MapPost("/v1/workspace/diff", (RequestDelegate)(http => route.AnswerAsync(http, applies: false))).Described(WorkspaceDocs.Diff);
    }

    private async Task AnswerAsync(HttpContext http, bool applies)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        WorkspaceFilesBody asked;
        using (var body = await RequestBody.ReadAsync(http, WorkspaceFilesBody.BytesMax))
        {
            asked = body.Overflowed ? throw new ProblemException(Problems.BodyTooLarge) : BodyReader.Read(body.Bytes.Span, WorkspaceFilesBody.Read);
        }

        Required.Check(applies ? asked.By : "nobody", "by");

        // Goes on to its end when the caller goes away.
        var (comparison, applied) = await RunAsync(asked, applies);
        if (comparison.Reading.Workspace is null)
        {
            throw new ProblemException(Problems.WorkspaceFaulty(comparison.Reading.Faults));
        }

        await Answer.WriteAsync(http, (comparison, applied), static (json, state) => Write(json, state.comparison, state.applied));
    }

    private async Task<(WorkspaceComparison Comparison, AppliedWorkspace? Applied)> RunAsync(WorkspaceFilesBody asked, bool applies)
    {
        await oneAtATime.WaitAsync(CancellationToken.None);
        try
        {
            var store = parts.Core.Store.Workspaces;
            var flow = new WorkspaceFlow(store, parts.Options.Clock);
            var comparison = await flow.DiffAsync(asked.Files, CancellationToken.None);
            if (comparison.Reading.Workspace is not { } workspace || !applies)
            {
                return (comparison, null);
            }

            if (!comparison.IsInForce)
            {
                await parts.Core.ApplyAsync(comparison.Reading, flow.Applied(workspace, asked.Files, $"http:{asked.By}"), CancellationToken.None);
            }

            return (comparison, await store.CurrentAsync(CancellationToken.None));
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static void Write(Utf8JsonWriter json, WorkspaceComparison comparison, AppliedWorkspace? applied)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, comparison.Reading.Workspace!.Version);
        json.WriteString("before"u8, comparison.VersionBefore);
        json.WriteBoolean("applied"u8, applied is not null);
        json.WriteString("at"u8, applied?.At.ToString());
        json.WriteString("by"u8, applied?.By);
        json.WriteStartArray("changes"u8);
        foreach (var change in comparison.Changes)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, change.Kind.ToString().ToLowerInvariant());
            json.WriteString("what"u8, change.What);
            json.WriteString("name"u8, change.Name);
            json.WriteString("detail"u8, change.Detail);
            json.WriteBoolean("loosens"u8, change.Loosens);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
