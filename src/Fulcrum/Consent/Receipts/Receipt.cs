using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Consent.Receipts;

/// <summary>What a subject is handed for a grant, a refusal or a withdrawal: the record itself, and the proof that the ledger holds it.</summary>
/// <remarks>
/// A JSON file with five members: <c>schema_version</c> and <c>receipt_id</c>, which ISO/IEC TS 27560 demands of a receipt; <c>record</c>, the
/// consent record as <see cref="ConsentCanonical"/> writes it; <c>salt</c>; and <c>proof</c>, a C2SP tlog-proof. White space and the order of
/// members mean nothing, everything else does. Whoever holds it can verify it alone, with nothing but the ledger's public key. Immutable.
/// Personal data: what a subject decided, under a pseudonymous id.
/// </remarks>
public sealed class Receipt
{
    /// <summary>DPV's identifier of the schema.</summary>
    public const string Schema = "https://w3id.org/dpv/schema/dpv-27560#receipt";

    /// <summary>Most bytes of a receipt.</summary>
    public const int BytesMax = 128 * 1024;

    private const string IdPrefix = "r-";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly string[] Members = ["schema_version", "receipt_id", "record", "salt", "proof"];

    private readonly byte[] _salt;

    internal Receipt(long sequence, JsonElement record, byte[] salt, LogProof proof) => (Sequence, Record, _salt, Proof) = (sequence, record, salt, proof);

    /// <summary>Its id, from the row of the journal: <c>r-42</c>.</summary>
    public string Id => IdOf(Sequence);

    /// <summary>The row of the journal.</summary>
    public long Sequence { get; }

    /// <summary>The record, as it stands in the file.</summary>
    public JsonElement Record { get; }

    /// <summary>The proof.</summary>
    public LogProof Proof { get; }

    /// <summary>The id of a row's receipt.</summary>
    public static string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{sequence}");

    /// <summary>Reads an id.</summary>
    public static bool TryReadId(string text, out long sequence)
    {
        sequence = 0;
        return text.StartsWith(IdPrefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out sequence) && IdOf(sequence) == text;
    }

    /// <summary>Reads a file; says no to anything else without throwing. That it could be read proves nothing: <see cref="Verify"/> it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        if (file.Length > BytesMax || !Utf8.IsValid(file.Span))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(file, Options);
            receipt = Read(document.RootElement);
            return receipt is not null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape for half of a surrogate pair, which only shows when the text is taken.
            return false;
        }
    }

    /// <summary>The hash of the ledger entry it is about; null when the record does not say when it was received.</summary>
    public byte[]? Fingerprint()
    {
        if (Record.ValueKind != JsonValueKind.Object || !Record.TryGetProperty("receivedAt", out var received) || received.ValueKind != JsonValueKind.Number
            || !received.TryGetInt64(out var at) || RecordText.Canonical(Record) is not { } canonical)
        {
            return null;
        }

        return new LedgerLeaf(LedgerLeafKind.Consent, Sequence, new Instant(at), ConsentCommitment.Of(_salt, Encoding.UTF8.GetBytes(canonical))).Hash();
    }

    /// <summary>The short code printed on its page: which receipt it is, and the hash of its ledger entry. Nothing personal is in it.</summary>
    public string Code => $"fulcrum:receipt:v1:{Id}:{Base64Url.EncodeToString(Fingerprint())}";

    /// <summary>Whether a ledger with one of these keys holds this record. Needs nothing else: no server, no network.</summary>
    /// <param name="keys">Public keys that are trusted; one that came with the receipt proves nothing.</param>
    public ReceiptVerdict Verify(IReadOnlyCollection<NoteKey> keys)
    {
        var signers = keys.Where(key => key.Kind == NoteKeyKind.Log).ToArray();
        if (signers.Length == 0)
        {
            return ReceiptVerdict.Refused("key", "No public key of a ledger was given.");
        }

        if (Fingerprint() is not { } leaf)
        {
            return ReceiptVerdict.Refused("form", "The record is not of the form that ledgers commit to.");
        }

        var signer = SignedNote.TryParse(Proof.Checkpoint, out var note) ? Array.Find(signers, note.IsSignedBy) : null;
        if (signer is null)
        {
            return ReceiptVerdict.Refused("signature", "No key given here signed the ledger's head, or its signature does not hold.");
        }

        if (!Checkpoint.TryOpen(Proof.Checkpoint, signer.Name, [signer], out var head))
        {
            return ReceiptVerdict.Refused("origin", "What is signed is no head of this ledger.");
        }

        return MerkleProof.Includes((ulong)Proof.Index, (ulong)head.Size, leaf, Proof.Hashes, head.Root.Span)
            ? ReceiptVerdict.Holding(head.Origin, Proof.Index, head.Size)
            : ReceiptVerdict.Refused("inclusion", "The ledger whose head was signed does not hold this record at this place.");
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema_version"u8, Schema);
            json.WriteString("receipt_id"u8, Id);
            json.WritePropertyName("record"u8);
            Record.WriteTo(json);
            json.WriteBase64String("salt"u8, _salt);
            json.WriteString("proof"u8, Proof.ToString());
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public override string ToString() => $"Receipt({Id})";

    private static Receipt? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != Members.Length
            || !Members.All(member => root.TryGetProperty(member, out var value) && value.ValueKind == (member == "record" ? JsonValueKind.Object : JsonValueKind.String)))
        {
            return null;
        }

        return root.GetProperty("schema_version").ValueEquals(Schema)
            && TryReadId(root.GetProperty("receipt_id").GetString()!, out var sequence)
            && TryDecode(root.GetProperty("salt").GetString()!, out var salt)
            && LogProof.TryParse(root.GetProperty("proof").GetString()!, out var proof) && proof.Extra.IsEmpty
            && RecordText.Canonical(root.GetProperty("record")) is not null
                ? new Receipt(sequence, root.GetProperty("record").Clone(), salt, proof)
                : null;
    }

    // One spelling only: padded, no white space, no stray bits.
    private static bool TryDecode(string text, out byte[] salt)
    {
        salt = new byte[ConsentCommitment.SaltBytes];
        return Convert.TryFromBase64String(text, salt, out var length) && length == ConsentCommitment.SaltBytes && Convert.ToBase64String(salt) == text;
    }
}

/// <summary>What became of verifying a receipt.</summary>
/// <param name="Holds">Whether the ledger holds the record.</param>
/// <param name="Check">Which check refused it: <c>form</c>, <c>key</c>, <c>signature</c>, <c>origin</c>, <c>inclusion</c>; empty when it holds.</param>
/// <param name="Why">In words; empty when it holds.</param>
/// <param name="Origin">Which ledger; empty when it does not hold.</param>
/// <param name="Index">The entry's place in it.</param>
/// <param name="Size">Entries in it when it was signed.</param>
public sealed record ReceiptVerdict(bool Holds, string Check, string Why, string Origin, long Index, long Size)
{
    internal static ReceiptVerdict Refused(string check, string why) => new(false, check, why, "", 0, 0);

    internal static ReceiptVerdict Holding(string origin, long index, long size) => new(true, "", "", origin, index, size);
}
