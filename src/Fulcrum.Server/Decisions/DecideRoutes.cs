using Fulcrum.Decisions;
using Fulcrum.Server.Collect;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Decisions;

/// <summary>What should this customer see now? The path that pages wait for: little is allocated on it.</summary>
internal static class DecideRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts) =>
        app.MapPost("/v1/decide", (RequestDelegate)(http => DecideAsync(http, parts))).Described(DecisionDocs.Decide);

    private static async Task DecideAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Decide);
        DecideBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, DecideBody.Read);
        }

        var served = parts.Served;
        List<(string Type, Fault Fault)>? ignored = null;
        var identifiers = asked.Subject?.ResolveGood(parts, ref ignored) ?? [];
        parts.Rates.CheckSubject(http, identifiers);
        var signals = CollectRoutes.SignalsOf(http.Request);
        var question = new Question(
            served.PlacementsOf(asked.Placements), identifiers, asked.Context, asked.RequestId, signals.Anonymous)
        {
            GlobalPrivacyControl = signals.GlobalPrivacyControl,
        };

        // To its end, whether or not the caller still waits: by then it is made and counts.
        var from = parts.Options.Clock.GetTimestamp();
        var decisions = await parts.Core.Decisions.DecideAsync(question, CancellationToken.None);
        parts.Meter.DecideTime.Record(parts.Options.Clock.GetElapsedTime(from).TotalSeconds);
        parts.Meter.Count(decisions);
        await Answer.WriteAsync(http, new Decided(served, decisions, ignored), Decided.Write);
    }
}
