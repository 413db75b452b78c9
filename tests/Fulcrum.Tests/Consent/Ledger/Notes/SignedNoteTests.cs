using System.Security.Cryptography;
using Fulcrum.Consent.Ledger.Notes;
using Xunit;

namespace Fulcrum.Tests.Consent.Ledger.Notes;

/// <summary>Notes as the Go project publishes them (golang.org/x/mod/sumdb/note), and what must not pass for one.</summary>
public class SignedNoteTests
{
    // The published pair of keys and note of the reference implementation's own tests.
    private const string PublishedKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private const string PublishedSeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string PublishedText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PublishedNote =
        PublishedText + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static readonly byte[] Seed = SHA256.HashData("witness"u8);

    private static NoteKey Peter => NoteKey.TryParse(PublishedKey, out var key) ? key : throw new InvalidOperationException();

    [Fact]
    public void The_published_key_reads_back_and_has_its_published_id()
    {
        Assert.Equal(0xc74f20a3, Peter.Id);
        Assert.Equal(PublishedKey, Peter.ToString());
        Assert.Equal(new NoteKey("PeterNeumann", NoteKeyKind.Log, NoteKey.PublicOf(Convert.FromBase64String(PublishedSeed).AsSpan(1))), Peter);
    }

    [Fact]
    public void The_published_note_is_signed_by_the_published_key()
    {
        Assert.True(SignedNote.TryParse(PublishedNote, out var note));
        Assert.Equal(PublishedText, note.Text);
        Assert.True(note.IsSignedBy(Peter));
        Assert.Equal(PublishedNote, note.ToString());
    }

    [Fact]
    public void Signing_gives_the_published_note_byte_for_byte() =>
        Assert.Equal(PublishedNote, new SignedNote(PublishedText, []).SignedBy(Peter, Convert.FromBase64String(PublishedSeed).AsSpan(1)).ToString());

    [Fact]
    public void A_note_changed_anywhere_in_its_text_or_signature_is_not_signed()
    {
        for (var at = 0; at < PublishedNote.Length; at++)
        {
            var changed = PublishedNote[..at] + (char)(PublishedNote[at] ^ 1) + PublishedNote[(at + 1)..];
            Assert.False(SignedNote.TryParse(changed, out var note) && note.Text != PublishedText && note.IsSignedBy(Peter), $"character {at}");
            Assert.False(SignedNote.TryParse(changed, out note) && note.Signatures.Length == 1 && note.IsSignedBy(Peter), $"character {at}");
        }
    }

    [Fact]
    public void A_verifier_that_looks_at_names_alone_would_take_a_changed_note()
    {
        Assert.True(SignedNote.TryParse(PublishedNote.Replace("answer", "ANSWER", StringComparison.Ordinal), out var note));

        Assert.Contains(note.Signatures, signature => signature.Name == Peter.Name && signature.KeyId == Peter.Id);
        Assert.False(note.IsSignedBy(Peter));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n\n— name\n")]
    [InlineData("text\n\n— na+me AAAAAAE=\n")]
    [InlineData("text\n\n- name AAAAAAE=\n")]
    [InlineData("text\n\n— name AAAAAAE\n")]
    [InlineData("text\n\n— name AAAAAA==\n")]
    [InlineData("text\n\n— name AAAAAAE=")]
    [InlineData("te\txt\n\n— name AAAAAAE=\n")]
    public void What_is_no_note_is_refused(string text) => Assert.False(SignedNote.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+CRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq")]
    public void What_is_no_key_is_refused(string text) => Assert.False(NoteKey.TryParse(text, out _));

    [Fact]
    public void A_witness_signs_the_head_and_the_time_it_saw_it()
    {
        var witness = new NoteKey("witness.example/w1", NoteKeyKind.Witness, NoteKey.PublicOf(Seed));
        var seen = DateTimeOffset.FromUnixTimeSeconds(1_679_315_147);
        var text = new SignedNote(PublishedText, []).CosignedBy(witness, Seed, seen).ToString();

        Assert.True(SignedNote.TryParse(text, out var note));
        Assert.Equal(seen, note.CosignedAt(witness));
        Assert.Equal(4 + 8 + 64, Convert.FromBase64String(text.Split(' ')[^1]).Length);

        // The time is signed too: a second later is another statement.
        var bytes = note.Signatures[0].Bytes.ToArray();
        bytes[7]++;
        Assert.Null((note with { Signatures = [note.Signatures[0] with { Bytes = bytes }] }).CosignedAt(witness));
        Assert.Null(new SignedNote(PublishedText, []).SignedBy(Peter, Seed).CosignedAt(witness));
    }

    [Fact]
    public void A_signature_under_a_known_name_that_does_not_hold_spoils_the_note()
    {
        Assert.True(SignedNote.TryParse(PublishedNote, out var note));

        Assert.False(note.SignedBy(Peter, Seed).IsSignedBy(Peter));
        Assert.True(note.SignedBy(new NoteKey("other", NoteKeyKind.Log, NoteKey.PublicOf(Seed)), Seed).IsSignedBy(Peter));
    }
}
