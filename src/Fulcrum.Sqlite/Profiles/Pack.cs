using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Profiles;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Consecutive journal rows packed into one row of a day table (decision 0003).</summary>
/// <remarks>
/// Three columns. <c>head</c>: one fixed-size entry a row, so that a restart reads the plain columns without the
/// payloads; each entry has a CRC of its own and says where its bytes lie, so damage stays with its row.
/// <c>bindings</c>: identifier keys. <c>body</c>: sealed payloads. Erasing a row wipes it in place.
/// </remarks>
internal sealed class Pack
{
    /// <summary>Bytes of <c>head</c> a row.</summary>
    public const int EntrySize = 56;

    private const int BodyTarget = 32 * 1024;
    /// <summary>Most rows of one pack.</summary>
    public const int RowsMax = 512;

    private byte[] _head = new byte[64 * EntrySize];
    private byte[] _bindings = [];
    private byte[] _body = new byte[BodyTarget];
    private int _bindingsLength;
    private int _bodyLength;

    /// <summary>Sequence of the first row.</summary>
    public long First { get; private set; }

    /// <summary>How many rows.</summary>
    public int Count { get; private set; }

    /// <summary>Days since the Unix epoch: the table it goes to.</summary>
    public int Day { get; private set; }

    /// <summary>Sequence of the last row.</summary>
    public long Last => First + Count - 1;

    /// <summary>The plain columns.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, Count * EntrySize);

    /// <summary>Identifier keys.</summary>
    public ReadOnlySpan<byte> Bindings => _bindings.AsSpan(0, _bindingsLength);

    /// <summary>Sealed payloads.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    /// <summary>Whether the buffers grew beyond what is worth keeping for the next pack.</summary>
    public bool IsOversized => _body.Length > 2 * BodyTarget;

    /// <summary>Makes it an empty pack that starts at a sequence.</summary>
    public void Begin(long first, int day) => (First, Day, Count, _bindingsLength, _bodyLength) = (first, day, 0, 0, 0);

    /// <summary>Whether a row belongs into this pack.</summary>
    public bool Fits(int sealedLength) => Count == 0 || (Count < RowsMax && _bodyLength + sealedLength <= BodyTarget);

    /// <summary>Adds the next row; its bytes are copied.</summary>
    public void Add(in JournalRow row)
    {
        Grow(ref _head, Count * EntrySize, EntrySize);
        Grow(ref _bindings, _bindingsLength, row.Identifiers.Length);
        Grow(ref _body, _bodyLength, row.Sealed.Length);
        row.Identifiers.Span.CopyTo(_bindings.AsSpan(_bindingsLength));
        row.Sealed.Span.CopyTo(_body.AsSpan(_bodyLength));

        var entry = _head.AsSpan(Count * EntrySize, EntrySize);
        PackEntry.Write(entry, row, First + Count, _bindingsLength, _bodyLength);
        _bindingsLength += row.Identifiers.Length;
        _bodyLength += row.Sealed.Length;
        Count++;
    }

    /// <summary>Reads a row of this pack; null when it was erased.</summary>
    public JournalRow? Read(long sequence, SubjectId expected) => PackEntry.Read(Head, Bindings, Body, (int)(sequence - First), sequence, expected);

    private static void Grow(ref byte[] buffer, int used, int more)
    {
        if (buffer.Length - used < more)
        {
            Array.Resize(ref buffer, Math.Max(used + more, buffer.Length * 2));
        }
    }
}

/// <summary>The fixed-size entry of one row in a pack's <c>head</c>.</summary>
/// <remarks>
/// Little-endian: 0 CRC-32 of the rest, of the row's bindings and of its sequence; 4 kind; 5 form; 6 bindings length (16 bits);
/// 8 source; 12 body start; 16 body length; 20 bindings start; 24 subject; 32 at; 40 dedupe (128 bits). Kind 0: erased; its
/// dedupe key stays, so that a replay does not bring it back. Form 0: from before the checksum knew the sequence, so
/// that an entry found in another's place passed for it.
/// </remarks>
internal static class PackEntry
{
    private const byte Form = 1;

