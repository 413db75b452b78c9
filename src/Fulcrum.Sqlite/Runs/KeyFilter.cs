using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Fulcrum.Sqlite.Runs;

/// <summary>Says "surely not here" for nearly every key that is not in a run: a split-block Bloom filter, 16 bits a key.</summary>
/// <remarks>
/// One cache line a look-up, about 0.1 % false "maybe". Keys start with 16 bytes of a keyed hash, so they serve as
/// their own hash. Putze, Sanders, Singler: "Cache-, Hash- and Space-Efficient Bloom Filters" (2007).
/// </remarks>
internal sealed class KeyFilter
{
    private const int BlockWords = 8;

    private readonly ulong[] _words;
    private readonly uint _blocks;

    /// <summary>An empty filter for so many keys.</summary>
    public KeyFilter(long keys)
    {
        _blocks = (uint)Math.Max(1, ((keys * 16) + 511) / 512);
        _words = new ulong[_blocks * BlockWords];
    }

    /// <summary>A filter read back from <see cref="Bytes"/>.</summary>
    public KeyFilter(ReadOnlySpan<byte> bytes)
    {
        _words = MemoryMarshal.Cast<byte, ulong>(bytes).ToArray();
        _blocks = (uint)(_words.Length / BlockWords);
    }

    /// <summary>The filter as bytes.</summary>
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(_words.AsSpan());

    /// <summary>Adds a key.</summary>
    public void Add(ReadOnlySpan<byte> key)
    {
        var (block, bits) = Place(key);
        for (var i = 0; i < BlockWords; i++)
        {
            _words[block + i] |= 1UL << (int)((bits >> (i * 6)) & 63);
        }
    }

    /// <summary>False when the key was surely never added.</summary>
    public bool MayHold(ReadOnlySpan<byte> key)
    {
        var (block, bits) = Place(key);
        for (var i = 0; i < BlockWords; i++)
        {
            if ((_words[block + i] & (1UL << (int)((bits >> (i * 6)) & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private (int Block, ulong Bits) Place(ReadOnlySpan<byte> key)
    {
        var block = (uint)(((ulong)BinaryPrimitives.ReadUInt32BigEndian(key) * _blocks) >> 32);
        return ((int)block * BlockWords, BinaryPrimitives.ReadUInt64BigEndian(key[8..]));
    }
}
