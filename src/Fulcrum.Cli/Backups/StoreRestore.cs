using Fulcrum.Backups;
using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Backups;

/// <summary>Takes a tail log into a restored store, so that what was withdrawn and erased since the backup is so again.</summary>
internal static class StoreRestore
{
    /// <summary>Puts a backup in place of a store that is not there, its consent ledger too, which declares it at the next start.</summary>
    /// <returns>Whether a ledger that was there goes on; false when it is the backup's.</returns>
    public static async Task<bool> PutBackAsync(FoundBackup found, IBackupEngine engine, string folder, Instant now, CancellationToken cancellation)
    {
        await engine.PutBackAsync(found.DataFile, found.KeysFile, now, cancellation);
        var goesOn = found.LedgerFile is not { } ledger || LedgerArchive.PutBack(ledger, folder);
        LedgerArchive.DeclareRestore(folder, found.Data.Sequence);
        return goesOn;
    }

    /// <summary>Replays a tail log; the store is closed before and after.</summary>
    /// <param name="store">The restored store, as the command line names it.</param>
    /// <param name="tailFolder">The log of the store the backup was made of.</param>
    /// <param name="around">Clock and chance.</param>
    /// <param name="cancellation">Stops between two records; replaying again is safe.</param>
    public static async Task<ReplayedTail> ReplayAsync(string store, string tailFolder, Surroundings around, CancellationToken cancellation)
    {
        await using var opened = await OpenStore.OpenAsync(store, around, cancellation);
        if (opened.Core.Store.Tail is not { Staleness.IsAny: true } tail)
        {
            throw new CommandFault(
                new Fault("nothing-stale", "This store is whole: no restore left anything stale in it.", "Nothing is to be done."), ExitCode.Conflict, store);
        }

        var stretch = TailLog.Read(tailFolder, StoreKeys.Read(opened.Folder).Tail, tail.StaleFrom);
        var outcome = await opened.Core.ReplayTailAsync(stretch.Records, stretch.Fault is null, cancellation);
        return new ReplayedTail(outcome, stretch.Records.Count, stretch.Fault);
    }
}

/// <summary>What a replay did.</summary>
/// <param name="Outcome">What it changed.</param>
/// <param name="Records">How many records it read.</param>
/// <param name="Fault">Why the log cannot be believed whole; null when it was.</param>
internal sealed record ReplayedTail(TailOutcome Outcome, int Records, Fault? Fault)
{
    /// <summary>Whether nothing is stale any more.</summary>
    public bool IsWhole => Fault is null && Outcome.Unreadable == 0;
}
