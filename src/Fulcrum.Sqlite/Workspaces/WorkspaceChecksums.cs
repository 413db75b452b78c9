using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Sqlite.Workspaces;

/// <summary>Checksums over the workspace tables, kept among the numbers. One bit in a number would give a purpose another's data.</summary>
/// <remarks>Kind <see cref="Kind"/>: under the empty name over all numbers and applications, under a version over its files.</remarks>
internal static class WorkspaceChecksums
{
    /// <summary>Tells checksums from numbers.</summary>
    public const int Kind = 9;

    private static readonly Fault Damaged = new(
        "workspace-damaged",
        "The workspace tables of journal.db are damaged: their checksum does not fit what stands in them.",
        "Restore the store from its last backup and the consent tail kept beside it.");

    /// <summary>Writes them anew, in the transaction that changed the tables.</summary>
    public static void Write(Database database)
    {
        using var put = database.Prepare("INSERT INTO numbering VALUES (?1, ?2, ?3) ON CONFLICT (kind, name) DO UPDATE SET number = excluded.number");
        foreach (var version in Versions(database))
        {
            put.Bind(1, Kind).Bind(2, version).Bind(3, OfFiles(database, version)).Run();
        }

        put.Bind(1, Kind).Bind(2, "").Bind(3, OfTables(database)).Run();
    }

    /// <summary>Compares them. A store made before there were any gets them.</summary>
    /// <exception cref="StoreStartException">They do not fit.</exception>
    public static void Verify(Database database)
    {
        var versions = Versions(database);
        if (versions.Count == 0)
        {
            return;
        }

        var kept = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var numbers = database.Prepare($"SELECT name, number FROM numbering WHERE kind = {Kind}"))
        {
            while (numbers.Step())
            {
                kept[numbers.Text(0)] = numbers.Long(1);
            }
        }

        if (kept.Count == 0)
        {
            database.Write(Write);
            return;
        }

        if (kept.GetValueOrDefault("") != OfTables(database) || versions.Exists(version => !kept.TryGetValue(version, out var sum) || sum != OfFiles(database, version)))
        {
            throw new StoreStartException(Damaged with { What = $"{database.Path}: {Damaged.What}" });
        }
    }

    private static List<string> Versions(Database database)
    {
        var versions = new List<string>();
        using var applied = database.Prepare("SELECT DISTINCT version FROM workspace_applied");
        while (applied.Step())
        {
            versions.Add(applied.Text(0));
        }

        return versions;
    }

    private static long OfTables(Database database)
    {
        var hash = new XxHash3();
        using var numbers = database.Prepare($"SELECT kind, name, number FROM numbering WHERE kind <> {Kind} ORDER BY kind, name");
        while (numbers.Step())
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{numbers.Long(0)} {numbers.Text(1)} {numbers.Long(2)}"));
        }

        using var applied = database.Prepare("SELECT number, version, at, applied_by FROM workspace_applied ORDER BY number");
        while (applied.Step())
        {
            Add(hash, string.Create(CultureInfo.InvariantCulture, $"{applied.Long(0)} {applied.Text(1)} {applied.Long(2)} {applied.Text(3)}"));
        }

        return unchecked((long)hash.GetCurrentHashAsUInt64());
    }

    private static long OfFiles(Database database, string version)
    {
        var hash = new XxHash3();
        using var files = database.Prepare("SELECT path, text FROM workspace_files WHERE version = ?1 ORDER BY path");
        files.Bind(1, version);
        while (files.Step())
        {
            Add(hash, files.Text(0));
            Add(hash, files.Text(1));
        }

        return unchecked((long)hash.GetCurrentHashAsUInt64());
    }

    private static void Add(XxHash3 hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.Append(BitConverter.GetBytes(bytes.Length));
        hash.Append(bytes);
    }
}
