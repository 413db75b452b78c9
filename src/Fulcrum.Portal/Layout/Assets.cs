using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Portal.Layout;

/// <summary>The two files every page names, its style and its icon, and the script that two pages name. Their paths hold their hash, so that a browser may keep them for good.</summary>
internal static class Assets
{
    private static readonly byte[] Style = Resource("portal.css");
    private static readonly byte[] Script = Resource("portal.js");
    private static readonly byte[] Icon = Resource("portal.svg");

    /// <summary>The style.</summary>
    public static string StylePath { get; } = $"/portal-{HashOf(Style)}.css";

    /// <summary>The script.</summary>
    public static string ScriptPath { get; } = $"/portal-{HashOf(Script)}.js";

    /// <summary>The icon.</summary>
    public static string IconPath { get; } = $"/portal-{HashOf(Icon)}.svg";

    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        Add(StylePath, "text/css; charset=utf-8", Style);
        Add(ScriptPath, "text/javascript; charset=utf-8", Script);
        Add(IconPath, "image/svg+xml", Icon);

        void Add(string path, string type, byte[] content) => app.MapMethods(path, Reply.ReadMethods, (RequestDelegate)(http =>
        {
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Reply.WriteAsync(http, StatusCodes.Status200OK, type, content);
        }));
    }

    private static byte[] Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8));
}
