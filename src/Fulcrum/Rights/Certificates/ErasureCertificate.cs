using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Consent.Ledger.Notes;
using Fulcrum.Consent.Receipts;

namespace Fulcrum.Rights.Certificates;

/// <summary>What is handed out for an erasure: each place with its time and method, what is left by design, and a signature over all of it.</summary>
/// <remarks>
/// A JSON file with four members: <c>schema_version</c>, <c>certificate_id</c>, <c>certificate</c>, and <c>signature</c>, a C2SP signed note by the key of the
/// consent ledger whose text names the SHA-256 of the certificate's canonical form (RFC 8785). White space and the order of members mean nothing, everything
/// else does. It holds nobody's data: commitments to the identifiers tell only whoever holds the salt (<see cref="SubjectCommitment"/>). Immutable.
/// </remarks>
public sealed class ErasureCertificate
{
    /// <summary>Names the form.</summary>
    public const string Schema = "fulcrum-erasure-certificate/v1";

    /// <summary>Most bytes of a file.</summary>
    public const int BytesMax = 64 * 1024;

    private const string IdPrefix = "e-";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };
    private static readonly string[] Members = ["schema_version", "certificate_id", "certificate", "signature"];

    private readonly string _signature;

    internal ErasureCertificate(long sequence, JsonElement content, string signature) => (Sequence, Content, _signature) = (sequence, content, signature);

    /// <summary>Its id, from the row of the tombstone: <c>e-42</c>.</summary>
    public string Id => IdOf(Sequence);

    /// <summary>The row of the tombstone.</summary>
    public long Sequence { get; }

    /// <summary>What it says.</summary>
    public JsonElement Content { get; }

    /// <summary>Commitments to the identifiers the erasure was asked for by, base64.</summary>
    public ImmutableArray<string> Commitments =>
        Content.TryGetProperty("commitments", out var all) && all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray().Select(one => one.ToString())] : [];

    /// <summary>The short code printed on its page: which certificate it is, and its hash.</summary>
    public string Code => $"fulcrum:erasure:v1:{Id}:{System.Buffers.Text.Base64Url.EncodeToString(HashOf(Content)!)}";

    /// <summary>The id of a tombstone's certificate.</summary>
    public static string IdOf(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{sequence}");

    /// <summary>Reads an id.</summary>
    public static bool TryReadId(string text, out long sequence)
    {
        sequence = 0;
        return text.StartsWith(IdPrefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(IdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out sequence) && IdOf(sequence) == text;
    }

    /// <summary>Reads a file; says no to anything else without throwing. That it could be read proves nothing: <see cref="Verify"/> it.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> file, [NotNullWhen(true)] out ErasureCertificate? certificate)
    {
        certificate = null;
        if (file.Length > BytesMax || !Utf8.IsValid(file.Span))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(file, Options);
            certificate = Read(document.RootElement);
            return certificate is not null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape for half of a surrogate pair, which only shows when the text is taken.
            return false;
        }
    }

    /// <summary>Whether the holder of one of these keys signed this. Needs nothing else: no server, no network.</summary>
    /// <param name="keys">Public keys that are trusted; one that came with the certificate proves nothing.</param>
    public CertificateVerdict Verify(IReadOnlyCollection<NoteKey> keys)
    {
        var signers = keys.Where(key => key.Kind == NoteKeyKind.Log).ToArray();
        if (signers.Length == 0)
        {
            return CertificateVerdict.Refused("key", "No public key of a ledger was given.");
        }

        var signer = SignedNote.TryParse(_signature, out var note) ? Array.Find(signers, note.IsSignedBy) : null;
        if (signer is null)
        {
            return CertificateVerdict.Refused("signature", "No key given here signed it, or its signature does not hold.");
        }

        if (!Content.TryGetProperty("issuer", out var issuer) || issuer.ValueKind != JsonValueKind.String || issuer.GetString() != signer.Name)
        {
            return CertificateVerdict.Refused("issuer", "It names another issuer than the one who signed it.");
        }

        return HashOf(Content) is { } hash && note!.Text == TextOf(Sequence, hash)
            ? new CertificateVerdict(true, "", "", signer.Name)
            : CertificateVerdict.Refused("content", "What is signed is not what the file says.");
    }

    /// <summary>The file.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema_version"u8, Schema);
            json.WriteString("certificate_id"u8, Id);
            json.WritePropertyName("certificate"u8);
            Content.WriteTo(json);
            json.WriteString("signature"u8, _signature);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <inheritdoc />
    public override string ToString() => $"ErasureCertificate({Id})";

    /// <summary>The text that is signed for a certificate.</summary>
    internal static string TextOf(long sequence, byte[] hash) => $"{Schema}\n{IdOf(sequence)}\n{Convert.ToBase64String(hash)}\n";

    /// <summary>The hash of what a certificate says; null when it holds anything a certificate does not.</summary>
    internal static byte[]? HashOf(JsonElement content) => RecordText.Canonical(content) is { } text ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;

    private static ErasureCertificate? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != Members.Length
            || !Members.All(member => root.TryGetProperty(member, out var value) && value.ValueKind == (member == "certificate" ? JsonValueKind.Object : JsonValueKind.String)))
        {
            return null;
        }

        return root.GetProperty("schema_version").ValueEquals(Schema)
            && TryReadId(root.GetProperty("certificate_id").GetString()!, out var sequence)
            && RecordText.Canonical(root.GetProperty("certificate")) is not null
                ? new ErasureCertificate(sequence, root.GetProperty("certificate").Clone(), root.GetProperty("signature").GetString()!)
                : null;
    }
}

/// <summary>What became of verifying a certificate.</summary>
/// <param name="Holds">Whether it is as it was signed.</param>
/// <param name="Check">Which check refused it: <c>key</c>, <c>signature</c>, <c>issuer</c>, <c>content</c>; empty when it holds.</param>
/// <param name="Why">In words; empty when it holds.</param>
/// <param name="Issuer">Who signed it; empty when it does not hold.</param>
public sealed record CertificateVerdict(bool Holds, string Check, string Why, string Issuer)
{
    internal static CertificateVerdict Refused(string check, string why) => new(false, check, why, "");
}
