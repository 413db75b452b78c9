using System.Globalization;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Runs;

namespace Fulcrum.Sqlite;

/// <summary>Looks through every page of a store's files that no row of the journal leads to.</summary>
internal static class FileScan
{
    /// <summary>What is damaged: file, what, and how to mend it.</summary>
    public static List<Fault> Run(StoreFolder folder, IEnumerable<RunFile> runs)
    {
        var found = new List<Fault>();
        Check(folder.Journal, "Restore the store from its last backup and the consent tail kept beside it.", found);
        Check(folder.Keys, "Restore keys.db from its last backup; until then the subjects concerned get contextual answers.", found);
        Check(folder.Snapshots, $"Stop, delete {folder.Snapshots} and its -wal, start again: it is rebuilt from the journal.", found);
        foreach (var run in runs)
        {
            Check(run, found);
        }

        CheckCounts(folder.Journal, found);
        return found;
    }

    private static void Check(string path, string remedy, List<Fault> found)
    {
        try
        {
            using var database = Database.OpenReader(path);
            using var check = database.Prepare("PRAGMA integrity_check(10)");
            while (check.Step())
            {
                if (check.Text(0) is not "ok" and var said)
                {
                    found.Add(new Fault("file-damaged", $"{path}: {said}", remedy));
                }
            }
        }
        catch (DatabaseException fault)
        {
            found.Add(new Fault("file-damaged", $"{path}: {fault.Message}", remedy));
        }
    }

    private static void Check(RunFile run, List<Fault> found)
    {
        try
        {
            foreach (var page in run.ReadPages())
            {
                _ = page;
            }
        }
        catch (StoreUnavailableException fault)
        {
            found.Add(new Fault("file-damaged", $"{run.Path}: {fault.Message}", $"Stop, delete {run.Path}, start again: it is rebuilt from the journal."));
        }
    }

    // Law 9 as a checksum: a number that changed by itself does not add up any more.
    private static void CheckCounts(string path, List<Fault> found)
    {
        try
        {
            using var database = Database.OpenReader(path);
            var wrong = database.ReadLong("SELECT count(*) FROM counts WHERE received <> stored + duplicate + quarantined + refused");
            if (wrong > 0)
            {
                found.Add(new Fault(
                    "counts-damaged", string.Create(CultureInfo.InvariantCulture, $"{path}: {wrong} minutes of intake counts do not add up."),
                    "Consents and events are not concerned; restore the store from its last backup to have the counts right."));
            }
        }
        catch (DatabaseException fault)
        {
            found.Add(new Fault("file-damaged", $"{path}: {fault.Message}", "Restore the store from its last backup."));
        }
    }
}
