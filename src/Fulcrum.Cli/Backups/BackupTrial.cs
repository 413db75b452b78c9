using System.Globalization;
using Fulcrum.Backups;
using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger;
using Fulcrum.Rights;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Backups;

namespace Fulcrum.Cli.Backups;

/// <summary>A restore on trial: into a folder of its own, with every check there is, and gone again afterwards.</summary>
/// <param name="Id">Which backup.</param>
/// <param name="Sequence">The last journal row its manifest promises.</param>
/// <param name="Good">Whether everything held.</param>
/// <param name="Found">What was found, in one sentence.</param>
internal sealed record BackupTrial(string Id, long Sequence, bool Good, string Found)
{
    /// <summary>Tries a backup.</summary>
    /// <param name="shelf">Where it is.</param>
    /// <param name="id">Which; null for the newest.</param>
    /// <param name="storeFolder">Whose keys open it.</param>
    /// <param name="around">Clock and chance.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<BackupTrial> RunAsync(BackupShelf shelf, string? id, string storeFolder, Surroundings around, CancellationToken cancellation)
    {
        var scratch = Directory.CreateTempSubdirectory("fulcrum-verify-").FullName;
        try
        {
            var found = shelf.Find(id);
            var fault = await TryAsync(found, scratch, storeFolder, around, cancellation);
            return new BackupTrial(found.Data.Id, found.Data.Sequence, fault is null, fault ?? $"all {found.Data.Sequence} rows restored and opened, content as it was read out of the store, counts balance");
        }
        catch (BackupRefusedException refused) when (refused.IsMismatch)
        {
            return new BackupTrial(id ?? "newest", 0, false, refused.Fault.What);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<string?> TryAsync(FoundBackup found, string scratch, string storeFolder, Surroundings around, CancellationToken cancellation)
    {
        // Its own files, so that the backup's are only read.
        var (data, keys, trial) = (Path.Combine(scratch, "data"), Path.Combine(scratch, "keys"), Path.Combine(scratch, "store"));
        File.Copy(found.DataFile, data);
        File.Copy(found.KeysFile, keys);
        var engine = new SqliteBackups(trial);
        try
        {
            var content = engine.Examine(data, keys);
            if (content.DataChecksum != found.Data.Checksum || content.KeysChecksum != found.Keys.Checksum || content.Sequence != found.Data.Sequence)
            {
                return "the content of the copy is not what was read out of the store when it was made";
            }

            Directory.CreateDirectory(StoreKeys.FolderOf(trial));
            foreach (var secret in Directory.EnumerateFiles(StoreKeys.FolderOf(storeFolder)))
            {
                File.Copy(secret, Path.Combine(StoreKeys.FolderOf(trial), Path.GetFileName(secret)));
            }

            await engine.PutBackAsync(data, keys, around.Now, cancellation);
            await using var store = await SqliteStore.OpenAsync(trial, around.Clock, around.Random, SqliteStoreOptions.Default, cancellation);
            return Judge(await ContentCheck.ReadAsync(store, around.Random, cancellation), store.Journal.Head, found.Data.Sequence, store.DamagedRows)
                ?? await JudgeLedgerAsync(found, store, trial, around, cancellation);
        }
        catch (StoreUnavailableException damage)
        {
            return damage.Message;
        }
        catch (StoreStartException refusal)
        {
            return refusal.Fault.What;
        }
    }

    private static async Task<string?> JudgeLedgerAsync(FoundBackup found, SqliteStore store, string trial, Surroundings around, CancellationToken cancellation)
    {
        if (found.LedgerFile is not { } file)
        {
            return null;
        }

        LedgerArchive.PutBack(file, trial);
        var report = await LedgerAudit.RunAsync(store, LedgerKeyFile.Open(trial, around.Random), null, around.Clock, around.Random, cancellation);
        return report.IsWhole ? null : report.Faults[0].What;
    }

    private static string? Judge(ContentSummary summary, long head, long promised, int damaged) => summary switch
    {
        _ when head != promised => string.Create(CultureInfo.InvariantCulture, $"it ends at row {head}, and its manifest promises {promised}"),
        _ when damaged > 0 => string.Create(CultureInfo.InvariantCulture, $"{damaged} rows are too damaged to be indexed"),
        { Unreadable: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{summary.Unreadable} of {summary.Rows} rows do not open, the first is {summary.FirstUnreadable}"),
        { Keyless: > 0 } => string.Create(CultureInfo.InvariantCulture, $"{summary.Keyless} of {summary.Rows} rows have no key in the key backup"),
        { IsWhole: false } => string.Create(CultureInfo.InvariantCulture, $"{summary.Received} events were received and {summary.Balanced} are accounted for"),
        _ => null,
    };
}
