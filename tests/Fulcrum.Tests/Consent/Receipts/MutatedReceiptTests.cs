using System.Text;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;
using Xunit;

namespace Fulcrum.Tests.Consent.Receipts;

/// <summary>No file makes a reader of receipts, proofs, heads or keys throw, judging it does not either, and none that was changed holds.</summary>
[Collection(Alone.Name)]
public sealed class MutatedReceiptTests
{
    private const int Entries = 997;
    private const int BytesAtLeast = 262_144;
    private const int BytesEach = 400;
    private const string Alphabet = "{}[]\":,0123456789+/=ABCabc\\n .-\n\u00e9";

    private static readonly Receipt[] Receipts = [.. ReceiptsUnderTest.Make(Entries, 20)];

    [Fact]
    public void No_file_is_an_exception_for_the_verifier_of_receipts()
    {
        var texts = Receipts.Select(ReceiptsUnderTest.TextOf).ToHashSet(StringComparer.Ordinal);
        Sample("receipts", [.. texts], file =>
        {
            var isRead = Receipt.TryRead(file, out var receipt);
            var holds = isRead && receipt!.Verify([ReceiptsUnderTest.Key]).Holds;

            // White space between two members may be changed, and nothing else.
            Assert.True(!holds || Says(file, texts), "a changed receipt holds");
            return isRead;
        });
    }

    [Fact]
    public void No_file_is_an_exception_for_the_reader_of_proofs() => Sample("proofs", [.. Receipts.Select(receipt => receipt.Proof.ToString())], file =>
    {
        var isRead = LogProof.TryParse(Encoding.UTF8.GetString(file), out var proof);
        _ = isRead && proof!.Proves(new byte[32], ReceiptsUnderTest.Key.Name, [ReceiptsUnderTest.Key]);
        return isRead;
    });

    [Fact]
    public void No_file_is_an_exception_for_the_reader_of_heads()
    {
        Assert.True(Checkpoint.TryOpen(Receipts[0].Proof.Checkpoint, ReceiptsUnderTest.Key.Name, [ReceiptsUnderTest.Key], out var whole));
        Sample("heads", [Receipts[0].Proof.Checkpoint], file =>
        {
            // Further lines of signatures may come along; what is signed may not change.
            var text = Encoding.UTF8.GetString(file);
            Assert.True(!Checkpoint.TryOpen(text, ReceiptsUnderTest.Key.Name, [ReceiptsUnderTest.Key], out var head) || head.ToText() == whole.ToText(), "a changed head is signed");
            return SignedNote.TryParse(text, out var note) && Checkpoint.TryParse(note.Text, out _);
        });
    }

    [Fact]
    public void No_text_is_an_exception_for_the_reader_of_keys() =>
        Sample("keys", [ReceiptsUnderTest.Key.ToString()], file => NoteKey.TryParse(Encoding.UTF8.GetString(file), out _));

    private static bool Says(byte[] file, HashSet<string> texts) =>
        texts.Any(text => System.Text.Json.Nodes.JsonNode.DeepEquals(System.Text.Json.Nodes.JsonNode.Parse(file), System.Text.Json.Nodes.JsonNode.Parse(text)));

    private static void Sample(string what, string[] seeds, Func<byte[], bool> read) => Mutated.Sample(
        what, [.. seeds.Select(Encoding.UTF8.GetBytes)], Alphabet, length => BytesAtLeast + ((long)BytesEach * length), read, Mutated.Trials);
}
