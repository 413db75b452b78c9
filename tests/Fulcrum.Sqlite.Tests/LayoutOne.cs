using System.Security.Cryptography;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite.Tests;

/// <summary>Writes a store as programs of layout 1 did. Its SQL is frozen: it is what lies on people's disks.</summary>
internal static class LayoutOne
{
    private const string Journal = """
        CREATE TABLE journal_days (first_sequence INTEGER PRIMARY KEY, day INTEGER NOT NULL);
        CREATE TABLE counts (
            source INTEGER NOT NULL, minute INTEGER NOT NULL, received INTEGER NOT NULL, stored INTEGER NOT NULL,
            duplicate INTEGER NOT NULL, quarantined INTEGER NOT NULL, refused INTEGER NOT NULL,
            PRIMARY KEY (minute, source)) WITHOUT ROWID;
        CREATE TABLE quarantine (
            number INTEGER PRIMARY KEY, id TEXT NOT NULL, source INTEGER NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL,
            detail TEXT NOT NULL, remedy TEXT NOT NULL, subject INTEGER NOT NULL, sealed BLOB NOT NULL);
        CREATE INDEX quarantine_by_time ON quarantine (at);
        CREATE INDEX quarantine_by_subject ON quarantine (subject) WHERE subject <> 0;
        CREATE TABLE erasures (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, subjects BLOB NOT NULL, done INTEGER NOT NULL);
        CREATE TABLE tombstones (type INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (type, hash)) WITHOUT ROWID;
        CREATE TABLE workspace_files (version TEXT NOT NULL, path TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (version, path)) WITHOUT ROWID;
        CREATE TABLE workspace_applied (number INTEGER PRIMARY KEY, version TEXT NOT NULL, at INTEGER NOT NULL, applied_by TEXT NOT NULL);
        CREATE TABLE numbering (kind INTEGER NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (kind, name)) WITHOUT ROWID;
        CREATE TABLE swept (only INTEGER PRIMARY KEY CHECK (only = 1), through INTEGER NOT NULL);
        """;

    private const int WithRows = 500;

    /// <summary>Makes a store of so many subjects with a key of each in the first form; the first 500 have three rows each.</summary>
    public static void Write(string folder, int subjects)
    {
        var secrets = Directory.CreateDirectory(Path.Combine(folder, "keys")).FullName;
        foreach (var name in new[] { "kek", "look-up" })
        {
            File.WriteAllBytes(Path.Combine(secrets, name), RandomNumberGenerator.GetBytes(32));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(secrets, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }

        using (var keys = Make(folder, "keys.db", "CREATE TABLE keys (subject INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);", 4096))
        {
            keys.Write(database =>
            {
                using var insert = database.Prepare("INSERT INTO keys VALUES (?1, ?2)");
                for (var subject = 1; subject <= subjects; subject++)
                {
                    insert.Bind(1, subject).Bind(2, Wrapped(subject)).Run();
                }
            });
        }

        using (Make(folder, "snapshots.db", "CREATE TABLE snapshots (subject INTEGER PRIMARY KEY, sequence INTEGER NOT NULL, fold_version TEXT NOT NULL, sealed BLOB NOT NULL);", 4096))
        {
        }

        using var journal = Make(folder, "journal.db", Journal, 8192);
        journal.Write(database => WriteRows(database, 3 * Math.Min(subjects, WithRows), Math.Min(subjects, WithRows)));
    }

    /// <summary>The wrapped key of a subject: 60 bytes, told apart by their first.</summary>
    public static byte[] Wrapped(int subject) => [.. Enumerable.Range(0, 60).Select(at => (byte)((at + subject) % 256))];

    private static void WriteRows(Database database, int rows, int subjects)
    {
        var day = (int)(Contracts.Rows.Noon.UnixMs / 86_400_000);
        var table = new JournalDay(1, day).Table;
        database.Execute($"CREATE TABLE {table} (first INTEGER PRIMARY KEY, head BLOB NOT NULL, bindings BLOB NOT NULL, body BLOB NOT NULL)");
        database.Execute($"INSERT INTO journal_days VALUES (1, {day})");
        database.Execute($"INSERT INTO counts VALUES (1, 29000000, {rows}, {rows}, 0, 0, 0)");
        database.Execute("INSERT INTO swept VALUES (1, 1)");
        using var insert = database.Prepare($"INSERT INTO {table} VALUES (?1, ?2, ?3, ?4)");
        var pack = new Pack();
        pack.Begin(1, day);
        for (var number = 1; number <= rows; number++)
        {
            var row = Contracts.Rows.Event(1 + (number % subjects), number, dedupe: Contracts.Rows.Hash(number), binds: [Contracts.Rows.Key(number)]);
            if (!pack.Fits(row.Sealed.Length))
            {
                insert.Bind(1, pack.First).Bind(2, pack.Head).Bind(3, pack.Bindings).Bind(4, pack.Body).Run();
                pack.Begin(number, day);
            }

            pack.Add(row);
        }

        insert.Bind(1, pack.First).Bind(2, pack.Head).Bind(3, pack.Bindings).Bind(4, pack.Body).Run();
    }

    private static Database Make(string folder, string name, string tables, int pageSize)
    {
        var database = Database.OpenWriter(Path.Combine(folder, name), pageSize, "FULL");
        database.Write(made =>
        {
            made.Execute(tables);
            made.Execute("PRAGMA user_version=1");
        });
        return database;
    }
}
