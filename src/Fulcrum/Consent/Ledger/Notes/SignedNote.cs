using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>A text and who signed it (C2SP signed-note). Nothing of the text counts before a known key is seen to have signed it.</summary>
/// <param name="Text">Ends with a newline.</param>
/// <param name="Signatures">One a line, in their order.</param>
public sealed record SignedNote(string Text, ImmutableArray<NoteSignature> Signatures)
{
    /// <summary>The longest note read, in characters.</summary>
    public const int LengthMax = 1 << 16;

    private const int SignaturesMax = 100;
    private const string Mark = "— ";

    /// <summary>Reads a note; says no to anything else without throwing.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        var split = text.Length <= LengthMax ? text.LastIndexOf("\n\n", StringComparison.Ordinal) : -1;
        if (split < 0 || split + 2 >= text.Length || !text.EndsWith('\n') || text.Any(letter => letter < ' ' && letter != '\n'))
        {
            return false;
        }

        var signatures = ImmutableArray.CreateBuilder<NoteSignature>();
        foreach (var line in text[(split + 2)..^1].Split('\n'))
        {
            if (signatures.Count == SignaturesMax || !NoteSignature.TryParse(line, Mark, out var signature))
            {
                return false;
            }

            signatures.Add(signature);
        }

        note = new SignedNote(text[..(split + 1)], signatures.ToImmutable());
        return true;
    }

    /// <summary>Signs with a log's key.</summary>
    /// <param name="key">The public half.</param>
    /// <param name="seed">The private half, 32 bytes.</param>
    public SignedNote SignedBy(NoteKey key, ReadOnlySpan<byte> seed) =>
        this with { Signatures = Signatures.Add(new NoteSignature(key.Name, key.Id, NoteKey.Sign(seed, Encoding.UTF8.GetBytes(Text)))) };

    /// <summary>Signs with a witness's key: this text was the greatest consistent head it had seen at that time (C2SP tlog-cosignature).</summary>
    /// <param name="key">The public half, of <see cref="NoteKeyKind.Witness"/>.</param>
    /// <param name="seed">The private half, 32 bytes.</param>
    /// <param name="at">When; whole seconds are kept.</param>
    public SignedNote CosignedBy(NoteKey key, ReadOnlySpan<byte> seed, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        var signature = new byte[8 + NoteKey.SignatureBytes];
        BinaryPrimitives.WriteInt64BigEndian(signature, seconds);
        NoteKey.Sign(seed, Cosigned(seconds)).CopyTo(signature, 8);
        return this with { Signatures = Signatures.Add(new NoteSignature(key.Name, key.Id, signature)) };
    }

    /// <summary>Whether a key signed the text; false as well when a line bears its name and id and does not hold.</summary>
    public bool IsSignedBy(NoteKey key)
    {
        var found = false;
        foreach (var signature in Signatures)
        {
            if (signature.Name == key.Name && signature.KeyId == key.Id)
            {
                if (!Holds(key, signature.Bytes.Span))
                {
                    return false;
                }

                found = true;
            }
        }

        return found;
    }

    /// <summary>When a witness signed it; null when it did not.</summary>
    public DateTimeOffset? CosignedAt(NoteKey key)
    {
        if (key.Kind != NoteKeyKind.Witness || !IsSignedBy(key))
        {
            return null;
        }

        var signature = Signatures.First(signature => signature.Name == key.Name && signature.KeyId == key.Id);
        return DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(signature.Bytes.Span));
    }

    /// <summary>The note, as it is passed on.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            _ = text.Append(Mark).Append(signature).Append('\n');
        }

        return text.ToString();
    }

    private bool Holds(NoteKey key, ReadOnlySpan<byte> signature)
    {
        if (key.Kind == NoteKeyKind.Log)
        {
            return key.IsSignatureOf(Encoding.UTF8.GetBytes(Text), signature);
        }

        const long secondsMax = 253_402_300_799; // The last second of the year 9999.
        return signature.Length == 8 + NoteKey.SignatureBytes
            && BinaryPrimitives.ReadInt64BigEndian(signature) is >= 0 and <= secondsMax and var seconds
            && key.IsSignatureOf(Cosigned(seconds), signature[8..]);
    }

    private byte[] Cosigned(long seconds) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{Text}"));
}

/// <summary>One line of signature.</summary>
/// <param name="Name">Name of the key.</param>
/// <param name="KeyId"><see cref="NoteKey.Id"/>.</param>
/// <param name="Bytes">What the key made of the text.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>As it stands behind the dash.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes.AsMemory(4));
        return $"{Name} {Convert.ToBase64String(bytes)}";
    }

    internal static bool TryParse(string line, string mark, [NotNullWhen(true)] out NoteSignature? signature)
    {
        signature = null;
        var parts = line.StartsWith(mark, StringComparison.Ordinal) ? line[mark.Length..].Split(' ') : [];
        if (parts.Length != 2 || !NoteKey.IsName(parts[0]) || !Base64.TryDecode(parts[1], out var bytes) || bytes.Length <= 4)
        {
            return false;
        }

        signature = new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4));
        return true;
    }
}
