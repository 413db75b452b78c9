using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Workspaces;

/// <summary>Which workspace version is in force.</summary>
internal static class WorkspaceRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapGet("/v1/workspace", (RequestDelegate)(http => DescribeAsync(http, parts))).Described(WorkspaceDocs.Describe);

    private static Task DescribeAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        return Answer.WriteAsync(http, parts.Served.Workspace, static (json, workspace) =>
        {
            json.WriteStartObject();
            json.WriteString("name"u8, workspace.Name);
            json.WriteString("version"u8, workspace.Version);
            WriteNames("purposes", workspace.Purposes.Keys);
            WriteNames("placements", workspace.Placements.Keys);
            WriteNames("views", workspace.Views.Keys);
            WriteNames("identifierTypes", workspace.IdentifierTypes.Keys);
            json.WriteEndObject();

            void WriteNames(string member, IEnumerable<string> names)
            {
                json.WriteStartArray(member);
                foreach (var name in names.Order(StringComparer.Ordinal))
                {
                    json.WriteStringValue(name);
                }

                json.WriteEndArray();
            }
        });
    }
}
