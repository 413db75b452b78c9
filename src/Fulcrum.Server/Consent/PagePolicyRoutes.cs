using System.Buffers;
using System.Text.Json;
using Fulcrum.Collect;
using Fulcrum.Consent.Capture;
using Fulcrum.Server.Collect;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Consent;

/// <summary>What a page must know before it asks its visitor, and before it sends anything.</summary>
internal static class PagePolicyRoutes
{
    private const string Path = "/v1/projects/{writeKey}/policy";

    /// <summary>A changed notice must reach pages soon; what they hold for this long is judged again here anyway.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);

    /// <summary>Maps it, with its preflight.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet(Path, (RequestDelegate)(http => AnswerAsync(http, parts))).Described(PagePolicyDocs.Policy);
        app.MapMethods(Path, [HttpMethods.Options], (RequestDelegate)(http => Cors.PreflightAsync(http, parts.Served)));
    }

    private static Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        Cors.Allow(http, parts.Served);
        var source = PageSource.Of(http, parts.Served);
        Cors.Check(http, source);
        var policy = parts.Core.Capture.PolicyFor(source, http.Request.Query["jurisdiction"] is [{ Length: <= 16 } place] ? place : "");
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Answer.Options))
        {
            Write(json, source, policy);
        }

        return TaggedAnswer.WriteAsync(http, "application/json", buffer.WrittenSpan, TaggedAnswer.TagOf(buffer.WrittenSpan), Keep);
    }

    /// <summary>Writes a policy the way pages read it.</summary>
    internal static void Write(Utf8JsonWriter json, Source source, PagePolicy policy)
    {
        json.WriteStartObject();
        json.WriteString("source"u8, source.Name);
        json.WriteString("surface"u8, policy.Surface);
        json.WriteString("notice"u8, policy.Notice?.Id ?? "");
        json.WritePropertyName("text"u8);
        Words.Write(json, policy.Notice?.Text ?? new("", ""));
        json.WriteBoolean("mayKeepId"u8, policy.MayKeepId);
        json.WriteBoolean("confirmsSignal"u8, policy.ConfirmsSignal);
        json.WriteNumber("choiceDays"u8, policy.ChoiceDays);
        json.WriteStartArray("categories"u8);
        foreach (var category in policy.Categories)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, category.Name);
            json.WriteString("purpose"u8, category.Purpose.Name);
            json.WriteBoolean("needsYes"u8, category.NeedsYes);
            json.WriteBoolean("refusedBySignal"u8, category.IsRefusedBySignal);
            Write(json, "within", category.Within);
            json.WritePropertyName("title"u8);
            Words.Write(json, category.Purpose.Title);
            json.WritePropertyName("reason"u8);
            Words.Write(json, category.Purpose.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteEvents(json, policy);
        json.WriteStartObject("lapsed"u8);
        foreach (var (notice, categories) in policy.Lapsed)
        {
            Write(json, notice, categories);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteEvents(Utf8JsonWriter json, PagePolicy policy)
    {
        json.WriteStartArray("events"u8);
        foreach (var one in policy.Events)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, Words.Of(one.Type));
            json.WriteString("event"u8, one.Name);
            Write(json, "categories", one.Categories);
            json.WriteString("ground"u8, Words.Of(one.Ground));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
