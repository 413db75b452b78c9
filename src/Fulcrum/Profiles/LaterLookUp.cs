using System.Buffers.Binary;
using System.Globalization;

namespace Fulcrum.Profiles;

/// <summary>A look-up key that came after the first: what was hashed under those before it is hashed again under it.</summary>
/// <param name="Key">32 bytes.</param>
/// <param name="From">The first journal row that was never under an earlier key alone.</param>
public readonly record struct LaterLookUp(ReadOnlyMemory<byte> Key, long From)
{
    /// <summary>Bytes of the key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes of <see cref="ToBytes"/>.</summary>
    public const int Length = KeyLength + sizeof(long);

    /// <summary>Name under which the key of a generation is kept; the first is 1.</summary>
    public static string NameOf(int generation) => generation == 1 ? "look-up" : string.Create(CultureInfo.InvariantCulture, $"look-up-{generation}");

    /// <summary>As it is kept: the key, then the row, big-endian.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Key.Span.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(KeyLength), From);
        return bytes;
    }

    /// <summary>Reads what was kept.</summary>
    /// <param name="bytes"><see cref="Length"/> bytes.</param>
    public static LaterLookUp Read(ReadOnlyMemory<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        return new LaterLookUp(bytes[..KeyLength], BinaryPrimitives.ReadInt64BigEndian(bytes.Span[KeyLength..]));
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"LaterLookUp({From})");
}
