using System.Numerics;

namespace Fulcrum.Postgres.Collect;

/// <summary>A Bloom filter over hashes that are random already: about one wrong "maybe" in a hundred, never a wrong "no".</summary>
internal sealed class KeyFilter
{
    private const int BitsPerKey = 10;
    private const int Probes = 7;

    private readonly ulong _mask;

    /// <summary>An empty filter for so many keys.</summary>
    public KeyFilter(int keys)
    {
        Bytes = new byte[Math.Max(8, BitOperations.RoundUpToPowerOf2((ulong)keys * BitsPerKey) / 8)];
        _mask = ((ulong)Bytes.Length * 8) - 1;
    }

    /// <summary>A filter as it was kept.</summary>
    public KeyFilter(byte[] bytes)
    {
        Bytes = bytes;
        _mask = ((ulong)bytes.Length * 8) - 1;
    }

    /// <summary>What to keep of it; a power of two long.</summary>
    public byte[] Bytes { get; }

    /// <summary>Adds a key.</summary>
    public void Add(UInt128 key)
    {
        var (low, high) = unchecked(((ulong)key, (ulong)(key >> 64) | 1));
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = unchecked(low + ((ulong)probe * high)) & _mask;
            Bytes[bit >> 3] |= (byte)(1 << (int)(bit & 7));
        }
    }

    /// <summary>Whether the key may be among those added.</summary>
    public bool MayHold(UInt128 key)
    {
        var (low, high) = unchecked(((ulong)key, (ulong)(key >> 64) | 1));
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = unchecked(low + ((ulong)probe * high)) & _mask;
            if ((Bytes[bit >> 3] & (1 << (int)(bit & 7))) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
