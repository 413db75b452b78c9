using Fulcrum.Collect;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Collect;

/// <summary>What became of events: counts that balance (law 9).</summary>
internal static class RecordRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v1/collect/counts", (RequestDelegate)(http => CountAsync(http, parts))).Described(CollectDocs.Counts);
    }

    private static async Task CountAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var now = parts.Now;

        // The minute that is still running counts too.
        var from = Asked.TimeOf(http.Request, "from", now - TimeSpan.FromDays(1));
        var until = Asked.TimeOf(http.Request, "until", now + TimeSpan.FromMinutes(1));
        var counts = await parts.Core.Store.Intake.ReadCountsAsync(from, until, http.RequestAborted);
        var served = parts.Served;
        var bySource = counts.GroupBy(count => count.Source).Select(group => Total(served.SourceName(group.Key), group)).OrderBy(sum => sum.Source, StringComparer.Ordinal);
        await Answer.WriteAsync(http, (From: from, Until: until, BySource: bySource.ToList()), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("from"u8, state.From.ToString());
            json.WriteString("until"u8, state.Until.ToString());
            json.WriteStartArray("sources"u8);
            foreach (var sum in state.BySource)
            {
                json.WriteStartObject();
                json.WriteString("source"u8, sum.Source);
                json.WriteNumber("received"u8, sum.Received);
                json.WriteNumber("stored"u8, sum.Stored);
                json.WriteNumber("duplicate"u8, sum.Duplicate);
                json.WriteNumber("quarantined"u8, sum.Quarantined);
                json.WriteNumber("refused"u8, sum.Refused);
                json.WriteNumber("replayed"u8, sum.Replayed);
                json.WriteBoolean("balances"u8, sum.Received == sum.Stored + sum.Duplicate + sum.Quarantined + sum.Refused);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Sum Total(string source, IEnumerable<CollectCount> counts) => counts.Aggregate(
        new Sum(source, 0, 0, 0, 0, 0, 0),
        static (sum, count) => new Sum(
            sum.Source, sum.Received + count.Received, sum.Stored + count.Stored, sum.Duplicate + count.Duplicate,
            sum.Quarantined + count.Quarantined, sum.Refused + count.Refused, sum.Replayed + count.Replayed));

    private sealed record Sum(string Source, long Received, long Stored, long Duplicate, long Quarantined, long Refused, long Replayed);
}
