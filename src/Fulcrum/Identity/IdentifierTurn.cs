using System.Buffers.Binary;
using System.Security.Cryptography;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Identity;

/// <summary>Hashes keyed hashes of identifiers again, under a later look-up key (decision 0017).</summary>
/// <remarks>
/// HMAC-SHA-256 over type and hash, cut to 128 bits. The value is not needed, so those of the erased are turned too, whom nobody
/// can hash anew. Two hashes that differed still do, but for a chance of 2^-128. Safe from many threads.
/// </remarks>
public sealed class IdentifierTurn
{
    /// <summary>Bytes of one packed key (type, hash big-endian), as in <see cref="JournalRow.Identifiers"/>.</summary>
    public const int PackedLength = 17;

    private readonly KeyedHash _hash;

    /// <summary>Turns under a key.</summary>
    public IdentifierTurn(LaterLookUp later) => _hash = new KeyedHash(
        HKDF.DeriveKey(HashAlgorithmName.SHA256, later.Key.ToArray(), LaterLookUp.KeyLength, info: "fulcrum identifiers turned v1"u8.ToArray()));

    /// <summary>The hash of a hash; the type stays.</summary>
    public IdentifierKey Turn(IdentifierKey key)
    {
        Span<byte> packed = stackalloc byte[PackedLength];
        packed[0] = key.Type;
        BinaryPrimitives.WriteUInt128BigEndian(packed[1..], key.Hash);
        Span<byte> hash = stackalloc byte[KeyedHash.Length];
        _hash.Write(packed, hash);
        return key with { Hash = BinaryPrimitives.ReadUInt128BigEndian(hash) };
    }

    /// <summary>Reads one packed key.</summary>
    public static IdentifierKey Unpack(byte[] packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        return new IdentifierKey(BinaryPrimitives.ReadUInt128BigEndian(packed.AsSpan(1)), packed[0]);
    }

    /// <summary>Turns packed keys, each in its place.</summary>
    /// <exception cref="StoreUnavailableException">They are no packed keys: the row is damaged.</exception>
    public ReadOnlyMemory<byte> TurnPacked(ReadOnlyMemory<byte> packed)
    {
        if (packed.IsEmpty)
        {
            return packed;
        }

        if (packed.Length % PackedLength != 0)
        {
            throw new StoreUnavailableException("The identifiers of a row are damaged; restore the store from a backup.");
        }

        var turned = packed.ToArray();
        for (var at = 0; at < turned.Length; at += PackedLength)
        {
            BinaryPrimitives.WriteUInt128BigEndian(turned.AsSpan(at + 1), Turn(Unpack(turned[at..(at + PackedLength)])).Hash);
        }

        return turned;
    }
}
