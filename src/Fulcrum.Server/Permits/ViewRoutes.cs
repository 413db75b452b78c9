using Fulcrum.Permits;
using Fulcrum.Server.Identity;
using Fulcrum.Server.OpenApi;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Permits;

/// <summary>What staff with a customer in front of them may see: the dealer view and its like. Every look-up is journaled.</summary>
internal static class ViewRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/views/{name}", (RequestDelegate)(http => LookUpAsync(http, parts))).Described(ViewDocs.LookUp);

    private static async Task LookUpAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide | KeyKinds.Admin);
        var views = parts.Served.Workspace.Views;
        var name = http.Request.RouteValues["name"] as string ?? "";
        var view = views.GetValueOrDefault(name)
            ?? throw new ProblemException(Undeclared.View(Nearest.To(name, views.Keys)));
        LookUpBody lookUp;
        using (var body = await RequestBody.ReadAsync(http))
        {
            lookUp = BodyReader.Read(body.Bytes.Span, LookUpBody.Read);
        }

        var outcome = await parts.Core.Views.LookUpAsync(view, lookUp.Identifiers.Resolve(parts), lookUp.Who, lookUp.Why, http.RequestAborted);
        await Answer.WriteAsync(http, new Shown(view, outcome), static (json, shown) => shown.Write(json));
    }

    private sealed record LookUpBody(IdentifiersBody Identifiers, string Who, string Why)
    {
        public static LookUpBody Read(ref BodyReader reader)
        {
            IdentifiersBody? identifiers = null;
            string who = "", why = "";
            while (reader.NextMember())
            {
                if (reader.Is("identifiers"u8))
                {
                    identifiers = IdentifiersBody.Read(ref reader, "identifiers");
                }
                else if (reader.Is("who"u8))
                {
                    who = reader.Text("who", 200);
                }
                else if (reader.Is("why"u8))
                {
                    why = reader.Text("why", 500);
                }
                else
                {
                    throw reader.Unknown("the body", "identifiers", "who", "why");
                }
            }

            Required.Check(who, "who");
            Required.Check(why, "why");
            return new LookUpBody(identifiers ?? throw new ProblemException(Problems.MissingMember("identifiers")), who, why);
        }
    }

    private sealed record Shown(ViewDefinition View, ViewOutcome? Outcome)
    {
        public void Write(System.Text.Json.Utf8JsonWriter json)
        {
            var permit = Outcome?.Answer as Permit;
            json.WriteStartObject();
            json.WriteString("view"u8, View.Name);
            json.WriteString("purpose"u8, View.Purpose.Name);
            json.WriteNumber("lookUp"u8, Outcome?.Sequence ?? 0);
            json.WriteBoolean("permitted"u8, permit is not null);
            json.WriteString("refusal"u8, Refusal());
            json.WriteStartArray("facts"u8);
            for (var index = 0; permit is not null && index < permit.View.Count; index++)
            {
                var fact = View.Facts[index];
                json.WriteStartObject();
                json.WriteString("name"u8, fact.Name);
                json.WritePropertyName("title"u8);
                Words.Write(json, fact.Title);
                Words.WriteMembers(json, permit.View[index]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private string? Refusal() => Outcome?.Answer switch
        {
            null => Words.Of(RefusalReason.UnknownSubject),
            Refusal refusal => Words.Of(refusal.Reason),
            _ => null,
        };
    }
}
