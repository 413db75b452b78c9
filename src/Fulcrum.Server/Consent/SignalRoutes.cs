using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>What machines say about consent: in, and how it was settled. And that this site honours Global Privacy Control.</summary>
internal static class SignalRoutes
{
    /// <summary>What recorded refusals name as their source.</summary>
    private const string Caller = "signals";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapPost("/v1/consents/signals", (RequestDelegate)(http => ReportAsync(http, parts))).WithMetadata(RightsLane.Mark).Described(SignalDocs.Report);
        app.MapGet("/.well-known/gpc.json", (RequestDelegate)SupportAsync).Described(SignalDocs.Support);
    }

    private static async Task ReportAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        SignalBody said;
        using (var body = await RequestBody.ReadAsync(http))
        {
            said = BodyReader.Read(body.Bytes.Span, SignalBody.Read);
        }

        // Recorded to its end when the caller goes away: half a refusal is none.
        var resolved = await parts.Core.Signals.ReportAsync(said.Identifiers.Resolve(parts), said.Report, Caller, said.Channel, CancellationToken.None);
        var packs = parts.Served.Workspace.Laws.Packs;
        var now = parts.Now;
        await Answer.WriteAsync(http, (resolved, packs, now), static (json, answer) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("resolved"u8);
            foreach (var one in answer.resolved)
            {
                json.WriteStartObject();
                json.WriteString("purpose"u8, one.Purpose.Name);
                json.WriteString("signal"u8, one.Signal.Kind.ToString().ToLowerInvariant());
                json.WriteString("before"u8, Words.Of(one.Before.State));
                json.WriteString("outcome"u8, Words.Of(one.Outcome));
                json.WriteBoolean("mustBeShown"u8, one.IsToBeShown);
                json.WritePropertyName("sentence"u8);
                Words.Write(json, one.Sentence);
                if (one.Law.Length > 0)
                {
                    json.WriteStartObject("law"u8);
                    json.WriteString("rule"u8, one.Law);
                    json.WriteString("source"u8, answer.packs.FindSource(one.Law, answer.now));
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Task SupportAsync(HttpContext http) => Answer.WriteAsync(http, true, static (json, honours) =>
    {
        json.WriteStartObject();
        json.WriteBoolean("gpc"u8, honours);
        json.WriteEndObject();
    });
}
