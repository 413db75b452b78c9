using System.Globalization;

namespace Fulcrum.Sqlite.Engine;

/// <summary>The tables of one file, with a version that only grows.</summary>
internal static class Schema
{
    /// <summary>What this program writes and the newest it reads.</summary>
    public const int Version = 3;

    /// <summary>Tables of <c>journal.db</c>; the day tables are made as days come.</summary>
    public static Layout Journal { get; } = new(
        $"""
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
        {Layouts.Swept};
        {Layouts.Tail};
        """,
        Layouts.JournalTwo,
        Layouts.JournalThree);

    /// <summary>Tables of <c>keys.db</c>.</summary>
    public static Layout Keys { get; } = new("CREATE TABLE keys (subject INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);", Layouts.KeysThree);

    /// <summary>Tables of <c>snapshots.db</c>.</summary>
    public static Layout Snapshots { get; } =
        new("CREATE TABLE snapshots (subject INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, fold_version TEXT NOT NULL, sealed BLOB NOT NULL);");

    /// <summary>Opens a file at this version: makes the tables of a new one, brings an older one up.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">Its tables and steps.</param>
    /// <param name="pageSize">Bytes a page, for a new file.</param>
    /// <param name="synchronous">As for <see cref="Database.OpenWriter"/>.</param>
    /// <param name="piece">Told before and after each transaction of a migration.</param>
    /// <exception cref="StoreStartException">A newer program wrote the file.</exception>
    /// <exception cref="DatabaseException">The file cannot be read.</exception>
    public static Database Open(string path, Layout layout, int pageSize, string synchronous, Action? piece = null)
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

            if (version == 0)
            {
                database.Write(made =>
                {
                    made.Execute(layout.Tables);
                    made.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={Version}"));
                });
            }
            else
            {
                Migration.Up(database, layout, version, Version, piece);
            }

            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>The files of a store that have a layout, the one that makes a store a store last.</summary>
    public static (string Name, Layout Layout)[] Files { get; } = [("keys.db", Keys), ("snapshots.db", Snapshots), ("journal.db", Journal)];

    /// <summary>Takes the files of a closed store one version down. Files that are down already stay as they are, so it can be begun again.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="piece">Told before and after each transaction.</param>
    /// <exception cref="StoreStartException">What is in it cannot be said in the version before.</exception>
    public static void Down(string folder, Action? piece = null)
    {
        // The journal first: it is what refuses.
        foreach (var (name, layout) in Files.Reverse())
        {
            using var database = Database.OpenWriter(Path.Combine(folder, name), 4096, "FULL");
            if (database.ReadLong("PRAGMA user_version") == Version)
            {
                Migration.Down(database, layout, Version, piece);
            }
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
