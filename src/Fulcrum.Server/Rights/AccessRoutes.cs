using Fulcrum.Rights.Access;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

        await AccessArchive.WriteAsync(http, parts, access, asked.Language);
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
