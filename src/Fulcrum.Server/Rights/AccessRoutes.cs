using Fulcrum.Rights.Access;
using Fulcrum.Rights.Access.Export;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights;

/// <summary>What is kept about a subject, as an archive to hand to them.</summary>
internal static class AccessRoutes
{
    private const string Surface = "api";
    private const string What = "export";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/access/export", (RequestDelegate)(http => ExportAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(AccessDocs.Export);

    private static async Task ExportAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ExportBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ExportBody.Read);
        }

        var request = new AccessRequest(asked.By, Surface, What) { Why = asked.Why };
        if (await parts.Core.Access.OpenAsync(asked.Identifiers.Resolve(parts), request, http.RequestAborted) is not { } access)
        {
            throw new ProblemException(AccessDocs.NothingKept);
        }

        var workspace = parts.Served.Workspace;
        var company = workspace.Disclosures.Controller?.Name.In(asked.Language) ?? workspace.Name;
        http.Response.ContentType = "application/zip";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"fulcrum-access.zip\"";
        http.Response.Headers.CacheControl = "no-store";

        // Compression hands its bytes on as it is written to, not when it is awaited.
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        try
        {
            if (await AccessExport.WriteAsync(access, new ExportRequest(asked.Language, company), http.Response.Body, null, http.RequestAborted) is null)
            {
                throw new StoreUnavailableException("The profile changed while it was written. Asking again is safe.");
            }
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            // Half an archive must not look like a whole one: the connection is cut, and the caller sees that it was.
            http.Abort();
        }
    }

    private sealed record ExportBody(IdentifiersBody Identifiers, string By, string Why, string Language)
    {
        public static ExportBody Read(ref BodyReader reader)
        {
            IdentifiersBody? identifiers = null;
            string by = "", why = "", language = "en";
            while (reader.NextMember())
            {
                if (reader.Is("identifiers"u8))
                {
                    identifiers = IdentifiersBody.Read(ref reader, "identifiers");
                }
                else if (reader.Is("by"u8))
                {
                    by = reader.Text("by", 200);
                }
                else if (reader.Is("why"u8))
                {
                    why = reader.Text("why", 500);
                }
                else if (reader.Is("language"u8))
                {
                    language = reader.Text("language", 35);
                }
                else
                {
                    throw reader.Unknown("the body", "identifiers", "by", "why", "language");
                }
            }

            Required.Check(by, "by");
            Required.Check(why, "why");
            return new ExportBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), by, why, language);
        }
    }
}
