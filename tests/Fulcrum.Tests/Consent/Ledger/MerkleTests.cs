using System.Text.Json;
using Fulcrum.Consent.Ledger;
using Fulcrum.Tests.Consent.Signals;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger;

public class MerkleTests
{
    private const int SizesAll = 1_024;
    private const int Mutations = 100_000;

    private static readonly JsonElement Cases = Vectors.Read("merkle/merkle-vectors.json");

    public static TheoryData<string> Inclusion => [.. Names("inclusion")];

    public static TheoryData<string> Consistency => [.. Names("consistency")];

    [Theory]
    [MemberData(nameof(Inclusion))]
    public void Published_inclusion_proofs_are_judged_as_published(string name)
    {
        var each = Find("inclusion", name);

        var holds = MerkleProof.Includes(
            each.GetProperty("leafIdx").GetUInt64(), each.GetProperty("treeSize").GetUInt64(), Bytes(each, "leafHash"), Proof(each), Bytes(each, "root"));

        Assert.Equal(each.GetProperty("wantErr").GetBoolean(), !holds);
    }

    [Theory]
    [MemberData(nameof(Consistency))]
    public void Published_consistency_proofs_are_judged_as_published(string name)
    {
        var each = Find("consistency", name);

        var holds = MerkleProof.Extends(
            each.GetProperty("size1").GetUInt64(), each.GetProperty("size2").GetUInt64(), Proof(each), Bytes(each, "root1"), Bytes(each, "root2"));

        Assert.Equal(each.GetProperty("wantErr").GetBoolean(), !holds);
    }

    [Fact]
    public void The_reference_tree_has_the_published_roots()
    {
        var reference = Vectors.Read("merkle/rfc6962-reference-tree.json");
        var tree = new MerkleTree(new MemoryLevels());
        var roots = reference.GetProperty("rootHashesBySizeHex").EnumerateArray().Select(root => root.GetString()!).ToArray();

        Assert.Equal(roots[0], Convert.ToHexStringLower(tree.Root(0)));
        foreach (var (data, hash) in reference.GetProperty("leafInputsHex").EnumerateArray().Zip(reference.GetProperty("leafHashesHex").EnumerateArray()))
        {
            var leaf = MerkleHash.Leaf(Convert.FromHexString(data.GetString()!));
            Assert.Equal(hash.GetString(), Convert.ToHexStringLower(leaf));
            tree.Append(leaf);
            Assert.Equal(roots[tree.Size], Convert.ToHexStringLower(tree.Root(tree.Size)));
        }
    }

    [Fact]
    public void Every_leaf_of_every_size_up_to_a_thousand_is_proved()
    {
        var (tree, leaves) = Grown(SizesAll);
        for (var size = 1; size <= SizesAll; size++)
        {
            var root = tree.Root(size);
            for (var index = 0; index < size; index++)
            {
                Assert.True(MerkleProof.Includes((ulong)index, (ulong)size, leaves[index], tree.ProveInclusion(index, size), root), $"leaf {index} of {size}");
            }
        }
    }

    [Fact]
    public void Every_two_sizes_up_to_a_thousand_are_proved_consistent()
    {
        var (tree, _) = Grown(SizesAll);
        var roots = Enumerable.Range(0, SizesAll + 1).Select(size => tree.Root(size)).ToArray();
        for (var greater = 1; greater <= SizesAll; greater++)
        {
            for (var smaller = 1; smaller <= greater; smaller++)
            {
                Assert.True(
                    MerkleProof.Extends((ulong)smaller, (ulong)greater, tree.ProveConsistency(smaller, greater), roots[smaller], roots[greater]),
                    $"{smaller} of {greater}");
            }
        }
    }

