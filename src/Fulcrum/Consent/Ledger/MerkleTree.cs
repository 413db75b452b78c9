using System.Numerics;

namespace Fulcrum.Consent.Ledger;

/// <summary>An append-only Merkle tree (RFC 6962 §2.1) that proves itself to anybody who holds an older root.</summary>
/// <remarks>
/// It keeps the roots of whole subtrees, level by level: level 0 holds the leaves, level k the roots of 2^k leaves each. An append writes
/// two hashes on average, a proof reads at most two a level. One writer; readers may go on beside it for sizes already reached.
/// </remarks>
public sealed class MerkleTree
{
    private const int LevelsMax = 63;

    private readonly IMerkleLevels _levels;

    /// <summary>Goes on with what the levels hold.</summary>
    public MerkleTree(IMerkleLevels levels) => _levels = levels;

    /// <summary>How many leaves it has.</summary>
    public long Size => _levels.Count(0);

    /// <summary>Adds a leaf, and the roots of the subtrees it makes whole.</summary>
    /// <param name="leaf">The leaf's hash, 32 bytes.</param>
    public void Append(ReadOnlySpan<byte> leaf)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(leaf.Length, MerkleHash.Bytes);
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        Span<byte> left = stackalloc byte[MerkleHash.Bytes];
        leaf.CopyTo(hash);
        var place = Size;
        _levels.Append(0, hash);
        for (var level = 0; (place & 1) == 1; level++, place >>= 1)
        {
            _levels.Read(level, place - 1, left);
            MerkleHash.Node(left, hash, hash);
            _levels.Append(level + 1, hash);
        }
    }

    /// <summary>The root of the first leaves.</summary>
    /// <param name="size">0 to <see cref="Size"/>.</param>
    public byte[] Root(long size)
    {
        Within(size, 0, Size);
        var root = MerkleHash.EmptyRoot();
        if (size > 0)
        {
            Subtree(0, size, root);
        }

        return root;
    }

    /// <summary>Proves that a leaf is in the tree of the first leaves.</summary>
    /// <param name="index">The leaf's place, from 0.</param>
    /// <param name="size">More than the place, at most <see cref="Size"/>.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveInclusion(long index, long size)
    {
        Within(size, 1, Size);
        Within(index, 0, size - 1);
        var proof = new List<ReadOnlyMemory<byte>>();
        var (from, until) = (0L, size);
        while (until - from > 1)
        {
            var middle = from + LargestPowerBelow(until - from);
            if (index < middle)
            {
                proof.Add(Hash(middle, until));
                until = middle;
            }
            else
            {
                proof.Add(Hash(from, middle));
                from = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>Proves that the tree of the first leaves grew out of a smaller one.</summary>
    /// <param name="smaller">At least 1.</param>
    /// <param name="greater">At least <paramref name="smaller"/>, at most <see cref="Size"/>.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> ProveConsistency(long smaller, long greater)
    {
        Within(greater, 1, Size);
        Within(smaller, 1, greater);
        var proof = new List<ReadOnlyMemory<byte>>();
        var (from, until, isWhole) = (0L, greater, true);
        while (from + (smaller - from) != until)
        {
            var middle = from + LargestPowerBelow(until - from);
            if (smaller <= middle)
            {
                proof.Add(Hash(middle, until));
                until = middle;
            }
            else
            {
                proof.Add(Hash(from, middle));
                from = middle;
                isWhole = false;
            }
        }

        if (!isWhole)
        {
            proof.Add(Hash(from, until));
        }

        proof.Reverse();
        return proof;
    }

    private static long LargestPowerBelow(long count) => 1L << (BitOperations.Log2((ulong)count - 1));

    private static void Within(long value, long min, long max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max);
    }

    private byte[] Hash(long from, long until)
    {
        var hash = new byte[MerkleHash.Bytes];
        Subtree(from, until, hash);
        return hash;
    }

    /// <summary>The root of [from, until), where from is a multiple of the largest power of two below its length.</summary>
    private void Subtree(long from, long until, Span<byte> into)
    {
        // The whole subtrees of the range from the right, the smallest first: each is one hash that was kept.
        var (end, isFirst) = (until, true);
        Span<byte> left = stackalloc byte[MerkleHash.Bytes];
        while (end > from)
        {
            var level = Math.Min(BitOperations.TrailingZeroCount((ulong)end), Math.Min(BitOperations.Log2((ulong)(end - from)), LevelsMax));
            var start = end - (1L << level);
            _levels.Read(level, start >> level, isFirst ? into : left);
            if (!isFirst)
            {
                MerkleHash.Node(left, into, into);
            }

            (end, isFirst) = (start, false);
        }
    }
}

/// <summary>Where the hashes of a <see cref="MerkleTree"/> are kept, level by level; only ever added to.</summary>
public interface IMerkleLevels
{
    /// <summary>How many hashes a level has.</summary>
    long Count(int level);

    /// <summary>Reads one; it exists.</summary>
    void Read(int level, long index, Span<byte> into);

    /// <summary>Adds one behind the others.</summary>
    void Append(int level, ReadOnlySpan<byte> hash);
}

/// <summary>Levels in memory: 64 bytes a leaf. For tests, and for checking a ledger from its leaves.</summary>
public sealed class MemoryLevels : IMerkleLevels
{
    private readonly List<List<byte>> _levels = [];

    /// <inheritdoc />
    public long Count(int level) => level < _levels.Count ? _levels[level].Count / MerkleHash.Bytes : 0;

    /// <inheritdoc />
    public void Read(int level, long index, Span<byte> into) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_levels[level]).Slice((int)(index * MerkleHash.Bytes), MerkleHash.Bytes).CopyTo(into);

    /// <inheritdoc />
    public void Append(int level, ReadOnlySpan<byte> hash)
    {
        while (_levels.Count <= level)
        {
            _levels.Add([]);
        }

        _levels[level].AddRange(hash);
    }
}
