using System.Buffers.Binary;
using Fulcrum.Collect;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Rights;

namespace Fulcrum.Contracts;

/// <summary>Rows for tests: told apart by what they carry.</summary>
public static class Rows
{
    /// <summary>Some instant all tests start from.</summary>
    public static Instant Noon { get; } = Instant.From(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>An event row with a payload that says its number.</summary>
    public static JournalRow Event(long subject, int number, Instant? at = null, UInt128 dedupe = default, params IdentifierKey[] binds) => new(
        EntryKind.Event, new SubjectId(subject), at ?? Noon, 7, dedupe, Pack(binds), Payload(number));

    /// <summary>A tombstone for these identifiers.</summary>
    public static JournalRow Tombstone(Instant at, params IdentifierKey[] keys) => new(
        EntryKind.Tombstone, SubjectId.None, at, 0, 0, Pack(keys), Payload(0));

    /// <summary>Bytes that say their number and differ in length.</summary>
    public static byte[] Payload(int number)
    {
        var bytes = new byte[40 + (number % 700)];
        new Random(number).NextBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    /// <summary>The number a payload says.</summary>
    public static int NumberOf(JournalEntry entry) => BinaryPrimitives.ReadInt32LittleEndian(entry.Row.Sealed.Span);

    /// <summary>A key that looks like the keyed hash of an identifier.</summary>
    public static IdentifierKey Key(int number, byte type = 1) => new(Hash(number), type);

    /// <summary>A number that looks like a keyed hash.</summary>
    public static UInt128 Hash(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        var hash = System.Security.Cryptography.SHA256.HashData(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>A wrapped key for a subject.</summary>
    public static SubjectKeyRow WrappedKey(long subject) => new(new SubjectId(subject), Payload((int)subject + 1_000));

    /// <summary>A batch of rows with the keys of the subjects in it.</summary>
    public static JournalBatch WithKeys(params JournalRow[] rows) => new(
        [.. rows], [.. rows.Select(row => row.Subject.Value).Distinct().Select(WrappedKey)], [], []);

    /// <summary>A batch of counts alone.</summary>
    public static JournalBatch OfCounts(params CollectCount[] counts) => new([], [], [.. counts], []);

    /// <summary>A quarantined payload.</summary>
    public static QuarantineRow Quarantined(int number, Instant at, int source = 7, long subject = 0) => new(
        number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture), source, at, "undeclared-event", "No contract declares it.", "Declare it.", new SubjectId(subject), Payload(number));

    /// <summary>Packs keys as <c>JournalRow.Identifiers</c> does.</summary>
    public static byte[] Pack(params IdentifierKey[] keys)
    {
        var packed = new byte[keys.Length * 17];
        foreach (var (index, key) in keys.Index())
        {
            packed[index * 17] = key.Type;
            BinaryPrimitives.WriteUInt128BigEndian(packed.AsSpan((index * 17) + 1), key.Hash);
        }

        return packed;
    }
}
