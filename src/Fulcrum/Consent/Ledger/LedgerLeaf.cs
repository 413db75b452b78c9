using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Fulcrum.Consent.Ledger;

/// <summary>What one entry of the consent ledger says: 49 bytes, and nothing personal.</summary>
/// <remarks>
/// Form, all big-endian: kind (1 byte), journal sequence (8), milliseconds since 1970 (8), commitment (32). The leaf of the Merkle
/// tree is <see cref="MerkleHash.Leaf"/> of these bytes.
/// </remarks>
/// <param name="Kind">What it is about; also the version of the form.</param>
/// <param name="Sequence">Journal sequence of the consent; of a restore, the last row of the backup.</param>
/// <param name="At">When the consent was received; of a restore, when it was made.</param>
/// <param name="Commitment">32 bytes: <see cref="ConsentCommitment"/>; zeros when the row could not be opened any more; of a restore, the root published before it.</param>
public readonly record struct LedgerLeaf(LedgerLeafKind Kind, long Sequence, Instant At, ReadOnlyMemory<byte> Commitment)
{
    /// <summary>Bytes of the form.</summary>
    public const int Bytes = 1 + 8 + 8 + MerkleHash.Bytes;

    /// <summary>Writes the form.</summary>
    /// <param name="into"><see cref="Bytes"/> bytes.</param>
    public void Write(Span<byte> into)
    {
        into[0] = (byte)Kind;
        BinaryPrimitives.WriteInt64BigEndian(into[1..], Sequence);
        BinaryPrimitives.WriteInt64BigEndian(into[9..], At.UnixMs);
        Commitment.Span.CopyTo(into.Slice(17, MerkleHash.Bytes));
    }

    /// <summary>The form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Write(bytes);
        return bytes;
    }

    /// <summary>The hash that stands in the tree.</summary>
    public byte[] Hash() => MerkleHash.Leaf(ToBytes());

    /// <summary>Reads the form; false for bytes that are none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out LedgerLeaf? leaf)
    {
        leaf = null;
        if (bytes.Length != Bytes || bytes[0] is not ((byte)LedgerLeafKind.Consent or (byte)LedgerLeafKind.Restored))
        {
            return false;
        }

        leaf = new LedgerLeaf(
            (LedgerLeafKind)bytes[0], BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), new Instant(BinaryPrimitives.ReadInt64BigEndian(bytes[9..])), bytes[17..].ToArray());
        return true;
    }
}

/// <summary>What a ledger entry is about.</summary>
public enum LedgerLeafKind : byte
{
    /// <summary>A consent record of the journal.</summary>
    Consent = 1,

    /// <summary>The store was put back from a backup, and the ledger goes on from there.</summary>
    Restored = 2,
}
