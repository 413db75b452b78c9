using System.Security.Cryptography;
using System.Text;
using Fulcrum.Identity;

namespace Fulcrum.Rights.Certificates;

/// <summary>Names an identifier to whoever holds the salt, and to nobody else: SHA-256(salt ‖ type ‖ 0 ‖ value in its normal form).</summary>
/// <remarks>The salt is handed to whoever asked for the erasure and kept nowhere, so the certificate alone tells nobody who was erased, not even by trying every address there is.</remarks>
public static class SubjectCommitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltBytes = 32;

    /// <summary>The commitment to an identifier.</summary>
    public static byte[] Of(ReadOnlySpan<byte> salt, Identifier identifier)
    {
        ArgumentNullException.ThrowIfNull(identifier);
        return Of(salt, identifier.Type.Name, identifier.Value);
    }

    /// <summary>The commitment to an identifier, its value in normal form.</summary>
    public static byte[] Of(ReadOnlySpan<byte> salt, string type, string value)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(type));
        hash.AppendData([0]);
        hash.AppendData(Encoding.UTF8.GetBytes(value));
        return hash.GetHashAndReset();
    }
}
