using System.Globalization;
using Fulcrum.Backups;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Backups;

/// <summary>Deletes segments of the tail log that no kept backup needs.</summary>
internal static class TailPruning
{
    /// <summary>Deletes them; the store may be served meanwhile, since the segment that grows always stays.</summary>
    /// <exception cref="CommandFault">No backup says how far it knows the log, or one cannot be believed.</exception>
    public static int Run(BackupPlaces places, string? tail, bool json, Surroundings around)
    {
        var kept = places.Shelf(around).List().Where(backup => backup.Data is not null).ToList();
        if (kept.Find(backup => backup.Data!.Manifest is null) is { Data.Fault: { } fault })
        {
            throw new CommandFault(new Fault(fault.Code, fault.What, $"{fault.Remedy} Nothing was deleted: how far it knows the log is not known."), ExitCode.VerificationFailed, places.To);
        }

        if (kept.Count == 0)
        {
            throw new CommandFault(
                new Fault("prune-without-backup", "There is no backup, and without one the whole tail log is needed.", "Make one and verify it: fulcrum backup create, fulcrum backup verify."), ExitCode.NotFound, places.To);
        }

        // A store that a restore left stale still needs what its own backup did not know.
        using (places.Place.OpenContents(around))
        {
        }

        var through = kept.Min(backup => backup.Data!.Manifest!.TailNumber);
        var folder = tail ?? TailPlace.Of(places.Folder, around);
        using var act = ActOutbox.Begin(places.Folder, around, "tail-prune", string.Create(CultureInfo.InvariantCulture, $"through record {through}"));
        var deleted = TailLog.Forget(folder, StoreKeys.Read(places.Folder).Tail, through);
        act.Done();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, deleted, through });
        }
        else
        {
            around.Screen.Put(string.Create(CultureInfo.InvariantCulture, $"tail log: {deleted} segments deleted; every kept backup knows it up to record {through}"));
        }

        return ExitCode.Ok;
    }
}
