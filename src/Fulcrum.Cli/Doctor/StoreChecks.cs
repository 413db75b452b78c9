using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Consent.Ledger;
using Fulcrum.Postgres;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether the store opens, takes everything in, and holds what it should.</summary>
internal static class StoreChecks
{
    /// <summary>All of them, for an opened store.</summary>
    public static async Task<List<Check>> OfAsync(IStore store, StorePlace place, bool deep, Surroundings around, CancellationToken cancellation)
    {
        List<Check> checks =
        [
            Check.Good("store", $"opens and recovers; {store.Journal.Head} journal rows, {store.SubjectsMax} subjects"),
            Limited(store.Limited),
            .. OfEngine(store),
            await ClockAsync(store, place.Folder, around, cancellation),
            Answers(store.Tail),
        ];
        if (store.Tail is { } tail)
        {
            checks.Add(TailLog(tail.Damage, TailPlace.Of(place.Folder, around)));
        }

        checks.Add(await LedgerAsync(store, place, deep, around, cancellation));
        if (deep)
        {
            checks.AddRange(await LookDeepAsync(store, around, cancellation));
        }

        return checks;
    }

    /// <summary>Whether it takes everything in, or withdrawals and erasures alone.</summary>
    public static Check Limited(Fault? limited) => limited is null
        ? Check.Good("intake", "everything is taken in")
        : Check.Mend("intake", limited.What, limited.Remedy);

    /// <summary>Whether answers are relied on since a restore.</summary>
    public static Check Answers(ITailState? tail) => tail is { Staleness: { IsAny: true } stale }
        ? Check.Mend("answers", $"stale since the restore at {stale.Since}", "Replay the tail log: fulcrum backup replay-tail --tail FOLDER.")
        : Check.Good("answers", "none stale");

    /// <summary>Whether the log of noes is whole.</summary>
    public static Check TailLog(Fault? damage, string place) => damage is null
        ? Check.Good("tail log", place)
        : Check.Mend("tail log", damage.What, "Make a backup now: those made before need another copy of that log.");

    /// <summary>Damaged rows of the embedded store.</summary>
    public static Check DamagedRows(long damaged) => damaged == 0
        ? Check.Good("damaged rows", "0 in the tail")
        : Check.Mend("damaged rows", $"{damaged} in the tail", "Restore the store from a backup; until then the subjects concerned get contextual answers.");

    /// <summary>Whether a flipped bit would be noticed.</summary>
    public static Check Checksums(bool has) => has
        ? Check.Good("checksums", "every page carries one")
        : Check.Mend("checksums", "pages carry none: a flipped bit may go unnoticed", "Stop the server and run: pg_checksums --enable -D DATA");

    /// <summary>Erasures whose key's bytes are not gone from the key table yet.</summary>
    public static Check Erasures(int unfinished) => unfinished == 0
        ? Check.Good("erasures", "0 whose key's bytes are still in its table")
        : Check.Mend("erasures", $"{unfinished} whose key's bytes are still in its table", "End the dump or transaction that holds the key schema; the store goes on by itself.");

    private static IEnumerable<Check> OfEngine(IStore store) => store switch
    {
        SqliteStore sqlite => [DamagedRows(sqlite.DamagedRows)],
        PostgresStore postgres =>
        [
            Check.Good("server", $"PostgreSQL {postgres.ServerVersion / 10_000}.{postgres.ServerVersion % 10_000}, the primary; fsync, full_page_writes and synchronous_commit on"),
            Checksums(postgres.HasChecksums),
            Erasures(postgres.UnfinishedErasures),
        ],
        _ => [],
    };

    private static async Task<Check> ClockAsync(IStore store, string folder, Surroundings around, CancellationToken cancellation)
    {
        var clock = new SteadyClock(around.Clock);
        try
        {
            clock.Anchor(await NewestRow.FindAsync(store.Journal, cancellation), ClockConfirmation.Read(folder));
        }
        catch (StoreStartException refusal)
        {
            return Check.Mend("clock", refusal.Fault.What, refusal.Fault.Remedy);
        }

        return clock.Doubt is { } doubt ? Check.Mend("clock", doubt.What, doubt.Remedy) : Check.Good("clock", "agrees with the newest row");
    }

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
            ? Check.Good("ledger", $"all {report.Head.Size} entries chained, in the tree, and what their consents say")
            : Check.Mend("ledger", report.Faults[0].What, report.Faults[0].Remedy);
    }

    private static async Task<List<Check>> LookDeepAsync(IStore store, Surroundings around, CancellationToken cancellation)
    {
        var files = store is SqliteStore sqlite ? await sqlite.ScanFilesAsync(cancellation) : [];
        List<Check> checks = [.. files.Select(fault => Check.Mend("files", fault.What, fault.Remedy))];
        if (checks.Count == 0 && store is SqliteStore)
        {
            checks.Add(Check.Good("files", "every page of every file is whole"));
        }

        try
        {
            var rows = await SealScan.RunAsync(store, around.Random, cancellation);
            checks.Add(rows.Damaged == 0 ? Check.Good("rows", $"all {rows.Rows} rows open") : Check.Mend(
                "rows", $"{(store is SqliteStore ? "journal.db" : "journal")}: {rows.Damaged} of {rows.Rows} rows do not open: {string.Join(", ", rows.Named)}",
                "Restore the store from its last backup and the consent tail; until then the subjects concerned get contextual answers."));
        }
        catch (StoreUnavailableException fault)
        {
            checks.Add(Check.Mend("rows", fault.Message, "Restore the store from its last backup and the consent tail."));
        }

        return checks;
    }
}
