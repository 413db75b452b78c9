using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Rights;

/// <summary>A sum over all tombstones, kept beside them as type -1: one that was lost or changed would let somebody erased return.</summary>
internal static class TombstoneSum
{
    /// <summary>Compares it with what stands there. A store made before there was any has none.</summary>
    /// <exception cref="StoreStartException">They differ.</exception>
    public static void Verify(Database database)
    {
        if (Kept(database) is { } kept && kept != OfAll(database))
        {
            throw Damaged(database, "tombstones");
        }
    }

    /// <summary>Adds tombstones that are about to be written, in the same transaction. Known ones change nothing.</summary>
    /// <param name="database">The journal.</param>
    /// <param name="packed">17 bytes each: type, hash.</param>
    public static void Add(Database database, ReadOnlySpan<byte> packed)
    {
        const int size = 17;
        var sum = Kept(database) ?? OfAll(database);
        var seen = new HashSet<UInt128>();
        using var known = database.Prepare("SELECT 1 FROM tombstones WHERE type = ?1 AND hash = ?2");
        for (; packed.Length >= size; packed = packed[size..])
        {
            var isKnown = known.Bind(1, packed[0]).Bind(2, packed[1..size]).Step();
            known.Reset();
            if (!isKnown && seen.Add(BinaryPrimitives.ReadUInt128BigEndian(packed[1..])))
            {
                sum ^= Of(packed[0], packed[1..size]);
            }
        }

        using var put = database.Prepare("INSERT INTO tombstones VALUES (-1, zeroblob(0), ?1) ON CONFLICT (type, hash) DO UPDATE SET at = excluded.at");
        put.Bind(1, sum).Run();
    }

    /// <summary>What is said when a table of erasure is damaged.</summary>
    public static StoreStartException Damaged(Database database, string table) => new(new Fault(
        "erasures-damaged",
        $"{database.Path}: the table {table} is damaged: its checksum does not fit what stands in it. Somebody erased could return.",
        "Restore the store from its last backup and the consent tail kept beside it."));

    private static long? Kept(Database database)
    {
        using var kept = database.Prepare("SELECT at FROM tombstones WHERE type = -1");
        return kept.Step() ? kept.Long(0) : null;
    }

    private static long OfAll(Database database)
    {
        var sum = 0L;
        using var tombstones = database.Prepare("SELECT type, hash FROM tombstones WHERE type >= 0");
        while (tombstones.Step())
        {
            sum ^= Of(tombstones.Long(0), tombstones.Blob(1));
        }

        return sum;
    }

    private static long Of(long type, ReadOnlySpan<byte> hash) => unchecked((long)XxHash3.HashToUInt64(hash, type + 1));
}
