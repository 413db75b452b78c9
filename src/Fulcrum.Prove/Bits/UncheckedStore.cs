using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Workspaces;

namespace Fulcrum.Prove.Bits;

/// <summary>The negative control: a store whose seals are not verified. A damaged payload is opened all the same, and what comes out is taken for true.</summary>
/// <remarks>It opens with the key as a cipher that knows no tag would, and puts a tag on it that fits.</remarks>
internal sealed class UncheckedStore(IStore inner) : IStore, IJournal
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public IJournal Journal => this;

    public ISnapshots Snapshots => inner.Snapshots;

    public IIdentifierIndex Identifiers => inner.Identifiers;

    public ISubjectKeys Keys => inner.Keys;

    public IEraser Eraser => inner.Eraser;

    public IDedupe Dedupe => inner.Dedupe;

    public IIntakeRecords Intake => inner.Intake;

    public IWorkspaceStore Workspaces => inner.Workspaces;

    public StoreSecrets Secrets => inner.Secrets;

    public long SubjectsMax => inner.SubjectsMax;

    public Fault? Failed => inner.Failed;

    public long Head => inner.Journal.Head;

    public JournalTicket Append(JournalBatch batch) => inner.Journal.Append(batch);

    public ValueTask<JournalEntry?> FindAsync(long sequence, CancellationToken cancellation) => inner.Journal.FindAsync(sequence, cancellation);

    public async ValueTask<IReadOnlyList<JournalEntry>> ReadSubjectAsync(SubjectId subject, long after, CancellationToken cancellation)
    {
        var entries = await inner.Journal.ReadSubjectAsync(subject, after, cancellation);
        if (await inner.Keys.FindAsync(subject, cancellation) is not { Length: > NonceLength + TagLength } wrapped)
        {
            return entries;
        }

        var key = Opened(inner.Secrets.Kek.Span, wrapped.Length == WrappedKey.Length ? wrapped.Span[WrappedKey.HeaderLength..] : wrapped.Span);
        return [.. entries.Select(entry => entry.Row.Sealed.Length < NonceLength + TagLength ? entry : entry with { Row = entry.Row with { Sealed = Fitting(key, entry.Row) } })];
    }

    public async IAsyncEnumerable<JournalEntry> ReadAllAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in inner.Journal.ReadAllAsync(after, cancellation))
        {
            yield return entry;
        }
    }

    public ValueTask DisposeAsync() => default;

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
