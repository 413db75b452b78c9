using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.Pages.Layout;

/// <summary>A file that pages name: a style, a script, an icon. Its path holds its hash, so that a browser may keep it for good.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record Asset(string Path, string Type, byte[] Content)
{
    /// <summary>Takes resources of a program, one after the other, as one file.</summary>
    /// <param name="program">Whose.</param>
    /// <param name="name">What its path begins with.</param>
    /// <param name="ending">How its path ends.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="resources">Names of the resources.</param>
    public static Asset Of(Assembly program, string name, string ending, string type, params ReadOnlySpan<string> resources)
    {
        using var bytes = new MemoryStream();
        foreach (var resource in resources)
        {
            using var stream = program.GetManifestResourceStream(resource)!;
            stream.CopyTo(bytes);
        }

        var content = bytes.ToArray();
        return new Asset($"/{name}-{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}.{ending}", type, content);
    }

    /// <summary>Maps it.</summary>
    public void Map(IEndpointRouteBuilder app) => app.MapMethods(Path, Reply.ReadMethods, (RequestDelegate)(http =>
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Reply.WriteAsync(http, StatusCodes.Status200OK, Type, Content);
    }));
}
