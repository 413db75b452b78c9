using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Says a second time, on other pages, whose the rows are that a consent hangs on: consents, links and cuts.</summary>
/// <remarks>
/// A damaged row does not say any more whose it was, so nobody would miss the withdrawal in it. The witness does: that
/// subject becomes contextual, and only that one. 16 bytes a row, in the transaction of the rows.
/// </remarks>
internal sealed class ConsentWitness : IDisposable
{
    private const int RecordSize = 16;

    private readonly Statement _insert;
    private byte[] _records = new byte[64 * RecordSize];

    /// <summary>Opens it; a store made before there was any gets its table.</summary>
    public ConsentWitness(Database database, long head)
    {
        database.Execute("CREATE TABLE IF NOT EXISTS consent_rows (first INTEGER PRIMARY KEY, records BLOB NOT NULL)");
        database.Execute($"INSERT INTO consent_rows SELECT 0, CAST({head} AS TEXT) WHERE NOT EXISTS (SELECT 1 FROM consent_rows)");
        _insert = database.Prepare("INSERT INTO consent_rows VALUES (?1, ?2)");
    }

    /// <summary>Writes those of a group.</summary>
    public void Write(Group group)
    {
        var (used, first) = (0, 0L);
        foreach (var pack in group.Packs)
        {
            var head = pack.Head;
            for (var index = 0; index < pack.Count; index++)
            {
                var entry = head.Slice(index * Pack.EntrySize, Pack.EntrySize);
                if ((EntryKind)entry[4] is not (EntryKind.Consent or EntryKind.Link or EntryKind.Cut))
                {
                    continue;
                }

                if (used + RecordSize + sizeof(uint) > _records.Length)
                {
                    Array.Resize(ref _records, _records.Length * 2);
                }

                first = first == 0 ? pack.First + index : first;
                BinaryPrimitives.WriteInt64LittleEndian(_records.AsSpan(used), pack.First + index);
                entry[24..32].CopyTo(_records.AsSpan(used + 8));
                used += RecordSize;
            }
        }

        if (used > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_records.AsSpan(used), Crc32.HashToUInt32(_records.AsSpan(0, used)));
            _insert.Bind(1, first).Bind(2, _records.AsSpan(0, used + sizeof(uint))).Run();
        }
    }

    /// <summary>Whose the consent rows from a sequence on are.</summary>
    /// <returns>Subject by sequence; null when some of it is not known: rows from before there was a witness, or it is damaged itself.</returns>
    public static Dictionary<long, long>? Read(Database database, long from)
    {
        var known = new Dictionary<long, long>();
        using var since = database.Prepare("SELECT CAST(records AS INTEGER) FROM consent_rows WHERE first = 0");
        if (!since.Step() || since.Long(0) >= from)
        {
            return null;
        }

        // A group holds at most as many rows as the queue; looking from the start costs little and needs no bound.
        using var rows = database.Prepare("SELECT records FROM consent_rows WHERE first > 0 ORDER BY first");
        while (rows.Step())
        {
            var records = rows.Blob(0);
            if (records.Length < sizeof(uint) || records.Length % RecordSize != sizeof(uint)
                || BinaryPrimitives.ReadUInt32LittleEndian(records[^4..]) != Crc32.HashToUInt32(records[..^4]))
            {
                return null;
            }

            for (var record = records[..^4]; record.Length > 0; record = record[RecordSize..])
            {
                if (BinaryPrimitives.ReadInt64LittleEndian(record) is var sequence && sequence >= from)
                {
                    known[sequence] = BinaryPrimitives.ReadInt64LittleEndian(record[8..]);
                }
            }
        }

        return known;
    }

    /// <inheritdoc />
    public void Dispose() => _insert.Dispose();
}
