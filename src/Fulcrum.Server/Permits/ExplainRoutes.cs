using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Server.Consent;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Permits;

/// <summary>Was it allowed, now or then, and which law says so?</summary>
internal static class ExplainRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/consents/explain", (RequestDelegate)(http => ExplainAsync(http, parts))).Described(ExplainDocs.Explain);

    private static async Task ExplainAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        ExplainBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, ExplainBody.Read);
        }

        var explained = await parts.Core.History.ExplainAsync(asked.Identifiers.Resolve(parts), asked.Purpose, asked.Scope, asked.At ?? parts.Now, http.RequestAborted)
            ?? throw new ProblemException(Undeclared.Purpose(Nearest.To(asked.Purpose, parts.Served.Workspace.Purposes.Keys)));
        await Answer.WriteAsync(http, explained, Write);
    }

    private static void Write(Utf8JsonWriter json, PermitExplanation explained)
    {
        json.WriteStartObject();
        json.WriteString("purpose"u8, explained.Purpose.Name);
        json.WriteString("at"u8, explained.At.ToString());
        json.WriteBoolean("permitted"u8, explained.Refused is null);
        json.WriteString("why"u8, explained.Refused?.Key() ?? "permitted");
        json.WriteString("workspace"u8, explained.Workspace);
        json.WriteString("place"u8, explained.Place);
        json.WriteString("placeWhy"u8, explained.PlaceWhy);
        json.WriteString("basis"u8, Words.Of(explained.Basis));
        json.WriteBoolean("needsConsent"u8, explained.NeedsConsent);
        if (explained.Age is { } age)
        {
            json.WriteNumber("age"u8, age);
        }

        json.WriteString("state"u8, Words.Of(explained.Standing.State));
        json.WriteStartArray("demands"u8);
        foreach (var demand in explained.Demands)
        {
            json.WriteStartObject();
            json.WriteString("axis"u8, demand.Axis.Name);
            json.WriteString("class"u8, demand.Class);
            json.WriteString("value"u8, demand.Value.Words);
            json.WriteBoolean("conflict"u8, demand.IsConflict);
            json.WriteString("pack"u8, demand.Pack.Name);
            json.WriteString("source"u8, demand.Rule.Source);
            json.WriteString("confidence"u8, Words.Of(demand.Rule.Confidence));
            json.WriteStartArray("others"u8);
            foreach (var (pack, value) in demand.Others)
            {
                json.WriteStringValue($"{pack}: {value}");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private sealed record ExplainBody(IdentifiersBody Identifiers, string Purpose, ConsentScope Scope, Instant? At)
    {
        public static ExplainBody Read(ref BodyReader reader)
        {
            IdentifiersBody? identifiers = null;
            var (purpose, scope) = ("", ConsentScope.Whole);
            Instant? at = null;
            while (reader.NextMember())
            {
                if (reader.Is("identifiers"u8))
                {
                    identifiers = IdentifiersBody.Read(ref reader, "identifiers");
                }
                else if (reader.Is("purpose"u8))
                {
                    purpose = reader.Text("purpose", 100);
                }
                else if (reader.Is("scope"u8))
                {
                    scope = ConsentDecisionBody.ReadScope(ref reader);
                }
                else if (reader.Is("at"u8))
                {
                    at = reader.Time("at");
                }
                else
                {
                    throw reader.Unknown("the body", "identifiers", "purpose", "scope", "at");
                }
            }

            Required.Check(purpose, "purpose");
            return new ExplainBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), purpose, scope, at);
        }
    }
}
