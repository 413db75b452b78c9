using System.CommandLine;
using System.Runtime.InteropServices;
using Fulcrum.Backups;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger;
using Fulcrum.Postgres;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum doctor</c>: is this machine and this store fit to serve?</summary>
internal static class DoctorCommand
{
    private const long FreeBytesMin = 1L << 30;

    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var port = Surroundings.Port("Port to check on 127.0.0.1.");
        var deep = new Option<bool>("--deep") { Description = "Read every file and open every row, too. Takes as long as reading the store." };
        var command = new Command("doctor", "Check this machine and a store, and say what to mend.") { around.Store, port, deep };
        command.SetAction(async (line, cancellation) =>
        {
            var checks = await ExamineAsync(line.GetRequiredValue(around.Store), line.GetValue(port), line.GetValue(deep), around, cancellation);
            Show(checks, line.GetValue(around.Json), around.Screen);
            return checks.All(check => check.IsGood) ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return command;
    }

    private static async Task<List<Check>> ExamineAsync(string named, int port, bool deep, Surroundings around, CancellationToken cancellation)
    {
        var place = StorePlace.Parse(named);
        var checks = new List<Check>
        {
            new("runtime", true, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors", ""),
            Try("port", () => RunningServer.CheckPort(port, "--port"), $"127.0.0.1:{port} is free"),
            Disk(place.Folder),
        };
        try
        {
            if (!await place.ExistsAsync(cancellation))
            {
                checks.Add(new Check("store", false, $"There is no store in {place}.", "Make one: fulcrum workspace apply samples/motors --store STORE"));
                return checks;
            }

            checks.Add(Try("access keys", () => CheckAccess(place.Folder), "kept as hashes, readable by their owner only"));
            await using var store = await place.OpenAsync(around, cancellation);
            var current = await store.Workspaces.CurrentAsync(cancellation);
            checks.Add(new Check("store", true, $"opens and recovers; {store.Journal.Head} journal rows, {store.SubjectsMax} subjects", ""));
            checks.AddRange(Of(store));
            checks.Add(await ClockAsync(store, place.Folder, around, cancellation));
            checks.Add(new Check("answers", store.Tail is not { Staleness.IsAny: true }, store.Tail is { Staleness: { IsAny: true } stale } ? $"stale since the restore at {stale.Since}" : "none stale", "Replay the tail log: fulcrum backup replay-tail --tail FOLDER."));
            if (store.Tail is { } tail)
            {
                checks.Add(new Check("tail log", tail.Damage is null, tail.Damage?.What ?? (TailPlace.SharesDisk(place.Folder, around) ? $"{TailPlace.Of(place.Folder, around)}, on the store's own disk: better on another (FULCRUM_TAIL)" : TailPlace.Of(place.Folder, around)), "Make a backup now: those made before need another copy of that log."));
            }

            checks.Add(await LedgerAsync(store, place, deep, around, cancellation));
            checks.Add(new Check("workspace", current is not null, current is null ? "none in force" : $"version {current.Version}, applied {current.At} by {current.By}", "Apply one: fulcrum workspace apply FOLDER"));
            if (deep)
            {
                checks.AddRange(await LookDeepAsync(store, around, cancellation));
            }
        }
        catch (StoreStartException refusal)
        {
            checks.Add(new Check("store", false, refusal.Fault.What, refusal.Fault.Remedy));
        }
        catch (CommandFault complaint)
        {
            checks.Add(new Check("store", false, complaint.Faults[0].Fault.What, complaint.Faults[0].Fault.Remedy));
        }

        checks.Add(Backup(BackupRecord.Read(place.Folder), around.Clock.GetUtcNow()));
        return checks;
    }

    private static async Task<Check> ClockAsync(IStore store, string folder, Surroundings around, CancellationToken cancellation)
    {
        var clock = new SteadyClock(around.Clock);
        try
        {
            clock.Anchor(await NewestRow.FindAsync(store.Journal, cancellation), ClockConfirmation.Read(folder));
        }
        catch (StoreStartException refusal)
        {
            return new Check("clock", false, refusal.Fault.What, refusal.Fault.Remedy);
        }

        return clock.Doubt is { } doubt ? new Check("clock", false, doubt.What, doubt.Remedy) : new Check("clock", true, "agrees with the newest row", "");
    }

    private static IEnumerable<Check> Of(IStore store) => store switch
    {
        SqliteStore sqlite => [new Check("damaged rows", sqlite.DamagedRows == 0, $"{sqlite.DamagedRows} in the tail", "Restore the store from a backup; until then the subjects concerned get contextual answers.")],
        PostgresStore postgres =>
        [
            new Check("server", true, $"PostgreSQL {postgres.ServerVersion / 10_000}.{postgres.ServerVersion % 10_000}, the primary; fsync, full_page_writes and synchronous_commit on", ""),
            new Check("checksums", postgres.HasChecksums, postgres.HasChecksums ? "every page carries one" : "pages carry none: a flipped bit may go unnoticed", "Stop the server and run: pg_checksums --enable -D DATA"),
            new Check("erasures", postgres.UnfinishedErasures == 0, $"{postgres.UnfinishedErasures} whose key's bytes are still in its table", "End the dump or transaction that holds the key schema; the store goes on by itself."),
        ],
        _ => [],
    };

    private static async Task<Check> LedgerAsync(IStore store, StorePlace place, bool deep, Surroundings around, CancellationToken cancellation)
    {
        var ledger = place.OpenLedger(around);
        if (!deep)
        {
            var (size, damage) = LedgerAudit.Look(store, ledger, around.Clock);
            return new Check("ledger", damage is null, damage?.What ?? $"{size} entries of {ledger.Keys.Origin}; the last of them chained as they should be", damage?.Remedy ?? "");
        }

        var report = await LedgerAudit.RunAsync(store, ledger, null, around.Clock, around.Random, cancellation);
        return report.IsWhole
            ? new Check("ledger", true, $"all {report.Head.Size} entries chained, in the tree, and what their consents say", "")
            : new Check("ledger", false, report.Faults[0].What, report.Faults[0].Remedy);
    }

    private static async Task<List<Check>> LookDeepAsync(IStore store, Surroundings around, CancellationToken cancellation)
    {
        var files = store is SqliteStore sqlite ? await sqlite.ScanFilesAsync(cancellation) : [];
        List<Check> checks = [.. files.Select(fault => new Check("files", false, fault.What, fault.Remedy))];
        if (checks.Count == 0 && store is SqliteStore)
        {
            checks.Add(new Check("files", true, "every page of every file is whole", ""));
        }

        try
        {
            var rows = await SealScan.RunAsync(store, around.Random, cancellation);
            checks.Add(new Check(
                "rows", rows.Damaged == 0,
                rows.Damaged == 0 ? $"all {rows.Rows} rows open" : $"{(store is SqliteStore ? "journal.db" : "journal")}: {rows.Damaged} of {rows.Rows} rows do not open: {string.Join(", ", rows.Named)}",
                "Restore the store from its last backup and the consent tail; until then the subjects concerned get contextual answers."));
        }
        catch (StoreUnavailableException fault)
        {
            checks.Add(new Check("rows", false, fault.Message, "Restore the store from its last backup and the consent tail."));
        }

        return checks;
    }

    private static Check Backup(BackupRecord record, DateTimeOffset now) => record.Verified switch
    {
        null => new Check("backup", true, record.Made is { } made ? $"made {made.At:yyyy-MM-dd HH:mm} UTC up to row {made.Sequence}, never verified: fulcrum backup verify" : "never made: fulcrum backup create", ""),
        { Good: false } bad => new Check("backup", false, $"{bad.Id}: {bad.Found}", "Make another and verify it: fulcrum backup create, fulcrum backup verify."),
        var good => new Check("backup", true, $"{good.Id} verified {(now - good.At).TotalHours:0} h ago, up to row {good.Sequence}", ""),
    };

    private static void CheckAccess(string folder)
    {
        var path = Path.Combine(folder, AccessKeys.FileName);
        if (AccessKeys.Find(folder) is not null && !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new CommandFault(new Fault("access-exposed", "The file with the hashes of the access keys is open to others.", $"Run: chmod 600 {path}"), where: path);
        }
    }

    private static Check Disk(string folder)
    {
        var free = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return new Check("disk", free >= FreeBytesMin, $"{free >> 20} MB free", "Make room: at least 1 GB should be free.");
    }

    private static Check Try(string name, Action act, string good)
    {
        try
        {
            act();
            return new Check(name, true, good, "");
        }
        catch (CommandFault complaint)
        {
            return new Check(name, false, complaint.Faults[0].Fault.What, complaint.Faults[0].Fault.Remedy);
        }
    }

    private static void Show(List<Check> checks, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(new { schema = 1, good = checks.All(check => check.IsGood), checks });
            return;
        }

        screen.PutTable(
            ["check", "", "found", "remedy"],
            checks.Select(check => (IReadOnlyList<string>)[check.Name, check.IsGood ? "ok" : "MEND", check.Found, check.IsGood ? "" : check.Remedy]));
    }

    private sealed record Check(string Name, bool IsGood, string Found, string Remedy);
}
