using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Collect;
using Fulcrum.Server.OpenApi;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Collect;

/// <summary>What was kept aside: listed without its content, shown to those who say why, and taken in once it was mended.</summary>
internal static class QuarantineRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet("/v1/quarantine", (RequestDelegate)(http => ListAsync(http, parts))).Described(QuarantineDocs.List);
        app.MapGet("/v1/quarantine/look-ups", (RequestDelegate)(http => ListLookUpsAsync(http, parts))).Described(QuarantineDocs.LookUps);
        app.MapPost("/v1/quarantine/{id}/read", (RequestDelegate)(http => ReadAsync(http, parts))).Described(QuarantineDocs.Read);
        app.MapPost("/v1/quarantine/{id}/replay", (RequestDelegate)(http => ReplayAsync(http, parts))).Described(QuarantineDocs.Replay);
    }

    private static async Task ListAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var served = parts.Served;
        var request = http.Request;
        Instant? before = request.Query.ContainsKey("before") ? Asked.TimeOf(request, "before", default) : null;
        var rows = await parts.Core.Quarantine.ListAsync(Asked.CodeOf(request, served), before, Asked.RowsOf(request), http.RequestAborted);
        await Answer.WriteAsync(http, (Rows: rows, Served: served), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("quarantined"u8);
            foreach (var row in state.Rows)
            {
                json.WriteStartObject();
                WriteMembers(json, row, state.Served);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ListLookUpsAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        var lookUps = await parts.Core.Quarantine.ListLookUpsAsync(Asked.RowsOf(http.Request), http.RequestAborted);
        await Answer.WriteAsync(http, lookUps, static (json, lookUps) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("lookUps"u8);
            foreach (var lookUp in lookUps)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, lookUp.Id);
                json.WriteString("act"u8, Words.Of(lookUp.Act));
                json.WriteString("who"u8, lookUp.Who);
                json.WriteString("why"u8, lookUp.Why);
                json.WriteString("at"u8, lookUp.At.ToString());
                json.WriteNumber("sequence"u8, lookUp.Sequence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task ReadAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ReplayBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, static (ref BodyReader reader) => ReplayBody.Read(ref reader, takesPayload: false));
        }

        var shown = await parts.Core.Quarantine.ReadAsync(IdOf(http), asked.Who, asked.Why, http.RequestAborted)
            ?? throw new ProblemException(QuarantineProblems.Unknown);
        await Answer.WriteAsync(http, (Shown: shown, parts.Served), static (json, state) =>
        {
            json.WriteStartObject();
            WriteMembers(json, state.Shown.Row, state.Served);
            json.WriteNumber("lookUp"u8, state.Shown.LookUp);
            if (state.Shown.Payload is { } payload)
            {
                var isText = Utf8.IsValid(payload.Span);
                json.WriteString(isText ? "payload"u8 : "payloadBase64"u8, isText ? Encoding.UTF8.GetString(payload.Span) : Convert.ToBase64String(payload.Span));
            }
            else
            {
                json.WriteNull("payload"u8);
            }

            json.WriteEndObject();
        });
    }

    private static async Task ReplayAsync(HttpContext http, ServerParts parts)
    {
        parts.Keys.Check(http, KeyKinds.Admin);
        ReplayBody asked;
        using (var body = await RequestBody.ReadAsync(http))
        {
            asked = BodyReader.Read(body.Bytes.Span, static (ref BodyReader reader) => ReplayBody.Read(ref reader, takesPayload: true));
        }

        var sources = parts.Served.Workspace.Sources.Values;
        var outcome = await parts.Core.Quarantine.ReplayAsync(
            IdOf(http), asked.Payload, KeptReader.Read, code => sources.FirstOrDefault(source => source.Code == code), asked.Who, asked.Why, http.RequestAborted);
        if (outcome.State != ReplayState.Judged)
        {
            throw new ProblemException(QuarantineProblems.Of(outcome.State));
        }

        await Answer.WriteAsync(http, (Id: IdOf(http), outcome.Fate), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("id"u8, state.Id);
            json.WriteString("fate"u8, Words.Of(state.Fate.Kind));
            json.WriteString("reason"u8, state.Fate.Fault?.Code);
            json.WriteString("detail"u8, state.Fate.Fault?.What);
            json.WriteString("remedy"u8, state.Fate.Fault?.Remedy);
            json.WriteEndObject();
        });
    }

    private static string IdOf(HttpContext http) => http.Request.RouteValues["id"] as string ?? "";

    private static void WriteMembers(Utf8JsonWriter json, QuarantineRow row, ServedWorkspace served)
    {
        json.WriteString("id"u8, row.Id);
        json.WriteString("source"u8, served.SourceName(row.Source));
        json.WriteString("at"u8, row.At.ToString());
        json.WriteString("reason"u8, row.Reason);
        json.WriteString("detail"u8, row.Detail);
        json.WriteString("remedy"u8, row.Remedy);
    }

    private sealed record ReplayBody(string Who, string Why, ReadOnlyMemory<byte>? Payload)
    {
        public static ReplayBody Read(ref BodyReader reader, bool takesPayload)
        {
            string who = "", why = "";
            ReadOnlyMemory<byte>? payload = null;
            while (reader.NextMember())
            {
                if (reader.Is("who"u8))
                {
                    who = reader.Text("who", 200);
                }
                else if (reader.Is("why"u8))
                {
                    why = reader.Text("why", 500);
                }
                else if (takesPayload && reader.Is("payload"u8))
                {
                    payload = reader.CopyObject("payload");
                }
                else
                {
                    throw takesPayload ? reader.Unknown("the body", "who", "why", "payload") : reader.Unknown("the body", "who", "why");
                }
            }

            Required.Check(who, "who");
            Required.Check(why, "why");
            return new ReplayBody(who, why, payload);
        }
    }
}
