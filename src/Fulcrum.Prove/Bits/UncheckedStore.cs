using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Prove.Bits;

/// <summary>The negative control: a store whose seals are not verified. A damaged payload is opened all the same, and what comes out is taken for true.</summary>
/// <remarks>It opens with the key as a cipher that knows no tag would, and puts a tag on it that fits.</remarks>
internal sealed class UncheckedStore : StoreAround, IJournal
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public UncheckedStore(IStore inner)
        : base(inner) => Journal = this;

    public long Head => Inner.Journal.Head;

    public JournalTicket Append(JournalBatch batch) => Inner.Journal.Append(batch);

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => Inner.Journal.FindAsync(sequence, cancellation);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, int rowsMax, CancellationToken cancellation)
    {
        var entries = await Inner.Journal.ReadSubjectAsync(subject, after, rowsMax, cancellation);
        if (await Inner.Keys.FindAsync(subject, cancellation) is not { Length: > NonceLength + TagLength } wrapped)
        {
            return entries;
        }

        var key = Opened(Inner.Secrets.Kek.Span, wrapped.Length == WrappedKey.Length ? wrapped.Span[WrappedKey.HeaderLength..] : wrapped.Span);
        return [.. entries.Select(entry => entry.Row.Sealed.Length < NonceLength + TagLength ? entry : entry with { Row = entry.Row with { Sealed = Fitting(key, entry.Row) } })];
    }

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in Inner.Journal.ReadAllAsync(after, cancellation))
        {
            yield return entry;
        }
    }

    private static byte[] Fitting(byte[] key, JournalRow row)
    {
        Span<byte> place = stackalloc byte[38];
        (place[0], place[1]) = (1, (byte)row.Kind);
        BinaryPrimitives.WriteInt64BigEndian(place[2..], row.Subject.Value);
        BinaryPrimitives.WriteInt64BigEndian(place[10..], row.At.UnixMs);
        BinaryPrimitives.WriteInt32BigEndian(place[18..], row.Source);
        BinaryPrimitives.WriteUInt128BigEndian(place[22..], row.Dedupe);

        var text = row.Sealed.ToArray();
        var payload = Opened(key, text);
        using var cipher = new AesGcm(key, TagLength);
        cipher.Encrypt(text.AsSpan(0, NonceLength), payload, text.AsSpan(NonceLength, payload.Length), text.AsSpan(^TagLength..), place);
        return text;
    }

    // AES-GCM encrypts by XOR with the blocks of a counter that starts at 2 behind the nonce.
    private static byte[] Opened(ReadOnlySpan<byte> key, ReadOnlySpan<byte> text)
    {
        using var cipher = Aes.Create();
        cipher.Key = key.ToArray();
        var payload = text[NonceLength..^TagLength].ToArray();
        Span<byte> counter = stackalloc byte[16];
        text[..NonceLength].CopyTo(counter);
        Span<byte> block = stackalloc byte[16];
        for (var from = 0; from < payload.Length; from += 16)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter[12..], 2 + (from / 16));
            cipher.EncryptEcb(counter, block, PaddingMode.None);
            for (var index = from; index < Math.Min(from + 16, payload.Length); index++)
            {
                payload[index] ^= block[index - from];
            }
        }

        return payload;
    }
}
