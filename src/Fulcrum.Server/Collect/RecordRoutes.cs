using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Fulcrum.Collect;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Collect;

/// <summary>What became of events: counts that balance (law 9), and what was kept aside.</summary>
internal static class RecordRoutes
{
    private const int RowsDefault = 100;
    private const int RowsMax = 1_000;

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v1/collect/counts", (RequestDelegate)(http => CountAsync(http, parts)));
        app.MapGet("/v1/quarantine", (RequestDelegate)(http => ListAsync(http, parts)));
    }

    private static async Task CountAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var now = parts.Now;

        // The minute that is still running counts too.
        var from = TimeOf(http.Request, "from", now - TimeSpan.FromDays(1));
        var until = TimeOf(http.Request, "until", now + TimeSpan.FromMinutes(1));
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
                json.WriteBoolean("balances"u8, sum.Received == sum.Stored + sum.Duplicate + sum.Quarantined + sum.Refused);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ListAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var served = parts.Served;
        var request = http.Request;
        var rows = await parts.Core.Store.Intake.ListQuarantineAsync(
            CodeOf(request, served), request.Query.ContainsKey("before") ? TimeOf(request, "before", default) : null, RowsOf(request), http.RequestAborted);
        var payloads = new List<ReadOnlyMemory<byte>?>(rows.Count);
        foreach (var row in rows)
        {
            payloads.Add(request.Query["payload"] == "true" ? await parts.Core.OpenQuarantinedAsync(row, http.RequestAborted) : null);
        }

        await Answer.WriteAsync(http, (Rows: rows, Payloads: payloads, Served: served), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("quarantined"u8);
            foreach (var (row, payload) in state.Rows.Zip(state.Payloads))
            {
                json.WriteStartObject();
                json.WriteString("id"u8, row.Id);
                json.WriteString("source"u8, state.Served.SourceName(row.Source));
                json.WriteString("at"u8, row.At.ToString());
                json.WriteString("reason"u8, row.Reason);
                json.WriteString("detail"u8, row.Detail);
                json.WriteString("remedy"u8, row.Remedy);
                if (payload is { } bytes)
                {
                    var isText = Utf8.IsValid(bytes.Span);
                    json.WriteString(isText ? "payload"u8 : "payloadBase64"u8, isText ? Encoding.UTF8.GetString(bytes.Span) : Convert.ToBase64String(bytes.Span));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Sum Total(string source, IEnumerable<CollectCount> counts) => counts.Aggregate(
        new Sum(source, 0, 0, 0, 0, 0),
        static (sum, count) => new Sum(
            sum.Source, sum.Received + count.Received, sum.Stored + count.Stored, sum.Duplicate + count.Duplicate,
            sum.Quarantined + count.Quarantined, sum.Refused + count.Refused));

    private static Instant TimeOf(HttpRequest request, string name, Instant otherwise)
    {
        var text = request.Query[name].ToString();
        if (text.Length == 0)
        {
            return otherwise;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.From(time)
            : throw new ProblemException(Problems.BadMember(name, "an ISO 8601 time, for example 2026-11-24T09:30:00Z"));
    }

    private static int? CodeOf(HttpRequest request, ServedWorkspace served)
    {
        var name = request.Query["source"].ToString();
        if (name.Length == 0)
        {
            return null;
        }

        if (name == "unknown")
        {
            return 0;
        }

        return served.Workspace.Sources.TryGetValue(name, out var source)
            ? source.Code
            : throw new ProblemException(Problems.NotDeclared("source", Nearest.To(name, served.Workspace.Sources.Keys)));
    }

    private static int RowsOf(HttpRequest request)
    {
        var text = request.Query["limit"].ToString();
        if (text.Length == 0)
        {
            return RowsDefault;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= RowsMax
            ? rows
            : throw new ProblemException(Problems.BadMember("limit", $"a whole number from 1 to {RowsMax}"));
    }

    private sealed record Sum(string Source, long Received, long Stored, long Duplicate, long Quarantined, long Refused);
}
