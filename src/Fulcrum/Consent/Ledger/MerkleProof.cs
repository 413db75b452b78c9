using System.Numerics;
using System.Security.Cryptography;

namespace Fulcrum.Consent.Ledger;

/// <summary>Judges proofs about a Merkle tree with nothing but hashes (RFC 9162 §2.1.3.2 and §2.1.4.2).</summary>
/// <remarks>Pure; linear in the proof. Says false for anything malformed and never throws.</remarks>
public static class MerkleProof
{
    /// <summary>Whether a leaf is at a place of the tree with this size and root.</summary>
    /// <param name="index">The leaf's place, from 0.</param>
    /// <param name="size">Leaves in the tree; the place is below it.</param>
    /// <param name="leaf">The leaf's hash, 32 bytes.</param>
    /// <param name="proof">Hashes beside the path from the leaf to the root, lowest first.</param>
    /// <param name="root">The root, 32 bytes.</param>
    public static bool Includes(ulong index, ulong size, ReadOnlySpan<byte> leaf, IReadOnlyList<ReadOnlyMemory<byte>> proof, ReadOnlySpan<byte> root)
    {
        if (index >= size || leaf.Length != MerkleHash.Bytes || root.Length != MerkleHash.Bytes || !AreHashes(proof))
        {
            return false;
        }

        var (place, last) = (index, size - 1);
        Span<byte> hash = stackalloc byte[MerkleHash.Bytes];
        leaf.CopyTo(hash);
        foreach (var step in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((place & 1) == 1 || place == last)
            {
                MerkleHash.Node(step.Span, hash, hash);
                SkipRightEdge(ref place, ref last);
            }
            else
            {
                MerkleHash.Node(hash, step.Span, hash);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    /// <summary>Whether the greater tree begins with the leaves of the smaller one, in their order.</summary>
    /// <param name="smaller">Leaves of the older tree, at least 1: nothing can be proved of an empty one.</param>
    /// <param name="greater">Leaves of the newer tree.</param>
    /// <param name="proof">The proof; empty when both sizes are the same.</param>
    /// <param name="smallerRoot">Root of the older tree, 32 bytes.</param>
    /// <param name="greaterRoot">Root of the newer tree, 32 bytes.</param>
    public static bool Extends(
        ulong smaller, ulong greater, IReadOnlyList<ReadOnlyMemory<byte>> proof, ReadOnlySpan<byte> smallerRoot, ReadOnlySpan<byte> greaterRoot)
    {
        if (smaller == 0 || smaller > greater || smallerRoot.Length != MerkleHash.Bytes || greaterRoot.Length != MerkleHash.Bytes || !AreHashes(proof))
        {
            return false;
        }

        if (smaller == greater)
        {
            return proof.Count == 0 && CryptographicOperations.FixedTimeEquals(smallerRoot, greaterRoot);
        }

        // A smaller tree that is a whole subtree of the greater one stands for itself.
        var isWhole = BitOperations.IsPow2(smaller);
        if (!isWhole && proof.Count == 0)
        {
            return false;
        }

        Span<byte> older = stackalloc byte[MerkleHash.Bytes];
        Span<byte> newer = stackalloc byte[MerkleHash.Bytes];
        (isWhole ? smallerRoot : proof[0].Span).CopyTo(older);
        older.CopyTo(newer);
        var (place, last) = (smaller - 1, greater - 1);
        while ((place & 1) == 1)
        {
            (place, last) = (place >> 1, last >> 1);
        }

        for (var step = isWhole ? 0 : 1; step < proof.Count; step++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((place & 1) == 1 || place == last)
            {
                MerkleHash.Node(proof[step].Span, older, older);
                MerkleHash.Node(proof[step].Span, newer, newer);
                SkipRightEdge(ref place, ref last);
            }
            else
            {
                MerkleHash.Node(newer, proof[step].Span, newer);
            }

            (place, last) = (place >> 1, last >> 1);
        }

        return last == 0 && CryptographicOperations.FixedTimeEquals(older, smallerRoot) && CryptographicOperations.FixedTimeEquals(newer, greaterRoot);
    }

    // On the right edge of the tree a node may have no sibling for several levels: it is carried up as it is.
    private static void SkipRightEdge(ref ulong place, ref ulong last)
    {
        while ((place & 1) == 0 && place != 0)
        {
            (place, last) = (place >> 1, last >> 1);
        }
    }

    private static bool AreHashes(IReadOnlyList<ReadOnlyMemory<byte>> proof)
    {
        // 64 levels below the root and one hash to start from: nothing longer can be a proof.
        if (proof.Count > 65)
        {
            return false;
        }

        foreach (var hash in proof)
        {
            if (hash.Length != MerkleHash.Bytes)
            {
                return false;
            }
        }

        return true;
    }
}
