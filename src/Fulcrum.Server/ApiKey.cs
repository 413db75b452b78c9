using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fulcrum.Server;

/// <summary>A secret that opens routes of one kind. Shown once when it is made; afterwards only its hash is kept.</summary>
/// <param name="Text">What the caller sends as <c>Authorization: Bearer …</c>.</param>
/// <param name="Hash">SHA-256 of <paramref name="Text"/>: what is kept.</param>
public sealed record ApiKey(string Text, ReadOnlyMemory<byte> Hash)
{
    /// <summary>A new key of 32 random bytes.</summary>
    /// <param name="kind">Its first letters, so that people can tell keys apart: <c>decide</c> or <c>admin</c>.</param>
    /// <param name="random">The operating system's generator.</param>
    public static ApiKey Create(string kind, IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[32];
        random.Fill(secret);
        return Of($"{kind}_{Base64Url.EncodeToString(secret)}");
    }

    /// <summary>A key that exists already.</summary>
    public static ApiKey Of(string text) => new(text, SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Always <c>ApiKey(…)</c>.</summary>
    public override string ToString() => "ApiKey(…)";
}
