using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server.Collect;

/// <summary>Finds the write key in a request's header. The other place it may stand in is the body.</summary>
internal static class WriteKeys
{
    private const string Scheme = "Basic ";
    private const int EncodedLengthMax = 1024;

    /// <summary>The user name of Basic authentication, with or without its colon; empty for none. A bearer token names no source.</summary>
    public static string FromHeader(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return "";
        }

        var encoded = text.AsSpan(Scheme.Length).Trim();
        if (encoded.Length > EncodedLengthMax)
        {
            return "";
        }

        Span<byte> decoded = stackalloc byte[EncodedLengthMax];
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length))
        {
            return "";
        }

        var name = decoded[..length];
        var colon = name.IndexOf((byte)':');
        return Encoding.UTF8.GetString(colon < 0 ? name : name[..colon]);
    }
}
