using Fulcrum.Rights;

namespace Fulcrum.Sqlite.Engine;

/// <summary>What changed from version to version. A released step is never edited again; a new one is added behind it.</summary>
internal static class Layouts
{
    private const int KeysAtOnce = 10_000;

    /// <summary>Version 3: what the journal knows of the tail log, and how far retention looked.</summary>
    public const string Tail = """
        CREATE TABLE IF NOT EXISTS tail (
            only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, chain BLOB NOT NULL,
            stale_since INTEGER, stale_subjects INTEGER NOT NULL DEFAULT 0, stale_number INTEGER NOT NULL DEFAULT 0, stale_chain BLOB)
        """;

    /// <summary>How far retention has looked; made by version 1 programs as well, when they first swept.</summary>
    public const string Swept = "CREATE TABLE IF NOT EXISTS swept (only INTEGER PRIMARY KEY CHECK (only = 1), through INTEGER NOT NULL)";

    /// <summary>The journal: counts of replays, and a quick way to one quarantined row.</summary>
    public static LayoutStep JournalTwo { get; } = new(
        2,
        database =>
        {
            database.Execute("ALTER TABLE counts ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0");
            database.Execute("CREATE UNIQUE INDEX quarantine_by_id ON quarantine (id)");
            return true;
        },
        database =>
        {
            database.Execute("DROP INDEX quarantine_by_id");
            database.Execute("ALTER TABLE counts DROP COLUMN replayed");
            return true;
        });

    /// <summary>The journal: the tail log.</summary>
    public static LayoutStep JournalThree { get; } = new(
        3,
        database =>
        {
            database.Execute(Tail);
            database.Execute(Swept);
            return true;
        },
        database =>
        {
            if (LookUpMark.IsRotated(database))
            {
                throw new StoreStartException(new Fault(
                    "downgrade-rotated",
                    $"The hashes in {database.Path} are under a rotated look-up key, and the program before this one would find nobody by them.",
                    "Stay with this version: a rotation cannot be taken back."));
            }

            if (database.ReadLong("SELECT count(*) FROM sqlite_schema WHERE name = 'tail'") > 0)
            {
                if (database.ReadLong("SELECT stale_since FROM tail") > 0)
                {
                    throw new StoreStartException(new Fault(
                        "downgrade-stale",
                        $"{database.Path} was restored without its tail log, and the program before this one would rely on its old consents.",
                        "Replay the tail first: fulcrum backup replay-tail. Then go down."));
                }

                database.Execute("DROP TABLE tail");
            }

            return true;
        });

    /// <summary>The keys: every wrapped key says its algorithm and the generation of the key that wraps it.</summary>
    public static LayoutStep KeysThree { get; } = new(
        3,
        database => Rewrite(database, WrappedKey.LengthOfOne, wrapped => WrappedKey.Mark(1, wrapped)),
        database => Rewrite(database, WrappedKey.Length, wrapped => WrappedKey.GenerationOf(wrapped) == 1
            ? wrapped[WrappedKey.HeaderLength..]
            : throw new StoreStartException(new Fault(
                "downgrade-rotated",
                $"{database.Path} holds keys wrapped by a rotated key-encryption key, which the program before this one does not know.",
                "Stay with this version: a rotation cannot be taken back."))));

    private static bool Rewrite(Database database, int length, Func<byte[], byte[]> change)
    {
        var rows = new List<(long Subject, byte[] Wrapped)>(KeysAtOnce);
        using (var select = database.Prepare("SELECT subject, wrapped FROM keys WHERE length(wrapped) = ?1 LIMIT ?2"))
        {
            select.Bind(1, length).Bind(2, KeysAtOnce);
            while (select.Step())
            {
                rows.Add((select.Long(0), select.Blob(1).ToArray()));
            }
        }

        using var update = database.Prepare("UPDATE keys SET wrapped = ?2 WHERE subject = ?1");
        foreach (var (subject, wrapped) in rows)
        {
            update.Bind(1, subject).Bind(2, change(wrapped)).Run();
        }

        return rows.Count < KeysAtOnce;
    }
}
