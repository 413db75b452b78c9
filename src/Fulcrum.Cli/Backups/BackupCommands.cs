using System.CommandLine;
using System.Globalization;
using Fulcrum.Backups;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Rights;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Backups;

namespace Fulcrum.Cli.Backups;

/// <summary><c>fulcrum backup create | verify | restore | replay-tail | prune-tail | list</c>.</summary>
internal static class BackupCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var to = new Option<string>("--to") { Description = "Folder data backups are kept in.", Required = true, HelpName = "FOLDER" };
        var keysTo = new Option<string>("--keys-to")
        {
            Description = "Folder key backups are kept in, apart from the data; what is older than 7 days is deleted there.", Required = true, HelpName = "FOLDER",
        };
        var id = new Option<string?>("--id") { Description = "Which backup (default: the newest).", HelpName = "ID" };
        var tail = new Option<string?>("--tail") { Description = "Folder of the tail log (default: $FULCRUM_TAIL, else FOLDER-tail beside the store).", HelpName = "FOLDER" };

        var create = new Command("create", "Copy a store, open or closed, as it stands at one moment.") { around.Store, to, keysTo };
        create.SetAction((line, cancellation) => CreateAsync(Places(line, around, to, keysTo), line.GetValue(around.Json), around, cancellation));

        var verify = new Command("verify", "Restore a backup into a scratch folder and check everything in it.") { around.Store, to, keysTo, id };
        verify.SetAction((line, cancellation) => VerifyAsync(
            Places(line, around, to, keysTo), line.GetValue(id), line.GetValue(around.Json), around, cancellation));

        var restore = new Command("restore", "Put a backup in place, and take in what was withdrawn and erased since.") { around.Store, to, keysTo, id, tail };
        restore.SetAction((line, cancellation) => RestoreAsync(
            Places(line, around, to, keysTo), line.GetValue(id), line.GetValue(tail), line.GetValue(around.Json), around, cancellation));

        var replay = new Command("replay-tail", "Take a tail log that was missing into a restored store.") { around.Store, tail };
        replay.SetAction((line, cancellation) => ReplayAsync(
            line.GetRequiredValue(around.Store), line.GetValue(tail), line.GetValue(around.Json), around, cancellation));

        var prune = new Command("prune-tail", "Delete what no kept backup needs of the tail log.") { around.Store, to, keysTo, tail };
        prune.SetAction(line => TailPruning.Run(Places(line, around, to, keysTo), line.GetValue(tail), line.GetValue(around.Json), around));

        var list = new Command("list", "List the backups there are.") { around.Store, to, keysTo };
        list.SetAction(line => List(Places(line, around, to, keysTo), line.GetValue(around.Json), around));
        return new Command("backup", "Make, check and restore backups.") { create, verify, restore, replay, prune, list };
    }

    private static BackupPlaces Places(ParseResult line, Surroundings around, Option<string> to, Option<string> keysTo) =>
        new(line.GetRequiredValue(around.Store), line.GetRequiredValue(to), line.GetRequiredValue(keysTo));

    private static async Task<int> CreateAsync(BackupPlaces places, bool json, Surroundings around, CancellationToken cancellation)
    {
        await places.RequireStoreAsync(cancellation);
        using var act = ActOutbox.Begin(places.Folder, around, "backup-create", $"to {Path.GetFullPath(places.To)}");
        BackupManifest? made = null;
        await around.Screen.RunStepAsync("Copying", async progress =>
        {
            made = await places.Shelf(around).CreateAsync(
                places.Engine(around), places.Folder, share => progress.Show(share, () => string.Create(CultureInfo.InvariantCulture, $"{share:P0}")), cancellation);
            return $"{made.Bytes >> 10} KB";
        });
        act.Done();
        var record = BackupRecord.Read(places.Folder);
        (record with { Made = new MadeBackup(made!.Id, made.At, made.Sequence, Path.GetFullPath(places.To), Path.GetFullPath(places.KeysTo)) }).Write(places.Folder);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, made.Id, made.At, made.Sequence, made.Bytes, made.TailNumber });
        }
        else
        {
            around.Screen.Put($"backup {made.Id}: every row up to {made.Sequence}");
            around.Screen.Say("The store's own keys are in no backup: fulcrum keys escrow.");
        }

        if (!places.Place.IsPostgres && TailPlace.SharesDisk(places.Folder, around))
        {
            around.Screen.Say($"The tail log in {TailPlace.Of(places.Folder, around)} is on the store's own disk: what takes the one takes the other. Set FULCRUM_TAIL to a folder on another.");
        }

        return ExitCode.Ok;
    }

    private static async Task<int> VerifyAsync(BackupPlaces places, string? id, bool json, Surroundings around, CancellationToken cancellation)
    {
        BackupTrial? trial = null;
        await around.Screen.RunStepAsync("Restoring on trial", async _ =>
        {
            trial = await BackupTrial.RunAsync(places.Shelf(around), id, places.Folder, around, cancellation);
            return trial.Found;
        });
        var record = BackupRecord.Read(places.Folder);
        (record with { Verified = new VerifiedBackup(trial!.Id, around.Clock.GetUtcNow(), trial.Sequence, trial.Good, trial.Found) }).Write(places.Folder);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, trial.Id, trial.Sequence, trial.Good, trial.Found });
        }
        else
        {
            around.Screen.Put($"backup {trial.Id}: {(trial.Good ? "good" : "NOT GOOD")}; {trial.Found}");
        }

        return trial.Good ? ExitCode.Ok : ExitCode.VerificationFailed;
    }

    private static async Task<int> RestoreAsync(
        BackupPlaces places, string? id, string? tail, bool json, Surroundings around, CancellationToken cancellation)
    {
        var found = places.Shelf(around).Find(id);
        using var act = ActOutbox.Begin(places.Folder, around, "backup-restore", found.Data.Id);
        await around.Screen.RunStepAsync("Restoring", async _ =>
        {
            if (!await StoreRestore.PutBackAsync(found, places.Engine(around), places.Folder, around.Now, cancellation))
            {
                around.Screen.Say("The consent ledger is the backup's: whoever holds a later head will see it forked. Where the lost store's folder \"ledger\" is left, put it in the store's folder and restore again: then it goes on.");
            }

            return $"every row up to {found.Data.Sequence}";
        });

        act.Done();

        // A backup's newest row may be old, and whoever restores it has the clock before their eyes.
        ClockConfirmation.Write(places.Folder, around.Clock.GetUtcNow());
        return await ReplayAsync(places.Store, tail, json, around, cancellation);
    }

    private static async Task<int> ReplayAsync(string store, string? tail, bool json, Surroundings around, CancellationToken cancellation)
    {
        var replayed = await StoreRestore.ReplayAsync(store, tail ?? TailPlace.Of(StorePlace.Parse(store).Folder, around), around, cancellation);
        var (withdrawn, erased, known, unreadable) = replayed.Outcome;
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, records = replayed.Records, withdrawn, erased, known, unreadable, whole = replayed.IsWhole, fault = replayed.Fault });
        }
        else
        {
            around.Screen.Put($"tail log: {replayed.Records} records; withdrawn again {withdrawn}, erased again {erased}, known already {known}");
        }

        if (replayed.IsWhole)
        {
            return ExitCode.Ok;
        }

        around.Screen.Say(replayed.Fault is { } fault ? $"{fault.What} {fault.Remedy}" : $"{unreadable} records concern subjects whose profile cannot be opened; repair it and replay again.");
        around.Screen.Say("Until then nobody is personalized by what they agreed to before the restore: answers are contextual, reason consent-stale.");
        return ExitCode.VerificationFailed;
    }

    private static int List(BackupPlaces places, bool json, Surroundings around)
    {
        var backups = places.Shelf(around).List();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, backups });
            return ExitCode.Ok;
        }

        around.Screen.PutTable(
            ["backup", "rows up to", "MB", "data", "keys"],
            backups.Select(backup => (IReadOnlyList<string>)
            [
                backup.Id, $"{backup.Data?.Manifest?.Sequence}", $"{(backup.Data?.Manifest?.Bytes ?? 0) >> 20}", Say(backup.Data), Say(backup.Keys),
            ]));
        return ExitCode.Ok;

        static string Say(BackupHalf? half) => half is null ? "gone" : half.Fault?.Code ?? "there";
    }
}