    /// <summary>Writes the entry of a row whose bytes start at the given places.</summary>
    public static void Write(Span<byte> entry, in JournalRow row, long sequence, int bindingsStart, int bodyStart)
    {
        entry[4] = (byte)row.Kind;
        entry[5] = Form;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], checked((ushort)row.Identifiers.Length));
        BinaryPrimitives.WriteInt32LittleEndian(entry[8..], row.Source);
        BinaryPrimitives.WriteInt32LittleEndian(entry[12..], bodyStart);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], row.Sealed.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry[20..], bindingsStart);
        BinaryPrimitives.WriteInt64LittleEndian(entry[24..], row.Subject.Value);
        BinaryPrimitives.WriteInt64LittleEndian(entry[32..], row.At.UnixMs);
        BinaryPrimitives.WriteUInt128LittleEndian(entry[40..], row.Dedupe);
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Checksum(entry, row.Identifiers.Span, sequence));
    }

    /// <summary>
    /// Reads a row; null when it was erased. A row whose entry is damaged, or is not of the subject it was asked for, comes
    /// back as <see cref="Damaged"/>.
    /// </summary>
    public static JournalRow? Read(
        ReadOnlySpan<byte> head, ReadOnlySpan<byte> bindings, ReadOnlySpan<byte> body, int index, long sequence, SubjectId expected)
    {
        if (!TryReadPlain(head, bindings, index, sequence, out var row, out var bodyStart, out var bodyLength))
        {
            return Damaged(expected);
        }

        if (row.Kind == 0)
        {
            return null;
        }

        if (!expected.IsNone && row.Subject != expected)
        {
            return Damaged(expected);
        }

        var inside = bodyStart >= 0 && bodyLength >= 0 && bodyStart <= body.Length - bodyLength;
        return row with { Sealed = inside ? body.Slice(bodyStart, bodyLength).ToArray() : default };
    }

    /// <summary>What stands for a row that cannot be read: without payload, for the subject it was asked for, so that opening it fails and nobody takes it for whole.</summary>
    public static JournalRow Damaged(SubjectId expected) => new(EntryKind.Event, expected, default, 0, 0, default, default);

    /// <summary>Reads all but the payload; false when the entry is damaged, or belongs to another sequence.</summary>
    public static bool TryReadPlain(
        ReadOnlySpan<byte> head, ReadOnlySpan<byte> bindings, int index, long sequence, out JournalRow row, out int bodyStart, out int bodyLength)
    {
        (row, bodyStart, bodyLength) = (default, 0, 0);
        if (index < 0 || head.Length < (index + 1) * Pack.EntrySize)
        {
            return false;
        }

        var entry = head.Slice(index * Pack.EntrySize, Pack.EntrySize);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]);
        var start = BinaryPrimitives.ReadInt32LittleEndian(entry[20..]);
        if (start < 0 || start > bindings.Length - length)
        {
            return false;
        }

        var identifiers = bindings.Slice(start, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != Checksum(entry, identifiers, sequence))
        {
            return false;
        }

        bodyStart = BinaryPrimitives.ReadInt32LittleEndian(entry[12..]);
        bodyLength = BinaryPrimitives.ReadInt32LittleEndian(entry[16..]);
        row = new JournalRow(
            (EntryKind)entry[4],
            new SubjectId(BinaryPrimitives.ReadInt64LittleEndian(entry[24..])),
            new Instant(BinaryPrimitives.ReadInt64LittleEndian(entry[32..])),
            BinaryPrimitives.ReadInt32LittleEndian(entry[8..]),
            BinaryPrimitives.ReadUInt128LittleEndian(entry[40..]),
            length == 0 ? default : identifiers.ToArray(),
            default);
        return true;
    }

    /// <summary>Wipes a row in place: payload, bindings and subject are zeroed.</summary>
    /// <returns>False when it was wiped before, or is a tombstone, which stays.</returns>
    public static bool Wipe(Span<byte> head, Span<byte> bindings, Span<byte> body, int index, long sequence)
    {
        var entry = head.Slice(index * Pack.EntrySize, Pack.EntrySize);
        var (bodyStart, bodyLength) = (BinaryPrimitives.ReadInt32LittleEndian(entry[12..]), BinaryPrimitives.ReadInt32LittleEndian(entry[16..]));
        var (start, length) = (BinaryPrimitives.ReadInt32LittleEndian(entry[20..]), BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]));
        if (entry[4] is 0 or (byte)EntryKind.Tombstone)
        {
            return false;
        }

        // A damaged entry may point anywhere; its bytes are then unreadable without the key all the same.
        if (TryReadPlain(head, bindings, index, sequence, out _, out _, out _) && bodyStart >= 0 && bodyLength >= 0 && bodyStart <= body.Length - bodyLength)
        {
            body.Slice(bodyStart, bodyLength).Clear();
            bindings.Slice(start, length).Clear();
        }

        entry[4..12].Clear();
        entry[16..20].Clear();
        entry[24..32].Clear();
        entry[5] = Form;
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Checksum(entry, [], sequence));
        return true;
    }

    /// <summary>Puts a payload in the place of a longer one; the rest of the place is zeroed.</summary>
    /// <returns>False when the place is too short, or the entry is damaged.</returns>
    public static bool Replace(Span<byte> head, ReadOnlySpan<byte> bindings, Span<byte> body, int index, long sequence, ReadOnlySpan<byte> text)
    {
        if (!TryReadPlain(head, bindings, index, sequence, out var row, out var start, out var length)
            || start < 0 || length < text.Length || start > body.Length - length)
        {
            return false;
        }

        text.CopyTo(body[start..]);
        body.Slice(start + text.Length, length - text.Length).Clear();
        var entry = head.Slice(index * Pack.EntrySize, Pack.EntrySize);
        BinaryPrimitives.WriteInt32LittleEndian(entry[16..], text.Length);
        entry[5] = Form;
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Checksum(entry, row.Identifiers.Span, sequence));
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> identifiers, long sequence)
    {
        var checksum = Crc32.HashToUInt32(entry[4..]);
        if (entry[5] != 0)
        {
            // Spread over all bits, so that a neighbour's sequence changes more than the last ones.
            checksum ^= (uint)(unchecked((ulong)sequence * 0x9E3779B97F4A7C15) >> 32);
        }

        return identifiers.IsEmpty ? checksum : checksum ^ Crc32.HashToUInt32(identifiers);
    }
}
