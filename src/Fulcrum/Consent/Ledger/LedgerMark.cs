using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>How far the ledger was known to be whole: a start looks through what came after, not through everything.</summary>
/// <param name="Size">Entries looked through; the tree's files are on disk for so many.</param>
/// <param name="Through">Every consent of the journal up to this row is among them.</param>
/// <param name="Segment">The first entry behind the last restore.</param>
/// <param name="Mac">MAC of the last entry.</param>
/// <param name="Root">Root of the tree.</param>
internal sealed record LedgerMark(long Size, long Through, long Segment, ReadOnlyMemory<byte> Mac, ReadOnlyMemory<byte> Root)
{
    private const string FileName = "mark";
    private const int NumbersBytes = 24;
    private const int TextBytes = NumbersBytes + (2 * MerkleHash.Bytes);

    private static readonly byte[] Info = "fulcrum ledger mark v1"u8.ToArray();

    /// <summary>Reads the mark; null when there is none, or it was changed.</summary>
    public static LedgerMark? Read(ILedgerFiles files, ReadOnlySpan<byte> lookUpKey)
    {
        if (files.Read(FileName) is not { Length: TextBytes + MerkleHash.Bytes } bytes
            || !CryptographicOperations.FixedTimeEquals(MacOf(lookUpKey, bytes.AsSpan(0, TextBytes)), bytes.AsSpan(TextBytes)))
        {
            return null;
        }

        return new LedgerMark(
            BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8)), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(16)),
            bytes.AsMemory(NumbersBytes, MerkleHash.Bytes), bytes.AsMemory(NumbersBytes + MerkleHash.Bytes, MerkleHash.Bytes));
    }

    /// <summary>Writes the mark.</summary>
    public void Write(ILedgerFiles files, ReadOnlySpan<byte> lookUpKey)
    {
        var bytes = new byte[TextBytes + MerkleHash.Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Size);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), Through);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(16), Segment);
        Mac.CopyTo(bytes.AsMemory(NumbersBytes));
        Root.CopyTo(bytes.AsMemory(NumbersBytes + MerkleHash.Bytes));
        MacOf(lookUpKey, bytes.AsSpan(0, TextBytes)).CopyTo(bytes, TextBytes);
        files.Replace(FileName, bytes);
    }

    private static byte[] MacOf(ReadOnlySpan<byte> lookUpKey, ReadOnlySpan<byte> text)
    {
        var key = new byte[MerkleHash.Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, lookUpKey, key, salt: [], Info);
        return HMACSHA256.HashData(key, text);
    }
}
