using System.IO.Compression;
using System.Reflection;
using Fulcrum.Server.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Fulcrum.Server.Collect;

/// <summary>The browser snippet, where pages made for Segment's look for it. Built from <c>sdk/browser</c>.</summary>
internal static class SnippetRoutes
{
    /// <summary>The paths, below the write key, and the files.</summary>
    private static readonly (string Name, RouteDoc Doc)[] Files = [("analytics.min.js", SnippetDocs.Whole), ("core.min.js", SnippetDocs.Core)];

    /// <summary>Pages hold it for an hour, then ask whether it changed.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, ServerParts parts)
    {
        foreach (var (name, doc) in Files)
        {
            var script = new Lazy<Script>(() => new Script(name));
            app.MapGet($"/analytics.js/v1/{{writeKey}}/{name}", (RequestDelegate)(http => AnswerAsync(http, parts, script.Value))).Described(doc);
        }
    }

    private static Task AnswerAsync(HttpContext http, ServerParts parts, Script script)
    {
        Cors.Allow(http, parts.Served);
        PageSource.Of(http, parts.Served);
        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);

        // A page that isolates itself loads only what says that it may be loaded.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        var isPacked = TakesBrotli(http.Request);
        if (isPacked)
        {
            headers.ContentEncoding = "br";
        }

        return TaggedAnswer.WriteAsync(http, "text/javascript; charset=utf-8", isPacked ? script.Packed : script.Plain, isPacked ? script.PackedTag : script.PlainTag, Keep);
    }

    private static bool TakesBrotli(HttpRequest request) =>
        StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var taken) && taken.Any(one => one.Value.Equals("br", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);

    /// <summary>A file, packed once, when the first page asks for it.</summary>
    private sealed class Script
    {
        public Script(string name)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
            Plain = new byte[stream.Length];
            stream.ReadExactly(Plain);
            var packed = new byte[BrotliEncoder.GetMaxCompressedLength(Plain.Length)];
            BrotliEncoder.TryCompress(Plain, packed, out var length, quality: 11, window: 22);
            Packed = packed[..length];
            (PlainTag, PackedTag) = (TaggedAnswer.TagOf(Plain), TaggedAnswer.TagOf(Packed));
        }

        public byte[] Plain { get; }

        public byte[] Packed { get; }

        public EntityTagHeaderValue PlainTag { get; }

        public EntityTagHeaderValue PackedTag { get; }
    }
}