/// <summary>A store and the two places its backups are kept in.</summary>
internal sealed record BackupPlaces(string Store, string To, string KeysTo)
{
    /// <summary>What the store's name says.</summary>
    public StorePlace Place => StorePlace.Parse(Store);

    /// <summary>The store's folder, with its own keys.</summary>
    public string Folder => Place.Folder;

    /// <summary>What copies this kind of store, and puts a copy in its place.</summary>
    public IBackupEngine Engine(Surroundings around) => Place.IsPostgres ? new PostgresBackups(Place, around) : new SqliteBackups(Folder);

    /// <summary>The shelf of the two places, under the store's keys.</summary>
    public BackupShelf Shelf(Surroundings around) => new(To, KeysTo, StoreKeys.Read(Folder).Secrets.NewestLookUp, around.Clock);

    /// <summary>Says so when there is no store.</summary>
    /// <exception cref="CommandFault">There is none.</exception>
    public async Task RequireStoreAsync(CancellationToken cancellation)
    {
        CopyMark.RequireNone(Folder);
        if (!await Place.ExistsAsync(cancellation))
        {
            throw new CommandFault(
                new Fault("store-missing", "There is no store here.", $"Name it with --store, or make one: fulcrum workspace apply samples/motors --store {Store}"), ExitCode.NotFound, Store);
        }
    }
}
