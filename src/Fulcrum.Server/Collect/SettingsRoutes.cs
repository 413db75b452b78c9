using Fulcrum.Collect;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Server.Collect;

/// <summary>What Segment's clients ask for before they send: where to, and which consent categories there are.</summary>
internal static class SettingsRoutes
{
    private const string Path = "/v1/projects/{writeKey}/settings";

    /// <summary>Maps it, with its preflight.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        app.MapGet(Path, (RequestDelegate)(http => AnswerAsync(http, parts))).Described(CollectDocs.Settings);
        app.MapMethods(Path, [HttpMethods.Options], (RequestDelegate)(http => Cors.PreflightAsync(http, parts.Served)));
    }

    private static Task AnswerAsync(HttpContext http, ServerParts parts)
    {
        var served = parts.Served;
        Cors.Allow(http, served);
        var source = served.SourceOf(http.Request.RouteValues["writeKey"] as string ?? "")
            ?? throw new ProblemException(Undeclared.Source("", StatusCodes.Status404NotFound));
        var host = parts.Options.PublicHost.Length > 0 ? parts.Options.PublicHost : http.Request.Host.Value ?? "";
        return Answer.WriteAsync(http, new Settings(source, $"{host}/v1", http.Request.Scheme), static (json, settings) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("integrations"u8);
            json.WriteStartObject("Segment.io"u8);
            json.WriteString("apiKey"u8, settings.Source.WriteKey);
            json.WriteString("apiHost"u8, settings.ApiHost);
            json.WriteString("protocol"u8, settings.Scheme);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("plan"u8);
            json.WriteEndObject();
            json.WriteStartObject("edgeFunction"u8);
            json.WriteEndObject();

            // Without this entry the browser SDK sends its own metrics to its maker.
            json.WriteStartObject("metrics"u8);
            json.WriteNumber("sampleRate"u8, 0);
            json.WriteString("host"u8, settings.ApiHost);
            json.WriteEndObject();
            json.WriteStartObject("consentSettings"u8);
            json.WriteStartArray("allCategories"u8);
            foreach (var (category, _) in settings.Source.ConsentCategories)
            {
                json.WriteStringValue(category);
            }

            json.WriteEndArray();
            json.WriteBoolean("hasUnmappedDestinations"u8, false);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private sealed record Settings(Source Source, string ApiHost, string Scheme);
}
