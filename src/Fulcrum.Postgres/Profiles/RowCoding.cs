using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Profiles;
using Npgsql;

namespace Fulcrum.Postgres.Profiles;

/// <summary>A journal row as PostgreSQL's binary COPY wants it, and back from there or from a table.</summary>
internal static class RowCoding
{
    /// <summary>What a COPY starts with: signature, no flags, no extension.</summary>
    public static ReadOnlySpan<byte> CopyHeader => [0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What a COPY ends with.</summary>
    public static ReadOnlySpan<byte> CopyTrailer => [0xff, 0xff];

    /// <summary>The columns, in the order they are written and read.</summary>
    public const string Columns = "sequence, subject, at, dedupe, source, checksum, kind, identifiers, sealed";

    private const short ColumnCount = 9;
    private const int FixedSize = 2 + (9 * 4) + 8 + 8 + 8 + 16 + 4 + 4 + 2;

    /// <summary>Most bytes a row takes.</summary>
    public static int SizeMax(in JournalRow row) => FixedSize + row.Identifiers.Length + row.Sealed.Length;

    /// <summary>Writes a row.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> to, long sequence, in JournalRow row)
    {
        BinaryPrimitives.WriteInt16BigEndian(to, ColumnCount);
        var at = PutLong(to, 2, sequence);
        at = PutLong(to, at, row.Subject.Value);
        at = PutLong(to, at, row.At.UnixMs);
        if (row.Dedupe == 0)
        {
            at = PutNull(to, at);
        }
        else
        {
            BinaryPrimitives.WriteInt32BigEndian(to[at..], 16);
            BinaryPrimitives.WriteUInt128BigEndian(to[(at + 4)..], row.Dedupe);
            at += 20;
        }

        at = PutInt(to, at, row.Source);
        at = PutInt(to, at, Checksum(sequence, row));
        BinaryPrimitives.WriteInt32BigEndian(to[at..], 2);
        BinaryPrimitives.WriteInt16BigEndian(to[(at + 4)..], (short)row.Kind);
        at += 6;
        at = row.Identifiers.IsEmpty ? PutNull(to, at) : PutBytes(to, at, row.Identifiers.Span);
        return PutBytes(to, at, row.Sealed.Span);
    }

    /// <summary>Reads a row that <see cref="Write"/> wrote; its bytes are copied.</summary>
    public static JournalEntry Read(ReadOnlySpan<byte> from)
    {
        var sequence = BinaryPrimitives.ReadInt64BigEndian(from[6..]);
        var subject = BinaryPrimitives.ReadInt64BigEndian(from[18..]);
        var received = BinaryPrimitives.ReadInt64BigEndian(from[30..]);
        var at = 38;
        UInt128 dedupe = 0;
        if (TakeLength(from, ref at) > 0)
        {
            dedupe = BinaryPrimitives.ReadUInt128BigEndian(from[at..]);
            at += 16;
        }

        var source = BinaryPrimitives.ReadInt32BigEndian(from[(at + 4)..]);
        var kind = (EntryKind)BinaryPrimitives.ReadInt16BigEndian(from[(at + 20)..]);
        at += 22;
        var identifiers = TakeBytes(from, ref at);
        var text = TakeBytes(from, ref at);
        return new JournalEntry(sequence, new JournalRow(kind, new SubjectId(subject), new Instant(received), source, dedupe, identifiers, text));
    }

    /// <summary>
    /// Reads a row of the table; null when it was erased. A row whose plain columns are damaged comes back without payload,
    /// for the subject it was asked for, so that opening it fails and nobody takes it for whole.
    /// </summary>
    public static JournalEntry? Read(NpgsqlDataReader reader, SubjectId expected)
    {
        var kind = (EntryKind)reader.GetInt16(6);
        if (kind == 0)
        {
            return null;
        }

        var sequence = reader.GetInt64(0);
        var row = new JournalRow(
            kind,
            new SubjectId(reader.GetInt64(1)),
            new Instant(reader.GetInt64(2)),
            reader.GetInt32(4),
            reader.IsDBNull(3) ? 0 : ToHash(reader.GetGuid(3)),
            reader.IsDBNull(7) ? default : reader.GetFieldValue<byte[]>(7),
            reader.GetFieldValue<byte[]>(8));
        return new JournalEntry(
            sequence,
            reader.GetInt32(5) == Checksum(sequence, row) ? row : new JournalRow(EntryKind.Event, expected, default, 0, 0, default, default));
    }

    /// <summary>A hash as PostgreSQL's <c>uuid</c>, which sorts as the number does.</summary>
    public static Guid ToGuid(UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The hash a <c>uuid</c> stands for.</summary>
    public static UInt128 ToHash(Guid guid)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = guid.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Over everything but the payload, which proves itself when it is opened.</summary>
    public static int Checksum(long sequence, in JournalRow row)
    {
        Span<byte> plain = stackalloc byte[46];
        BinaryPrimitives.WriteInt64LittleEndian(plain, sequence);
        BinaryPrimitives.WriteInt64LittleEndian(plain[8..], row.Subject.Value);
        BinaryPrimitives.WriteInt64LittleEndian(plain[16..], row.At.UnixMs);
        BinaryPrimitives.WriteUInt128LittleEndian(plain[24..], row.Dedupe);
        BinaryPrimitives.WriteInt32LittleEndian(plain[40..], row.Source);
        BinaryPrimitives.WriteInt16LittleEndian(plain[44..], (short)row.Kind);
        var checksum = Crc32.HashToUInt32(plain);
        return unchecked((int)(row.Identifiers.IsEmpty ? checksum : checksum ^ Crc32.HashToUInt32(row.Identifiers.Span)));
    }

    private static int PutLong(Span<byte> to, int at, long value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to[at..], 8);
        BinaryPrimitives.WriteInt64BigEndian(to[(at + 4)..], value);
        return at + 12;
    }

    private static int PutInt(Span<byte> to, int at, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to[at..], 4);
        BinaryPrimitives.WriteInt32BigEndian(to[(at + 4)..], value);
        return at + 8;
    }

    private static int PutNull(Span<byte> to, int at)
    {
        BinaryPrimitives.WriteInt32BigEndian(to[at..], -1);
        return at + 4;
    }

    private static int PutBytes(Span<byte> to, int at, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteInt32BigEndian(to[at..], bytes.Length);
        bytes.CopyTo(to[(at + 4)..]);
        return at + 4 + bytes.Length;
    }

    private static int TakeLength(ReadOnlySpan<byte> from, ref int at)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(from[at..]);
        at += 4;
        return length;
    }

    private static byte[]? TakeBytes(ReadOnlySpan<byte> from, ref int at)
    {
        var length = TakeLength(from, ref at);
        if (length <= 0)
        {
            return null;
        }

        at += length;
        return from.Slice(at - length, length).ToArray();
    }
}
