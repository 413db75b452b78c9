using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>The three hashes of a Merkle tree (RFC 6962 §2.1): SHA-256 with a byte before it that tells leaves from nodes.</summary>
public static class MerkleHash
{
    /// <summary>Bytes of every hash.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private const byte LeafMark = 0;
    private const byte NodeMark = 1;

    /// <summary>The root of a tree without leaves: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot() => SHA256.HashData([]);

    /// <summary>SHA-256(0x00 ‖ data).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafMark]);
        hash.AppendData(data);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right). The result may be written over either.</summary>
    /// <param name="left">32 bytes.</param>
    /// <param name="right">32 bytes.</param>
    /// <param name="into">32 bytes.</param>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> into)
    {
        Span<byte> both = stackalloc byte[1 + (2 * Bytes)];
        both[0] = NodeMark;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Bytes)..]);
        SHA256.HashData(both, into);
    }
}
