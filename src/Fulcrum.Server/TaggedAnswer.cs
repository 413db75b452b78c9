using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fulcrum.Server;

/// <summary>Answers with what browsers and caches may keep a while: the same for everybody, and about nobody. Asked again by its tag, it answers that nothing changed.</summary>
internal static class TaggedAnswer
{
    /// <summary>The tag of some content.</summary>
    public static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> content) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"");

    /// <summary>Answers.</summary>
    /// <param name="http">The request.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="content">What is answered.</param>
    /// <param name="tag">Its tag.</param>
    /// <param name="keep">How long it may be kept without asking.</param>
    public static Task WriteAsync(HttpContext http, string type, ReadOnlySpan<byte> content, EntityTagHeaderValue tag, TimeSpan keep)
    {
        var headers = http.Response.Headers;
        headers.ETag = tag.ToString();
        headers.CacheControl = $"public, max-age={(int)keep.TotalSeconds}";
        if (EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known) && known.Any(one => one.Compare(tag, useStrongComparison: false) || one.Equals(EntityTagHeaderValue.Any)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        return Answer.WriteAsync(http, StatusCodes.Status200OK, type, content);
    }
}
