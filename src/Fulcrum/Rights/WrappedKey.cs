using System.Buffers.Binary;

namespace Fulcrum.Rights;

/// <summary>The form of a wrapped subject key: algorithm (1 byte), generation of the key-encryption key (2, big-endian), nonce, ciphertext, tag.</summary>
/// <remarks>Before stores had generations a wrapped key was the last three alone; such a one is of generation 1.</remarks>
public static class WrappedKey
{
    /// <summary>Bytes before the nonce.</summary>
    public const int HeaderLength = 3;

    /// <summary>Bytes of a wrapped key of the first form.</summary>
    public const int LengthOfOne = 12 + 32 + 16;

    /// <summary>Bytes of a wrapped key.</summary>
    public const int Length = HeaderLength + LengthOfOne;

    private const byte Aes256Gcm = 1;

    /// <summary>Puts algorithm and generation before a key of the first form.</summary>
    public static byte[] Mark(int generation, ReadOnlySpan<byte> wrapped)
    {
        var marked = new byte[HeaderLength + wrapped.Length];
        marked[0] = Aes256Gcm;
        BinaryPrimitives.WriteUInt16BigEndian(marked.AsSpan(1), (ushort)generation);
        wrapped.CopyTo(marked.AsSpan(HeaderLength));
        return marked;
    }

    /// <summary>The generation of the key that wraps it; 0 when the form or the algorithm is not known.</summary>
    public static int GenerationOf(ReadOnlySpan<byte> wrapped) => wrapped.Length switch
    {
        LengthOfOne => 1,
        Length when wrapped[0] == Aes256Gcm => BinaryPrimitives.ReadUInt16BigEndian(wrapped[1..]),
        _ => 0,
    };

    /// <summary>Nonce, ciphertext and tag.</summary>
    internal static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> wrapped) => wrapped.Length == Length ? wrapped[HeaderLength..] : wrapped;
}