    [Fact]
    public void A_hundred_thousand_changed_proofs_are_all_refused()
    {
        var random = new Random(20_261_124);
        var (tree, leaves) = Grown(300);
        var accepted = 0;
        for (var trial = 0; trial < Mutations; trial++)
        {
            var greater = random.Next(2, 301);
            var smaller = random.Next(1, greater);
            accepted += trial % 2 == 0
                ? ChangedInclusion(tree, leaves, smaller, greater, random) ? 1 : 0
                : ChangedConsistency(tree, smaller, greater, random) ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($":: merkle: {accepted} of {Mutations} changed proofs accepted (95 % bound {3.0 / Mutations:P4})");
        Assert.Equal(0, accepted);
    }

    [Fact]
    public void A_verifier_that_does_not_look_at_the_size_accepts_what_must_be_refused()
    {
        var refused = Cases.GetProperty("inclusion").EnumerateArray().Where(each => each.GetProperty("wantErr").GetBoolean()).ToArray();

        Assert.Contains(refused, each => IncludesWithoutSize(each.GetProperty("leafIdx").GetUInt64(), Bytes(each, "leafHash"), Proof(each), Bytes(each, "root")));
    }

    /// <summary>The planted verifier: follows the bits of the place, and never asks whether such a path exists in a tree of this size.</summary>
    private static bool IncludesWithoutSize(ulong index, byte[] leaf, ReadOnlyMemory<byte>[] proof, byte[] root)
    {
        if (leaf.Length != MerkleHash.Bytes || proof.Any(step => step.Length != MerkleHash.Bytes))
        {
            return false;
        }

        var hash = (byte[])leaf.Clone();
        foreach (var step in proof)
        {
            MerkleHash.Node((index & 1) == 1 ? step.Span : hash, (index & 1) == 1 ? hash : step.Span, hash);
            index >>= 1;
        }

        return hash.AsSpan().SequenceEqual(root);
    }

    private static bool ChangedInclusion(MerkleTree tree, byte[][] leaves, int index, int size, Random random)
    {
        var (leaf, root) = ((byte[])leaves[index].Clone(), tree.Root(size));
        var proof = tree.ProveInclusion(index, size).Select(hash => hash.ToArray()).ToList();
        switch (random.Next(4))
        {
            case 0: Flip(leaf, random); break;
            case 1: Flip(root, random); break;
            default: Change(proof, random); break;
        }

        return MerkleProof.Includes((ulong)index, (ulong)size, leaf, Memories(proof), root);
    }

    private static bool ChangedConsistency(MerkleTree tree, int smaller, int greater, Random random)
    {
        var (older, newer) = (tree.Root(smaller), tree.Root(greater));
        var proof = tree.ProveConsistency(smaller, greater).Select(hash => hash.ToArray()).ToList();
        switch (random.Next(4))
        {
            case 0: Flip(older, random); break;
            case 1: Flip(newer, random); break;
            default: Change(proof, random); break;
        }

        return MerkleProof.Extends((ulong)smaller, (ulong)greater, Memories(proof), older, newer);
    }

    private static void Change(List<byte[]> proof, Random random)
    {
        var at = random.Next(proof.Count);
        switch (random.Next(5))
        {
            case 0: proof.RemoveAt(at); break;
            case 1: proof.Insert(at, (byte[])proof[at].Clone()); break;
            case 2 when proof.Count > 1: proof.Reverse(); break;
            case 3: proof[at] = proof[at][..31]; break;
            default: Flip(proof[at], random); break;
        }
    }

    private static void Flip(byte[] hash, Random random) => hash[random.Next(hash.Length)] ^= (byte)(1 << random.Next(8));

    private static ReadOnlyMemory<byte>[] Memories(List<byte[]> proof) => [.. proof.Select(hash => (ReadOnlyMemory<byte>)hash)];

    private static (MerkleTree Tree, byte[][] Leaves) Grown(int size)
    {
        var tree = new MerkleTree(new MemoryLevels());
        var leaves = Enumerable.Range(0, size).Select(index => MerkleHash.Leaf(BitConverter.GetBytes(index))).ToArray();
        foreach (var leaf in leaves)
        {
            tree.Append(leaf);
        }

        return (tree, leaves);
    }

    private static IEnumerable<string> Names(string kind) => Cases.GetProperty(kind).EnumerateArray().Select(each => each.GetProperty("name").GetString()!);

    private static JsonElement Find(string kind, string name) => Cases.GetProperty(kind).EnumerateArray().First(each => each.GetProperty("name").GetString() == name);

    private static byte[] Bytes(JsonElement each, string name) =>
        each.GetProperty(name).ValueKind == JsonValueKind.String ? each.GetProperty(name).GetBytesFromBase64() : [];

    private static ReadOnlyMemory<byte>[] Proof(JsonElement each) => each.GetProperty("proof").ValueKind == JsonValueKind.Array
        ? [.. each.GetProperty("proof").EnumerateArray().Select(hash => (ReadOnlyMemory<byte>)hash.GetBytesFromBase64())]
        : [];
}
