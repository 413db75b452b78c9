using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Workspaces;

/// <summary>Puts another workspace in force while the server runs: wholly, or not at all. The next decision uses it.</summary>
internal sealed class ApplyRoute(ServerParts parts, SemaphoreSlim oneAtATime)
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        // Two at once would each be compared with a version that the other is replacing.
        var route = new ApplyRoute(parts, new SemaphoreSlim(1, 1));
        app.MapPost("/v1/workspace", (RequestDelegate)route.ApplyAsync);
    }

    private async Task ApplyAsync(HttpContext http)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ApplyBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ApplyBody.Read);
        }

        // Goes on to its end when the caller goes away.
        var comparison = await ApplyAsync(asked);
        await (comparison.Reading.Workspace is { } workspace
            ? Answer.WriteAsync(http, (comparison, workspace.Version), static (json, state) => WriteApplied(json, state.comparison, state.Version))
            : Answer.WriteAsync(http, StatusCodes.Status422UnprocessableEntity, "application/problem+json", comparison.Reading.Faults, WriteFaults));
    }

    private async Task<WorkspaceComparison> ApplyAsync(ApplyBody asked)
    {
        await oneAtATime.WaitAsync(CancellationToken.None);
        try
        {
            var flow = new WorkspaceFlow(parts.Core.Store.Workspaces, parts.Options.Clock);
            var comparison = await flow.DiffAsync(asked.Files, CancellationToken.None);
            if (comparison is { Reading.Workspace: { } workspace, IsInForce: false })
            {
                await parts.Core.ApplyAsync(comparison.Reading, flow.Applied(workspace, asked.Files, $"http:{asked.By}"), CancellationToken.None);
            }

            return comparison;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    private static void WriteApplied(Utf8JsonWriter json, WorkspaceComparison comparison, string version)
    {
        json.WriteStartObject();
        json.WriteString("version"u8, version);
        json.WriteString("before"u8, comparison.VersionBefore);
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

    private static void WriteFaults(Utf8JsonWriter json, ImmutableArray<WorkspaceFault> faults)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "/docs/reference/http");
        json.WriteString("title"u8, "The workspace has faults");
        json.WriteNumber("status"u8, StatusCodes.Status422UnprocessableEntity);
        json.WriteString("code"u8, "workspace-faulty");
        json.WriteStartArray("faults"u8);
        foreach (var (at, fault) in faults)
        {
            json.WriteStartObject();
            json.WriteString("file"u8, at.File);
            json.WriteNumber("line"u8, at.Line);
            json.WriteNumber("column"u8, at.Column);
            json.WriteString("code"u8, fault.Code);
            json.WriteString("what"u8, fault.What);
            json.WriteString("remedy"u8, fault.Remedy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record ApplyBody(string By, ImmutableSortedDictionary<string, string> Files)
    {
        public static ApplyBody Read(ref BodyReader reader)
        {
            var by = "";
            ImmutableSortedDictionary<string, string>.Builder? files = null;
            while (reader.NextMember())
            {
                if (reader.Is("by"u8))
                {
                    by = reader.Text("by", 200);
                }
                else if (reader.Is("files"u8))
                {
                    reader.EnterObject("files");
                    files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
                    while (reader.NextMember())
                    {
                        var path = reader.Name;
                        reader.ToValue();
                        files[path] = reader.Text("files", RequestBody.ApiBytesMax);
                    }
                }
                else
                {
                    throw reader.Unknown("the body", "by", "files");
                }
            }

            Required.Check(by, "by");
            return new ApplyBody(by, files?.ToImmutable() ?? throw new ProblemException(Problems.MissingMember("files")));
        }
    }
}
