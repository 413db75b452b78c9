using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Rights;

/// <summary>Erases a subject: keys destroyed, rows deleted, a tombstone left.</summary>
internal static class ErasureRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/erasures", (RequestDelegate)(http => EraseAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RightsDocs.Erase);

    private static async Task EraseAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ErasureBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ErasureBody.Read);
        }

        // Goes on to its end when the caller goes away.
        var outcome = await parts.Core.Erasures.EraseAsync(asked.Identifiers.Resolve(parts), asked.By, asked.Why, CancellationToken.None);
        await Answer.WriteAsync(http, outcome, static (json, outcome) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("erased"u8, outcome is not null);
            if (outcome is not null)
            {
                json.WriteNumber("sequence"u8, outcome.Sequence);
                json.WriteNumber("subjects"u8, outcome.Subjects);
                json.WriteNumber("rows"u8, outcome.Rows);
                json.WriteNumber("keys"u8, outcome.Keys);
                json.WriteString("at"u8, outcome.At.ToString());
                json.WriteString("keysGoneFromBackupsAt"u8, outcome.KeysGoneFromBackupsAt.ToString());
            }

            json.WriteEndObject();
        });
    }

    private sealed record ErasureBody(IdentifiersBody Identifiers, string By, string Why)
    {
        public static ErasureBody Read(ref BodyReader reader)
        {
            IdentifiersBody? identifiers = null;
            string by = "", why = "";
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
                else
                {
                    throw reader.Unknown("the body", "identifiers", "by", "why");
                }
            }

            Required.Check(by, "by");
            Required.Check(why, "why");
            return new ErasureBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), by, why);
        }
    }
}
