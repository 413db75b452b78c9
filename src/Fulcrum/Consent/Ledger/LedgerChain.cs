using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>Chains the entries of a ledger: HMAC-SHA-256 over the MAC before and the leaf, under a key that follows from a look-up key.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class LedgerChain
{
    private static readonly byte[] KeyInfo = "fulcrum ledger chain v1"u8.ToArray();

    private readonly byte[] _key = new byte[MerkleHash.Bytes];

    /// <summary>Under a look-up key.</summary>
    public LedgerChain(ReadOnlySpan<byte> lookUpKey) => HKDF.DeriveKey(HashAlgorithmName.SHA256, lookUpKey, _key, salt: [], KeyInfo);

    /// <summary>The MAC that the first entry's follows.</summary>
    public byte[] FirstMac() => HMACSHA256.HashData(_key, LedgerEntries.Head);

    /// <summary>The MAC of a leaf behind another MAC.</summary>
    public byte[] MacOf(ReadOnlySpan<byte> before, ReadOnlySpan<byte> leaf)
    {
        Span<byte> text = stackalloc byte[MerkleHash.Bytes + LedgerLeaf.Bytes];
        before.CopyTo(text);
        leaf.CopyTo(text[MerkleHash.Bytes..]);
        return HMACSHA256.HashData(_key, text);
    }

    /// <summary>Writes the MAC of a note beside the entries; 32 bytes.</summary>
    public void MarkNote(ReadOnlySpan<byte> note, Span<byte> mac) => HMACSHA256.HashData(_key, note, mac);
}
