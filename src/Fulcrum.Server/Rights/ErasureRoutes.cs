using Fulcrum.Rights;
using Fulcrum.Rights.Certificates;
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
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        var running = new RunningCompaction(parts.Core.Compaction);
        app.MapPost("/v1/erasures", (RequestDelegate)(http => EraseAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(RightsDocs.Erase);
        CertificateRoutes.Map(app, parts);
        app.MapPost("/v1/erasures/compaction", (RequestDelegate)(http => CompactAsync(http, parts, running))).Described(RightsDocs.Compact);
    }

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
                json.WriteString("certificate"u8, ErasureCertificate.IdOf(outcome.Sequence));
                json.WriteBase64String("salt"u8, outcome.Salt.Span);
                json.WriteNumber("subjects"u8, outcome.Subjects);
                json.WriteNumber("rows"u8, outcome.Rows);
                json.WriteNumber("keys"u8, outcome.Keys);
                json.WriteString("at"u8, outcome.At.ToString());
                if (outcome.Told.Length > 0)
                {
                    json.WriteString("told"u8, outcome.Told);
                }

                json.WriteString("keysGoneFromBackupsAt"u8, outcome.KeysGoneFromBackupsAt.ToString());
            }

            json.WriteEndObject();
        });
    }

    private static async Task CompactAsync(HttpContext http, ServerParts parts, RunningCompaction running)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var order = CompactionOrder.Gentle;
        using (var body = await RequestBody.ReadAsync(http))
        {
            order = BodyReader.Read(body.Bytes.Span, ReadOrder);
        }

        var (places, outcome) = await running.AskAsync(order);
        await Answer.WriteAsync(http, (places, outcome), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteBoolean("finished"u8, state.outcome is not null);
            json.WriteNumber("erasures"u8, state.outcome?.Erasures ?? 0);
            json.WriteBoolean("clean"u8, state.outcome?.IsClean ?? false);
            json.WriteStartArray("places"u8);
            foreach (var place in state.places)
            {
                json.WriteStartObject();
                json.WriteString("place"u8, place.Place);
                json.WriteBoolean("clean"u8, place.IsClean);
                json.WriteString("method"u8, place.Method);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static CompactionOrder ReadOrder(ref BodyReader reader)
    {
        var isThorough = false;
        while (reader.NextMember())
        {
            isThorough = reader.Is("thorough"u8) ? reader.Truth("thorough") : throw reader.Unknown("the body", "thorough");
        }

        return isThorough ? CompactionOrder.Thorough : CompactionOrder.Gentle;
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
