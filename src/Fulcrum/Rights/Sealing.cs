using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Profiles;

namespace Fulcrum.Rights;

/// <summary>Closes and opens what is personal: AES-256-GCM, each text bound to the place it stands in.</summary>
/// <remarks>
/// A sealed text is nonce (12 bytes), ciphertext, tag (16 bytes). The associated data name the place, so that a text moved to
/// another subject, kind, time or source does not open. Safe from many threads.
/// </remarks>
internal sealed class Sealing
{
    /// <summary>Bytes of a key.</summary>
    public const int KeyLength = 32;

    /// <summary>Bytes a sealed text is longer than the plain one.</summary>
    public const int Overhead = NonceLength + TagLength;

    private const int NonceLength = 12;
    /// <summary>Bytes of a tag.</summary>
    public const int TagLength = 16;

    private const byte FormatVersion = 1;
    private const int NoncesKept = 256;

    private static readonly byte[] HandlePlace = "fulcrum passkey handle v1"u8.ToArray();
    private static readonly byte[] StoreRowsInfo = "fulcrum rows without a subject v1"u8.ToArray();

    private readonly LatelyUsedCiphers _ciphers = new();
    private readonly IRandomSource _random;
    private readonly byte[] _kek;
    private readonly int _generation;
    private readonly StoreSecrets _secrets;
    private readonly byte[] _storeKey;
    private readonly Lock _nonceLock = new();
    private readonly byte[] _nonces = new byte[NoncesKept * NonceLength];
    private int _noncesUsed = NoncesKept;

    public Sealing(StoreSecrets secrets, IRandomSource random)
    {
        _random = random;
        _secrets = secrets;
        (_kek, _generation) = (secrets.Kek.ToArray(), secrets.KekGeneration);
        _storeKey = secrets.Rows.IsEmpty ? Derived(_kek, StoreRowsInfo) : secrets.Rows.ToArray();
    }

    /// <summary>The key of rows that have no subject.</summary>
    public ReadOnlySpan<byte> StoreKey => _storeKey;

    /// <summary>A new random key.</summary>
    public byte[] NewKey()
    {
        var key = new byte[KeyLength];
        _random.Fill(key);
        return key;
    }

    /// <summary>A random id: 16 bytes as lower-case hex.</summary>
    public string NewId()
    {
        Span<byte> id = stackalloc byte[16];
        _random.Fill(id);
        return Convert.ToHexStringLower(id);
    }

    /// <summary>Seals a row's payload under its subject's key.</summary>
    public byte[] SealRow(
        ReadOnlySpan<byte> key, EntryKind kind, SubjectId subject, Instant at, int source, UInt128 dedupe, ReadOnlySpan<byte> payload)
    {
        Span<byte> place = stackalloc byte[RowPlaceLength];
        WriteRowPlace(place, kind, subject, at, source, dedupe);
        return Seal(key, place, payload);
    }

    /// <summary>
    /// Seals a row's payload as <see cref="SealRow"/> does, with a cipher that stays ready for the subject's next row. The caller
    /// holds the lock of the subject's profile, so that <see cref="Forget"/> finds the cipher in its place.
    /// </summary>
    public byte[] SealNextRow(
        ReadOnlySpan<byte> key, EntryKind kind, SubjectId subject, Instant at, int source, UInt128 dedupe, ReadOnlySpan<byte> payload)
    {
        Span<byte> place = stackalloc byte[RowPlaceLength];
        WriteRowPlace(place, kind, subject, at, source, dedupe);
        var cipher = _ciphers.Take(subject, key);
        var text = Seal(cipher.Gcm, place, payload);
        _ciphers.GiveBack(cipher);
        return text;
    }

    /// <summary>Forgets what was kept ready for subjects that are erased. The caller holds the lock of their profile.</summary>
    public void Forget(IEnumerable<SubjectId> subjects)
    {
        foreach (var subject in subjects)
        {
            _ciphers.Forget(subject);
        }
    }

    /// <summary>Opens a row's payload; null when the key is another one or a bit of the row changed.</summary>
    public static byte[]? OpenRow(ReadOnlySpan<byte> key, in JournalRow row)
    {
        Span<byte> place = stackalloc byte[RowPlaceLength];
        WriteRowPlace(place, row.Kind, row.Subject, row.At, row.Source, row.Dedupe);
        return Open(key, place, row.Sealed.Span);
    }

    /// <summary>Seals the state of a part under its subject's key.</summary>
    public byte[] SealSnapshot(ReadOnlySpan<byte> key, SubjectId subject, long sequence, string foldVersion, ReadOnlySpan<byte> state) =>
        Seal(key, SnapshotPlace(subject, sequence, foldVersion), state);

    /// <summary>Opens the state of a part; null when it was damaged.</summary>
    public static byte[]? OpenSnapshot(ReadOnlySpan<byte> key, Snapshot snapshot) =>
        Open(key, SnapshotPlace(snapshot.Subject, snapshot.Sequence, snapshot.FoldVersion), snapshot.Sealed.Span);

    /// <summary>Wraps a subject's key under the store's.</summary>
    public byte[] WrapKey(SubjectId subject, ReadOnlySpan<byte> key) => WrappedKey.Mark(_generation, Seal(_kek, KeyPlace(subject), key));

    /// <summary>Unwraps a subject's key; null when it was damaged or is another subject's.</summary>
    public byte[]? UnwrapKey(SubjectId subject, ReadOnlySpan<byte> wrapped)
    {
        var generation = WrappedKey.GenerationOf(wrapped);
        ReadOnlySpan<byte> kek = generation == _generation ? _kek : _secrets.FindKek(generation).Span;
        return kek.IsEmpty ? null : Open(kek, KeyPlace(subject), WrappedKey.TextOf(wrapped));
    }

