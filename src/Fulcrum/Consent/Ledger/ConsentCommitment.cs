using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>Binds a ledger entry to a consent record without showing anything of it: SHA-256(salt ‖ canonical record).</summary>
/// <remarks>
/// The salt is HMAC-SHA-256, under the subject's key, of 28 bytes of the journal row: its nonce and its tag. So it exists as long as
/// both the key and the row do. Erasure destroys the key, retention wipes the row; after either nobody can tell what an entry says,
/// not even by trying every record there could be, and every proof stays as it was (decision 0012).
/// </remarks>
public static class ConsentCommitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The commitment to a record.</summary>
    /// <param name="salt">32 bytes, from the receipt.</param>
    /// <param name="canonical">As <see cref="ConsentCanonical"/> writes it.</param>
    public static byte[] Of(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonical)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(canonical);
        return hash.GetHashAndReset();
    }

    /// <summary>The salt of a journal row's record.</summary>
    /// <param name="subjectKey">The subject's key, opened.</param>
    /// <param name="sealedRow">The row's sealed text: nonce, ciphertext, tag.</param>
    internal static byte[] SaltOf(ReadOnlySpan<byte> subjectKey, ReadOnlySpan<byte> sealedRow)
    {
        ReadOnlySpan<byte> info = "fulcrum consent salt v1"u8;
        Span<byte> text = stackalloc byte[info.Length + NonceBytes + TagBytes];
        info.CopyTo(text);
        sealedRow[..NonceBytes].CopyTo(text[info.Length..]);
        sealedRow[^TagBytes..].CopyTo(text[(info.Length + NonceBytes)..]);
        return HMACSHA256.HashData(subjectKey, text);
    }
}
