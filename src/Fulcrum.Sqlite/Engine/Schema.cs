using System.Globalization;

namespace Fulcrum.Sqlite.Engine;

/// <summary>The tables of one file, with a version that only grows.</summary>
internal static class Schema
{
    /// <summary>What this program writes and the newest it reads.</summary>
    public const int Version = 2;

    /// <summary>Tables of <c>journal.db</c>; the day tables are made as days come.</summary>
    public const string Journal = """
        CREATE TABLE journal_days (first_sequence INTEGER PRIMARY KEY, day INTEGER NOT NULL);
        CREATE TABLE counts (
            source INTEGER NOT NULL, minute INTEGER NOT NULL, received INTEGER NOT NULL, stored INTEGER NOT NULL,
            duplicate INTEGER NOT NULL, quarantined INTEGER NOT NULL, refused INTEGER NOT NULL, replayed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (minute, source)) WITHOUT ROWID;
        CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, source INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
            detail TEXT NOT NULL, remedy TEXT NOT NULL, subject INTEGER NOT NULL, sealed BLOB NOT NULL);
        CREATE UNIQUE INDEX quarantine_by_id ON quarantine (id);
        CREATE INDEX quarantine_by_time ON quarantine (at);
        CREATE INDEX quarantine_by_subject ON quarantine (subject) WHERE subject <> 0;
        CREATE TABLE erasures (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, subjects BLOB NOT NULL, done INTEGER NOT NULL);
        CREATE TABLE tombstones (type INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (type, hash)) WITHOUT ROWID;
        CREATE TABLE workspace_files (version TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (version, path)) WITHOUT ROWID;
        CREATE TABLE workspace_applied (number INTEGER PRIMARY KEY, version TEXT NOT NULL, at INTEGER NOT NULL, applied_by TEXT NOT NULL);
        CREATE TABLE numbering (kind INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        """;

    /// <summary>Tables of <c>keys.db</c>.</summary>
    public const string Keys = "CREATE TABLE keys (subject INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);";

    /// <summary>Tables of <c>snapshots.db</c>.</summary>
    public const string Snapshots =
        "CREATE TABLE snapshots (subject INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, fold_version TEXT NOT NULL, sealed BLOB NOT NULL);";

    /// <summary>What the journal's file of version 1 lacks: counts of replays, and a quick way to one quarantined row.</summary>
    private const string JournalFrom1 = """
        ALTER TABLE counts ADD COLUMN replayed INTEGER NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX quarantine_by_id ON quarantine (id);
        """;

    /// <summary>Opens a file at this version, making the tables of a new one and what an older one lacks.</summary>
    /// <exception cref="StoreStartException">A newer program wrote the file.</exception>
    /// <exception cref="DatabaseException">The file cannot be read.</exception>
    public static Database Open(string path, string tables, int pageSize, string synchronous)
    {
        var database = Database.OpenWriter(path, pageSize, synchronous);
        try
        {
            var version = database.ReadLong("PRAGMA user_version");
            if (version > Version)
            {
                throw new StoreStartException(new Fault(
                    "store-schema-newer",
                    string.Create(CultureInfo.InvariantCulture, $"{path} has schema {version}, this program reads up to {Version}."),
                    "Start the newer program that wrote it, or restore a backup made before the upgrade."));
            }

            if (version < Version)
            {
                database.Write(made =>
                {
                    if (version == 0)
                    {
                        made.Execute(tables);
                    }
                    else if (tables == Journal)
                    {
                        made.Execute(JournalFrom1);
                    }

                    made.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Version}"));
                });
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Refuses an engine in which two connections can lose a write between them.</summary>
    /// <exception cref="StoreStartException">The engine is older than 3.51.3.</exception>
    public static void RequireEngine(int version)
    {
        if (version < 3_051_003)
        {
            throw new StoreStartException(new Fault(
                "sqlite-too-old",
                string.Create(CultureInfo.InvariantCulture, $"SQLite is {version / 1_000_000}.{version / 1000 % 1000}.{version % 1000}; before 3.51.3 a race could damage a write-ahead log."),
                "Install the e_sqlite3 library this program came with, 3.51.3 or newer."));
        }
    }
}