    /// <summary>Seals a quarantined payload under the key of its UTC day.</summary>
    public byte[] SealQuarantined(string id, int source, Instant at, ReadOnlySpan<byte> payload) =>
        Seal(QuarantineKey(at), QuarantinePlace(id, source), payload);

    /// <summary>Opens a quarantined payload; null when it was damaged.</summary>
    public byte[]? OpenQuarantined(string id, int source, Instant at, ReadOnlySpan<byte> text)
    {
        var opened = Open(QuarantineKey(at), QuarantinePlace(id, source), text);
        for (var index = 0; opened is null && index < _secrets.Retired.Length; index++)
        {
            opened = Open(QuarantineKey(at, _secrets.Retired[index].Kek.Span), QuarantinePlace(id, source), text);
        }

        return opened;
    }

    /// <summary>Seals a subject's id into a text that tells nobody else anything, and is another each time.</summary>
    public string SealHandle(SubjectId subject)
    {
        Span<byte> id = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(id, subject.Value);
        return Base64Url.EncodeToString(Seal(_storeKey, HandlePlace, id));
    }

    /// <summary>The subject of a handle; none for a text that is no handle of this store.</summary>
    public SubjectId OpenHandle(string handle) =>
        Base64Url.IsValid(handle) && Open(_storeKey, HandlePlace, Base64Url.DecodeFromChars(handle)) is { Length: 8 } id
            ? new SubjectId(BinaryPrimitives.ReadInt64BigEndian(id))
            : SubjectId.None;

    private byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> place, ReadOnlySpan<byte> payload)
    {
        using var cipher = new AesGcm(key, TagLength);
        return Seal(cipher, place, payload);
    }

    private byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> place, ReadOnlySpan<byte> payload)
    {
        var text = new byte[payload.Length + Overhead];
        var nonce = text.AsSpan(0, NonceLength);
        TakeNonce(nonce);
        cipher.Encrypt(nonce, payload, text.AsSpan(NonceLength, payload.Length), text.AsSpan(NonceLength + payload.Length), place);
        return text;
    }

    private static byte[]? Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> place, ReadOnlySpan<byte> text)
    {
        if (text.Length < Overhead)
        {
            return null;
        }

        var payload = new byte[text.Length - Overhead];
        using var cipher = new AesGcm(key, TagLength);
        try
        {
            cipher.Decrypt(text[..NonceLength], text[NonceLength..^TagLength], text[^TagLength..], payload, place);
            return payload;
        }
        catch (AuthenticationTagMismatchException) // AesGcm has no Try form.
        {
            return null;
        }
    }

    /// <summary>Takes 96 random bits. They are drawn in bulk: a call to the generator costs as much as the cipher.</summary>
    private void TakeNonce(Span<byte> nonce)
    {
        lock (_nonceLock)
        {
            if (_noncesUsed == NoncesKept)
            {
                _random.Fill(_nonces);
                _noncesUsed = 0;
            }

            _nonces.AsSpan(_noncesUsed * NonceLength, NonceLength).CopyTo(nonce);
            _noncesUsed++;
        }
    }

    private byte[] QuarantineKey(Instant at) => QuarantineKey(at, _kek);

    private static byte[] QuarantineKey(Instant at, ReadOnlySpan<byte> kek)
    {
        Span<byte> info = stackalloc byte[16];
        "quarant1"u8.CopyTo(info);
        BinaryPrimitives.WriteInt64BigEndian(info[8..], Math.DivRem(at.UnixMs, 86_400_000).Quotient);
        return Derived(kek, info);
    }

    private static byte[] Derived(ReadOnlySpan<byte> root, ReadOnlySpan<byte> info)
    {
        var key = new byte[KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, salt: [], info);
        return key;
    }


    private const int RowPlaceLength = 1 + 1 + 8 + 8 + 4 + 16;

    private static void WriteRowPlace(Span<byte> place, EntryKind kind, SubjectId subject, Instant at, int source, UInt128 dedupe)
    {
        place[0] = FormatVersion;
        place[1] = (byte)kind;
        BinaryPrimitives.WriteInt64BigEndian(place[2..], subject.Value);
        BinaryPrimitives.WriteInt64BigEndian(place[10..], at.UnixMs);
        BinaryPrimitives.WriteInt32BigEndian(place[18..], source);
        BinaryPrimitives.WriteUInt128BigEndian(place[22..], dedupe);
    }

    private static byte[] KeyPlace(SubjectId subject)
    {
        var place = new byte[10];
        place[0] = FormatVersion;
        place[1] = (byte)'K';
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(2), subject.Value);
        return place;
    }

    private static byte[] SnapshotPlace(SubjectId subject, long sequence, string foldVersion)
    {
        var place = new byte[18 + Encoding.UTF8.GetByteCount(foldVersion)];
        place[0] = FormatVersion;
        place[1] = (byte)'S';
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(2), subject.Value);
        BinaryPrimitives.WriteInt64BigEndian(place.AsSpan(10), sequence);
        Encoding.UTF8.GetBytes(foldVersion, place.AsSpan(18));
        return place;
    }

    private static byte[] QuarantinePlace(string id, int source)
    {
        var place = new byte[6 + Encoding.UTF8.GetByteCount(id)];
        place[0] = FormatVersion;
        place[1] = (byte)'Q';
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(2), source);
        Encoding.UTF8.GetBytes(id, place.AsSpan(6));
        return place;
    }
}
