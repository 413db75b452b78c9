using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Fulcrum.Consent.Ledger.Notes;

/// <summary>A public key that signs notes (C2SP signed-note): Ed25519, under a name.</summary>
/// <remarks>Its text form is <c>name+id+base64(type ‖ key)</c>, the form other tools for transparency logs read. Immutable.</remarks>
public sealed record NoteKey
{
    /// <summary>Bytes of a public key, and of the seed of a private one.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    private readonly byte[] _public;

    /// <summary>A key under a name.</summary>
    /// <param name="name">Without spaces and <c>+</c>; best a URL without its scheme.</param>
    /// <param name="kind">What it signs.</param>
    /// <param name="key">32 bytes (RFC 8032).</param>
    /// <exception cref="ArgumentException">The name or the key has another form.</exception>
    public NoteKey(string name, NoteKeyKind kind, ReadOnlySpan<byte> key)
    {
        if (!IsName(name) || key.Length != KeyBytes)
        {
            throw new ArgumentException("A name has no spaces and no plus sign, and a key 32 bytes.", nameof(name));
        }

        (Name, Kind, _public) = (name, kind, key.ToArray());
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. _public]));
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it signs.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>The first 4 bytes of SHA-256(name, newline, kind, key): tells keys apart, and proves nothing.</summary>
    public uint Id { get; }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlySpan<byte> Public => _public;

    /// <summary>The public key of a seed.</summary>
    public static byte[] PublicOf(ReadOnlySpan<byte> seed)
    {
        var key = new byte[KeyBytes];
        Ed25519.GeneratePublicKey(seed.ToArray(), 0, key, 0);
        return key;
    }

    /// <summary>Signs bytes (RFC 8032, Ed25519).</summary>
    internal static byte[] Sign(ReadOnlySpan<byte> seed, byte[] message)
    {
        var signature = new byte[SignatureBytes];
        Ed25519.Sign(seed.ToArray(), 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>Whether bytes were signed by the holder of this key.</summary>
    internal bool IsSignatureOf(byte[] message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && Ed25519.Verify(signature.ToArray(), 0, _public, 0, message, 0, message.Length);

    /// <summary>Reads the text form; says no without throwing.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out NoteKey? key)
    {
        key = null;
        var parts = (text ?? "").Trim().Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            || !Base64.TryDecode(parts[2], out var bytes) || bytes.Length != 1 + KeyBytes || !Enum.IsDefined((NoteKeyKind)bytes[0]))
        {
            return false;
        }

        var read = new NoteKey(parts[0], (NoteKeyKind)bytes[0], bytes.AsSpan(1));
        key = read.Id == id ? read : null;
        return key is not null;
    }

    /// <summary>Whether a name may stand in a signature line.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= 255 && !name.Any(letter => letter is '+' || char.IsWhiteSpace(letter) || char.IsControl(letter));

    /// <inheritdoc />
    public bool Equals(NoteKey? other) => other is not null && Name == other.Name && Kind == other.Kind && _public.AsSpan().SequenceEqual(other._public);

    /// <inheritdoc />
    public override int GetHashCode() => (int)(Id & int.MaxValue);

    /// <summary>The text form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Kind, .. _public])}");
}

/// <summary>What a key signs; the byte the formats give it.</summary>
public enum NoteKeyKind : byte
{
    /// <summary>Notes as they stand: a log signs its checkpoints.</summary>
    Log = 1,

    /// <summary>A checkpoint with the time it was seen (C2SP tlog-cosignature): a witness signs.</summary>
    Witness = 4,
}
