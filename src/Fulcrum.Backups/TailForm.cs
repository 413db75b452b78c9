using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Consent;
using Fulcrum.Rights;

namespace Fulcrum.Backups;

/// <summary>How records lie in a tail log: length, body, authentication code over the code before it and the body.</summary>
/// <remarks>
/// The codes are HMAC-SHA-256 under the log's own key, so they chain and authenticate at once: a record changed, left out,
/// moved or put in breaks every code after it. A segment begins with a header that names its first record and the code before it.
/// </remarks>
internal static class TailForm
{
    /// <summary>Bytes of an authentication code.</summary>
    public const int ChainLength = 32;

    /// <summary>Bytes before the first record: mark, first number, code before it, code of the header.</summary>
    public const int HeaderLength = 8 + 8 + ChainLength + ChainLength;

    /// <summary>Most bytes of a body; anything longer is damage.</summary>
    public const int BodyMax = 1 << 20;

    private const int PurposeMax = 255;

    /// <summary>In place of the kind: a no to a part of a purpose, whose scope stands before the identifiers.</summary>
    private const byte ScopedNo = 3;
    private static readonly byte[] Mark = "FULTAIL1"u8.ToArray();

    /// <summary>Whether two places are one; no code and a code of zeros both mean that nothing was written yet.</summary>
    public static bool IsSame(TailMark left, TailMark right) =>
        left.Number == right.Number && (left.Chain.Span.SequenceEqual(right.Chain.Span) || (IsBlank(left.Chain.Span) && IsBlank(right.Chain.Span)));

    /// <summary>The header of a segment whose first record follows a place.</summary>
    public static byte[] Header(ReadOnlySpan<byte> key, TailMark before)
    {
        var header = new byte[HeaderLength];
        Mark.CopyTo(header, 0);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(8), before.Number + 1);
        before.Chain.Span.CopyTo(header.AsSpan(16));
        HMACSHA256.HashData(key, header.AsSpan(0, 16 + ChainLength), header.AsSpan(16 + ChainLength));
        return header;
    }

    /// <summary>Reads a header; null when it is none, or of another key.</summary>
    public static TailMark? ReadHeader(ReadOnlySpan<byte> key, ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || !header[..8].SequenceEqual(Mark))
        {
            return null;
        }

        Span<byte> code = stackalloc byte[ChainLength];
        HMACSHA256.HashData(key, header[..(16 + ChainLength)], code);
        return CryptographicOperations.FixedTimeEquals(code, header[(16 + ChainLength)..HeaderLength])
            ? new TailMark(BinaryPrimitives.ReadInt64BigEndian(header[8..]) - 1, header.Slice(16, ChainLength).ToArray())
            : null;
    }

    /// <summary>Adds a record behind a place.</summary>
    /// <returns>The place behind it.</returns>
    public static TailMark Write(ReadOnlySpan<byte> key, TailMark before, TailRecord record, MemoryStream output)
    {
        var purpose = Encoding.UTF8.GetBytes(record.Purpose);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(purpose.Length, PurposeMax);
        var scope = record.Scope.IsWhole ? [] : ScopeOf(record.Scope);
        var body = new byte[8 + 8 + 3 + purpose.Length + 4 + (8 * record.Subjects.Length) + scope.Length + record.Identifiers.Length];
        BinaryPrimitives.WriteInt64BigEndian(body, before.Number + 1);
        BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(8), record.At.UnixMs);
        (body[16], body[17], body[18]) = (scope.Length == 0 ? (byte)record.Kind : ScopedNo, (byte)record.State, (byte)purpose.Length);
        purpose.CopyTo(body, 19);
        var at = 19 + purpose.Length;
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(at), record.Subjects.Length);
        at += 4;
        foreach (var subject in record.Subjects)
        {
            BinaryPrimitives.WriteInt64BigEndian(body.AsSpan(at), subject.Value);
            at += 8;
        }

        scope.CopyTo(body, at);
        record.Identifiers.Span.CopyTo(body.AsSpan(at + scope.Length));
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        var chain = Chain(key, before.Chain.Span, body);
        output.Write(length);
        output.Write(body);
        output.Write(chain);
        return new TailMark(before.Number + 1, chain);
    }

    /// <summary>Reads the record that follows a place.</summary>
    /// <returns>The bytes it takes; 0 when the rest is too short for one, -1 when it does not authenticate.</returns>
    public static int TryRead(ReadOnlySpan<byte> key, TailMark before, ReadOnlySpan<byte> rest, out TailRecord? record, out TailMark after)
    {
        (record, after) = (null, before);
        if (rest.Length < 4)
        {
            return 0;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(rest);
        if (length is < 23 or > BodyMax)
        {
            return -1;
        }

        if (rest.Length < 4 + length + ChainLength)
        {
            return 0;
        }

        var body = rest.Slice(4, length);
        var chain = Chain(key, before.Chain.Span, body);
        if (!CryptographicOperations.FixedTimeEquals(chain, rest.Slice(4 + length, ChainLength))
            || BinaryPrimitives.ReadInt64BigEndian(body) != before.Number + 1)
        {
            return -1;
        }

        record = Read(body);
        after = new TailMark(before.Number + 1, chain);
        return 4 + length + ChainLength;
    }

    private static bool IsBlank(ReadOnlySpan<byte> chain) => !chain.ContainsAnyExcept((byte)0);

    private static TailRecord Read(ReadOnlySpan<byte> body)
    {
        var purpose = Encoding.UTF8.GetString(body.Slice(19, body[18]));
        var at = 19 + body[18];
        var subjects = ImmutableArray.CreateBuilder<SubjectId>(BinaryPrimitives.ReadInt32BigEndian(body[at..]));
        at += 4;
        for (var index = 0; index < subjects.Capacity; index++, at += 8)
        {
            subjects.Add(new SubjectId(BinaryPrimitives.ReadInt64BigEndian(body[at..])));
        }

        var scope = ConsentScope.Whole;
        if (body[16] == ScopedNo)
        {
            scope = new ConsentScope(TextAt(body, ref at), TextAt(body, ref at));
        }

        return new TailRecord(
            body[16] == ScopedNo ? TailKind.No : (TailKind)body[16], new Instant(BinaryPrimitives.ReadInt64BigEndian(body[8..])), subjects.ToImmutable(), purpose, (ConsentState)body[17],
            body[at..].ToArray())
        {
            Scope = scope,
        };
    }

    /// <summary>Channel and category, each with its length in front.</summary>
    private static byte[] ScopeOf(ConsentScope scope)
    {
        var (channel, category) = (Encoding.UTF8.GetBytes(scope.Channel), Encoding.UTF8.GetBytes(scope.Category));
        var bytes = new byte[4 + channel.Length + category.Length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)channel.Length);
        channel.CopyTo(bytes, 2);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2 + channel.Length), (ushort)category.Length);
        category.CopyTo(bytes, 4 + channel.Length);
        return bytes;
    }

    private static string TextAt(ReadOnlySpan<byte> body, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(body[at..]);
        var text = Encoding.UTF8.GetString(body.Slice(at + 2, length));
        at += 2 + length;
        return text;
    }

    private static byte[] Chain(ReadOnlySpan<byte> key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> body)
    {
        using var code = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

        // Before the first record there is no code; a header says so with zeros.
        code.AppendData(before.IsEmpty ? new byte[ChainLength] : before);
        code.AppendData(body);
        return code.GetHashAndReset();
    }
}
