using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Crash.Host;

/// <summary>Mistakes between a request and its answer.</summary>
internal static class PlantedAnswers
{
    private static readonly TimeSpan Stale = TimeSpan.FromMilliseconds(50);

    /// <summary>Plants one, when it is one of these.</summary>
    public static void Add(WebApplication app, FulcrumCore core, string plant)
    {
        if (plant == "stale-cache")
        {
            var cache = new ConcurrentDictionary<string, (long At, byte[] Answer)>();
            app.Use((http, next) => http.Request.Path == "/v1/decide" ? AnswerFromCacheAsync(http, next, cache) : next(http));
        }
        else if (plant == "early-epoch")
        {
            var epochs = new ConcurrentDictionary<string, long>();
            app.Use((http, next) => http.Request.Path == "/v1/decide" ? ReadEpochFirstAsync(http, next, core, epochs)
                : http.Request.Path.StartsWithSegments("/v1/decisions") ? ShowEarlyEpochAsync(http, next, epochs) : next(http));
        }
    }

    /// <summary>An answer is good for 50 ms, whatever the subject said since.</summary>
    private static async Task AnswerFromCacheAsync(HttpContext http, RequestDelegate next, ConcurrentDictionary<string, (long At, byte[] Answer)> cache)
    {
        var asked = await ReadAsync(http);
        if (!cache.TryGetValue(asked, out var kept) || Environment.TickCount64 - kept.At >= Stale.TotalMilliseconds)
        {
            kept = (Environment.TickCount64, await CaptureAsync(http, next));
            cache[asked] = kept;
        }

        await http.Response.Body.WriteAsync(kept.Answer);
    }

    /// <summary>The consent a decision names is read before the decision is made.</summary>
    private static async Task ReadEpochFirstAsync(HttpContext http, RequestDelegate next, FulcrumCore core, ConcurrentDictionary<string, long> epochs)
    {
        var asked = JsonNode.Parse(await ReadAsync(http))!;
        var user = (string)asked["subject"]!["userId"]!;
        core.Identifiers.TryRead("user-id", user, verified: false, out var identifier, out _);
        var before = await core.Consents.ReadAsync([identifier!], http.RequestAborted);
        await Task.Delay(10);
        var answer = await CaptureAsync(http, next);
        foreach (var decision in JsonNode.Parse(answer)!["decisions"]!.AsArray())
        {
            var purpose = ((string)decision!["placement"]!)["spot-".Length..];
            epochs[(string)decision["id"]!] = before.FirstOrDefault(one => one.Purpose.Name == purpose).Standing.Sequence;
        }

        await http.Response.Body.WriteAsync(answer);
    }

    private static async Task ShowEarlyEpochAsync(HttpContext http, RequestDelegate next, ConcurrentDictionary<string, long> epochs)
    {
        var account = JsonNode.Parse(await CaptureAsync(http, next))!;
        if (epochs.TryGetValue((string?)account["id"] ?? "", out var epoch))
        {
            account["consent"]!["sequence"] = epoch;
        }

        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(account.ToJsonString()));
    }

    private static async Task<string> ReadAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Request.Body = new MemoryStream(body.ToArray());
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static async Task<byte[]> CaptureAsync(HttpContext http, RequestDelegate next)
    {
        var (real, caught) = (http.Response.Body, new MemoryStream());
        http.Response.Body = caught;
        try
        {
            await next(http);
            return caught.ToArray();
        }
        finally
        {
            http.Response.Body = real;
            http.Response.ContentLength = null;
        }
    }
}
