using System.Numerics;
using Fulcrum.Identity;

namespace Fulcrum.Postgres.Identity;

/// <summary>Says of most keys nobody has bound that nobody has, without asking the database: every new visitor brings one. Never a wrong "no". Safe from many threads.</summary>
/// <remarks>Until all keys of the table are in it, it says "maybe" of every key; it is filled behind the start.</remarks>
internal sealed class IdentifierFilter
{
    private const int BitsPerKey = 10;
    private const int Probes = 7;

    // A store that grows beyond twice what it held at the start gets more wrong "maybe"s until it is started again, nothing else.
    private const long KeysMin = 1 << 20;
    private const long KeysMax = 1 << 27;

    private readonly long[] _words;
    private readonly ulong _mask;
    private volatile bool _isWhole;

    /// <summary>An empty filter for a table of about so many keys.</summary>
    public IdentifierFilter(long keys)
    {
        var bits = BitOperations.RoundUpToPowerOf2((ulong)Math.Clamp(2 * Math.Min(keys, KeysMax), KeysMin, KeysMax) * BitsPerKey);
        _words = new long[bits / 64];
        _mask = bits - 1;
    }

    /// <summary>Adds a key; before it can be missing from what is queued.</summary>
    public void Add(IdentifierKey key)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(key, probe);
            var word = 1L << (int)(bit & 63);
            ref var held = ref _words[bit >> 6];
            if ((Volatile.Read(ref held) & word) == 0)
            {
                _ = Interlocked.Or(ref held, word);
            }
        }
    }

    /// <summary>Every key of the table is in it from now on.</summary>
    public void BecomeWhole() => _isWhole = true;

    /// <summary>Whether somebody may have bound the key.</summary>
    public bool MayHold(IdentifierKey key)
    {
        if (!_isWhole)
        {
            return true;
        }

        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(key, probe);
            if ((Volatile.Read(ref _words[bit >> 6]) & (1L << (int)(bit & 63))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private ulong BitOf(IdentifierKey key, int probe) =>
        unchecked((ulong)key.Hash + key.Type + ((ulong)probe * ((ulong)(key.Hash >> 64) | 1))) & _mask;
}
