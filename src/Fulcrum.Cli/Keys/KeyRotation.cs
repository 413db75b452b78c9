using Fulcrum.Backups;
using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Postgres;
using Fulcrum.Sqlite;
using Fulcrum.Sqlite.Rights;

namespace Fulcrum.Cli.Keys;

/// <summary>Replaces keys, as far as each can be replaced.</summary>
internal static class KeyRotation
{
    /// <summary>Rotates one kind of key in its place.</summary>
    public static async Task<int> RotateAsync(string which, StorePlace store, TimeSpan overlap, bool json, Surroundings around, CancellationToken cancellation) => which switch
    {
        "kek" => await RotateKekAsync(store, json, around, cancellation),
        "tail" => RotateTail(store, around),
        "ledger" => RotateLedger(store, json, around),
        "rights" => RotateRights(store, around),
        _ => RotateAccess(which, store.Folder, overlap, json, around),
    };

    /// <summary>Stops a key.</summary>
    public static int Revoke(string id, StorePlace place, Surroundings around)
    {
        var store = place.Folder;
        var keys = AccessKeys.Find(store) ?? throw NoAccess(store);
        if (!keys.Keys.Any(key => key.Id == id))
        {
            throw new CommandFault(new Fault("key-not-found", $"No decide or admin key has the id {id}.", "List them: fulcrum keys list"), ExitCode.NotFound, store);
        }

        using var act = ActOutbox.Begin(store, around, "keys-revoke", id);
        keys.Revoke(id, around.Clock.GetUtcNow(), $"cli:{Environment.UserName}").Write(store);
        act.Done();
        around.Screen.Say($"{id} is revoked; a running server stops taking it within a second.");
        return ExitCode.Ok;
    }

    private static async Task<int> RotateKekAsync(StorePlace store, bool json, Surroundings around, CancellationToken cancellation)
    {
        _ = StoreKeys.Read(store.Folder);
        using var act = ActOutbox.Begin(store.Folder, around, "keys-rotate", "kek");
        var (generation, keys) = store.IsPostgres
            ? await PostgresStore.RotateKekAsync(store.ReadAddress(), store.KeyFolder, around.Random, PostgresStoreOptions.Default, cancellation)
            : KekRewrap.Run(store.Folder, around.Random);
        act.Done();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, generation, keys });
        }
        else
        {
            around.Screen.Put($"key-encryption key: generation {generation}; {keys} subject keys wrapped anew");
        }

        around.Screen.Say("Key backups and escrows made before open nothing any more: fulcrum backup create, then fulcrum keys export or escrow.");
        return ExitCode.Ok;
    }

    private static int RotateLedger(StorePlace store, bool json, Surroundings around)
    {
        using var act = ActOutbox.Begin(store.Folder, around, "keys-rotate", "ledger");
        var (key, signed) = LedgerKeyFile.Rotate(store.Folder, around.Random);
        act.Done();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, key = key.ToString(), signed });
        }
        else
        {
            around.Screen.Put($"ledger key  {key}");
        }

        around.Screen.Say(signed
            ? "The old key signed for the new one: whoever trusts it finds that at /v1/ledger/key. Heads signed before stay verifiable."
            : "There was no old key to sign for it: tell those who check the ledger by another way.");
        return ExitCode.Ok;
    }

    private static int RotateRights(StorePlace store, Surroundings around)
    {
        using var act = ActOutbox.Begin(store.Folder, around, "keys-rotate", "rights");
        RightsKeyFile.Rotate(store.Folder);
        act.Done();
        around.Screen.Say("Start the server again: it signs with the new key then, and publishes a certificate of its own until an authority's is put in place (fulcrum keys certificate).");
        return ExitCode.Ok;
    }

    private static int RotateTail(StorePlace store, Surroundings around)
    {
        using var held = store.IsPostgres ? null : SqliteStore.Hold(store.Folder);
        using var act = ActOutbox.Begin(store.Folder, around, "keys-rotate", "tail");
        var (key, log) = (Path.Combine(store.KeyFolder, "tail"), TailPlace.Of(store.Folder, around));
        var suffix = $".until-{around.Clock.GetUtcNow():yyyyMMddHHmmss}";
        if (Directory.Exists(log))
        {
            using var idle = TailLog.Hold(log);
            Directory.Move(log, log + suffix);
        }

        if (File.Exists(key))
        {
            File.Delete(key);
            File.Delete(key + ".check");
        }

        act.Done();
        around.Screen.Say($"A new key is made at the next start. The old log is in {log + suffix}, and its key is gone: backups made before now restore without it, so make one now.");
        return ExitCode.Ok;
    }

    private static int RotateAccess(string kind, string store, TimeSpan overlap, bool json, Surroundings around)
    {
        var keys = AccessKeys.Find(store) ?? throw NoAccess(store);
        var (rotated, fresh) = keys.Rotate(kind, around.Clock.GetUtcNow(), overlap, $"cli:{Environment.UserName}", around.Random);
        using var act = ActOutbox.Begin(store, around, "keys-rotate", kind);
        rotated.Write(store);
        act.Done();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, kind, key = fresh, oldUntil = (around.Now + overlap).ToString() });
        }
        else
        {
            around.Screen.Say($"A new key, shown this once; the old one works until {around.Now + overlap}:");
            around.Screen.Put($"{kind} key  {fresh}");
        }

        return ExitCode.Ok;
    }

    private static CommandFault NoAccess(string store) =>
        new(new Fault("access-missing", "This store has no decide and admin keys yet.", "Serve it once: fulcrum serve prints them."), ExitCode.NotFound, store);
}
