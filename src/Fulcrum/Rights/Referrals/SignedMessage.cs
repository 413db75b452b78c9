using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Fulcrum.Rights.Referrals;

/// <summary>A message with its Ed25519 signature before it, in base64, as libsodium's combined mode makes it.</summary>
public static class SignedMessage
{
    /// <summary>Bytes of a public key.</summary>
    public const int KeyBytes = 32;

    private const int SignatureBytes = 64;

    /// <summary>Opens one; false unless the key's holder signed just these bytes.</summary>
    /// <param name="text">The base64 text.</param>
    /// <param name="key">The public key, 32 bytes.</param>
    /// <param name="content">What was signed.</param>
    public static bool TryOpen(ReadOnlySpan<char> text, ReadOnlySpan<byte> key, [NotNullWhen(true)] out byte[]? content)
    {
        content = null;
        var bytes = new byte[text.Length];
        if (key.Length != KeyBytes || !Convert.TryFromBase64Chars(text, bytes, out var length) || length <= SignatureBytes)
        {
            return false;
        }

        var message = bytes[SignatureBytes..length];
        if (!Ed25519.Verify(bytes, 0, key.ToArray(), 0, message, 0, message.Length))
        {
            return false;
        }

        content = message;
        return true;
    }
}
