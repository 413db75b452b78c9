using System.Security.Cryptography;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger.Notes;

/// <summary>Checkpoints and proofs as files: what they hold, and what must not pass for one.</summary>
public class LogProofTests
{
    private const string Origin = "example.com/behind-the-sofa";

    private static readonly byte[] Seed = SHA256.HashData("log"u8);
    private static readonly NoteKey Key = new(Origin, NoteKeyKind.Log, NoteKey.PublicOf(Seed));

    [Fact]
    public void The_published_example_of_a_checkpoint_reads()
    {
        const string text =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
            "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var head));
        Assert.Equal((Origin, 20_852_163L), (head.Origin, head.Size));
        Assert.Equal(note.Text, head.ToText());
        Assert.False(Checkpoint.TryOpen(text, Origin, [Key], out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("log\n1\n")]
    [InlineData("log\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("log\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n")]
    [InlineData("log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")]
    [InlineData("\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.False(Checkpoint.TryParse(text, out _));

    [Fact]
    public void A_checkpoint_counts_for_its_own_log_and_under_its_own_key()
    {
        var text = new Checkpoint(Origin, 3, MerkleHash.EmptyRoot()).Sign(Key, Seed).ToString();

        Assert.True(Checkpoint.TryOpen(text, Origin, [Key], out var head));
        Assert.Equal(3, head.Size);
        Assert.False(Checkpoint.TryOpen(text, "another.log", [Key], out _));
        Assert.False(Checkpoint.TryOpen(text, Origin, [new NoteKey(Origin, NoteKeyKind.Log, NoteKey.PublicOf(SHA256.HashData("thief"u8)))], out _));
        Assert.False(Checkpoint.TryOpen(text, Origin, [new NoteKey(Origin, NoteKeyKind.Witness, Key.Public)], out _));
    }

    [Fact]
    public void Every_entry_of_a_small_tree_is_proved_by_its_file_and_by_no_other()
    {
        var leaves = Enumerable.Range(0, 13).Select(number => MerkleHash.Leaf([(byte)number])).ToArray();
        var tree = new MerkleTree(new MemoryLevels());
        foreach (var leaf in leaves)
        {
            tree.Append(leaf);
        }

        var checkpoint = new Checkpoint(Origin, tree.Size, tree.Root(tree.Size)).Sign(Key, Seed).ToString();
        for (var index = 0; index < leaves.Length; index++)
        {
            var text = new LogProof(index, [.. tree.ProveInclusion(index, tree.Size)], checkpoint, index % 2 == 0 ? default : new byte[] { 1, 2 }).ToString();

            Assert.True(LogProof.TryParse(text, out var proof));
            Assert.Equal(text, proof.ToString());
            for (var other = 0; other < leaves.Length; other++)
            {
                Assert.Equal(other == index, proof.Proves(leaves[other], Origin, [Key]));
            }

            Assert.False(proof.Proves(leaves[index], Origin, []));
            Assert.False((proof with { Hashes = [.. proof.Hashes, SHA256.HashData("more"u8)] }).Proves(leaves[index], Origin, [Key]));
            Assert.False((proof with { Checkpoint = checkpoint.Replace("\n13\n", "\n12\n", StringComparison.Ordinal) }).Proves(leaves[index], Origin, [Key]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 01\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra AA==\n\n")]
    public void What_is_no_proof_is_refused(string text) => Assert.False(LogProof.TryParse(text, out _));
}
