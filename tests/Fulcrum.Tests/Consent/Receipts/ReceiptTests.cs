using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;
using Xunit;

namespace Fulcrum.Tests.Consent.Receipts;

/// <summary>A receipt holds when nothing in it was changed, and not otherwise: by our verifier and by another one written apart from it in another language.</summary>
public sealed class ReceiptTests
{
    private const int Receipts = 60;
    private const int Entries = 997;

    // The whole of it takes the second verifier a minute; each run of the tests does a share.
    private static readonly int Edits = Environment.GetEnvironmentVariable("FULCRUM_TIER") is { } tier && int.Parse(tier, CultureInfo.InvariantCulture) >= 1 ? 100_000 : 10_000;

    [Fact]
    public void A_receipt_reads_back_and_holds()
    {
        foreach (var receipt in ReceiptsUnderTest.Make(Entries, Receipts))
        {
            Assert.True(Receipt.TryRead(receipt.Write(), out var read));
            var verdict = read.Verify([ReceiptsUnderTest.OtherKey, ReceiptsUnderTest.Key]);
            Assert.Equal((true, "", receipt.Proof.Index, Entries), (verdict.Holds, verdict.Check, verdict.Index, verdict.Size));
            Assert.Equal((receipt.Id, receipt.Code), (read.Id, read.Code));
        }
    }

    [Fact]
    public void White_space_and_the_order_of_members_mean_nothing()
    {
        var text = ReceiptsUnderTest.TextOf(ReceiptsUnderTest.Make(Entries, Receipts)[1]);
        var members = JsonDocument.Parse(text).RootElement.EnumerateObject().Reverse().Select(member => $"\"{member.Name}\" : {member.Value.GetRawText()}");

        Assert.True(Receipt.TryRead(Encoding.UTF8.GetBytes($"\r\n{{ {string.Join("\t,\n", members)} }}\n"), out var read));
        Assert.True(read.Verify([ReceiptsUnderTest.Key]).Holds);
    }

    [Fact]
    public void Without_the_right_key_nothing_holds()
    {
        var receipt = ReceiptsUnderTest.Make(Entries, Receipts)[1];

        Assert.Equal("signature", receipt.Verify([ReceiptsUnderTest.OtherKey]).Check);
        Assert.Equal("key", receipt.Verify([]).Check);
        Assert.Equal("key", receipt.Verify([new NoteKey(ReceiptsUnderTest.Key.Name, NoteKeyKind.Witness, ReceiptsUnderTest.Key.Public)]).Check);
    }

    [Fact]
    public async Task Changed_receipts_are_refused_by_both_verifiers_and_good_ones_by_none()
    {
        var texts = ReceiptsUnderTest.Make(Entries, Receipts).Select(ReceiptsUnderTest.TextOf).ToArray();
        var edits = ReceiptEdits.Make(texts, Edits, new Random(20_261_124)).ToArray();

        var accepted = edits.Count(edit => Holds(edit.Apply(texts[edit.Receipt])));
        var told = await JudgeInJavaScriptAsync(texts, edits);

        Assert.All(texts, text => Assert.True(Holds(text)));
        Assert.Equal(0, accepted);
        Assert.Equal((texts.Length, edits.Length, 0), (told.GetProperty("good").GetInt32(), told.GetProperty("edits").GetInt32(), told.GetProperty("accepted").GetInt32()));
        TestContext.Current.TestOutputHelper?.WriteLine($" :: {edits.Length} changed receipts: 0 accepted by C#, 0 by JavaScript ({told.GetProperty("checks").GetRawText()}); {texts.Length} good ones by both");
    }

    [Fact]
    public async Task A_verifier_that_leaves_a_check_out_would_accept_some()
    {
        var texts = ReceiptsUnderTest.Make(Entries, Receipts).Select(ReceiptsUnderTest.TextOf).ToArray();
        var edits = ReceiptEdits.Make(texts, 3_000, new Random(7)).ToArray();

        Assert.InRange(edits.Count(edit => HoldsWithoutSignature(edit.Apply(texts[edit.Receipt]))), 1, edits.Length);
        Assert.InRange(edits.Count(edit => HoldsWithoutInclusion(edit.Apply(texts[edit.Receipt]))), 1, edits.Length);
        Assert.InRange((await JudgeInJavaScriptAsync(texts, edits, "careless")).GetProperty("accepted").GetInt32(), 1, edits.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"schema_version":"x","receipt_id":"r-1","record":{},"salt":"","proof":""}""")]
    public async Task What_is_no_receipt_is_refused_by_both(string text)
    {
        Assert.False(Receipt.TryRead(Encoding.UTF8.GetBytes(text), out _));
        Assert.Equal(0, (await JudgeInJavaScriptAsync([text], [])).GetProperty("good").GetInt32());
    }

    private static bool Holds(string text) => Receipt.TryRead(Encoding.UTF8.GetBytes(text), out var receipt) && receipt.Verify([ReceiptsUnderTest.Key]).Holds;

    private static bool HoldsWithoutSignature(string text) =>
        Receipt.TryRead(Encoding.UTF8.GetBytes(text), out var receipt) && receipt.Fingerprint() is { } leaf
        && SignedNote.TryParse(receipt.Proof.Checkpoint, out var note) && Checkpoint.TryParse(note.Text, out var head)
        && MerkleProof.Includes((ulong)receipt.Proof.Index, (ulong)head.Size, leaf, receipt.Proof.Hashes, head.Root.Span);

    private static bool HoldsWithoutInclusion(string text) =>
        Receipt.TryRead(Encoding.UTF8.GetBytes(text), out var receipt) && Checkpoint.TryOpen(receipt.Proof.Checkpoint, ReceiptsUnderTest.Key.Name, [ReceiptsUnderTest.Key], out _);

    private static async Task<JsonElement> JudgeInJavaScriptAsync(IReadOnlyList<string> texts, IReadOnlyList<ReceiptEdit> edits, params string[] more)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var writer = new StreamWriter(file))
            {
                await writer.WriteLineAsync(JsonSerializer.Serialize(new { key = ReceiptsUnderTest.Key.ToString(), receipts = texts }));
                foreach (var edit in edits)
                {
                    await writer.WriteLineAsync(JsonSerializer.Serialize<object[]>([edit.Receipt, edit.At, edit.Removed, edit.Inserted]));
                }
            }

            var start = new ProcessStartInfo("node", ["--no-warnings", Path.Combine(Samples.Root, "tests", "clients", "judge-edits.mjs"), file, .. more]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var node = Process.Start(start)!;
            var (told, faults) = (node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), node.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await node.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(node.ExitCode == 0, await faults);
            return JsonDocument.Parse(await told).RootElement;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
