using System.Globalization;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Postgres;
using Fulcrum.Profiles;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Keys;

/// <summary><c>fulcrum keys rotate look-up --to</c>: a copy of a closed store in which every hash of an identifier is hashed again under a new key (decision 0017).</summary>
/// <remarks>The old store stays as it was. Killed anywhere, the new one is refused by everything but the same command, which goes on.</remarks>
internal static class LookUpRotation
{
    private const string Act = "keys-rotate";
    private const string Detail = "look-up";

    /// <summary>Rotates.</summary>
    /// <param name="from">The store whose key is to go; closed.</param>
    /// <param name="target">The store to make; null when none was named.</param>
    /// <param name="json">Whether a machine reads the answer.</param>
    /// <param name="around">Screen, clock and chance.</param>
    /// <param name="cancellation">Stops it; the same command goes on.</param>
    /// <exception cref="CommandFault">No target was named, it holds something else, or what was made is not what was read.</exception>
    public static async Task<int> RunAsync(StorePlace from, StorePlace? target, bool json, Surroundings around, CancellationToken cancellation)
    {
        if (target is not { } to)
        {
            throw new CommandFault(
                new Fault(
                    "look-up-needs-target",
                    "The look-up key is rotated by making a new store, and none is named: every hash of an identifier is made anew, and while that is half done nobody could be found, nor the erased kept out.",
                    $"Close the store and name an empty one: fulcrum keys rotate look-up --store {from} --to STORE"),
                ExitCode.Usage);
        }

        CopyMark.RequireNone(from.Folder);
        _ = StoreKeys.Read(from.Folder);
        using var held = await HoldAsync(from, cancellation);
        var run = new CopyRun(from, to, around);
        var source = from.OpenContents(around);
        using var turned = new TurnedContents(source, KeyFor(source, to, around));
        await run.RequireTargetAsync(turned.Secrets, cancellation);
        using var act = ActOutbox.IsNoted(to.Folder, Act, Detail) ? null : ActOutbox.Begin(to.Folder, around, Act, Detail);
        var (checksum, seconds) = await run.RunAsync(turned, cancellation);
        RequireTurned(source, to, around, cancellation);
        ActOutbox.Carry(from.Folder, to.Folder);
        run.Finish();
        act?.Done();
        Tell(from, to, turned, seconds, checksum, json, around);
        return ExitCode.Ok;
    }

    private static void Tell(StorePlace from, StorePlace to, TurnedContents turned, double seconds, string checksum, bool json, Surroundings around)
    {
        var generation = turned.Secrets.LookUpGeneration;
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, generation, rows = turned.Head, seconds, checksum });
        }
        else
        {
            around.Screen.Put(string.Create(
                CultureInfo.InvariantCulture, $"look-up key: generation {generation}; {turned.Head} journal rows and everything else of {from} are in {to}. Checksum: {checksum}"));
        }

        around.Screen.Say($"Serve {to} from now on and nothing else. Escrow its keys, make a backup of it, then delete {from}, its tail log and its backups: in them the old key still tells who is there.");
    }

    // Whoever wrote meanwhile would write what is in no copy.
    private static async Task<IDisposable> HoldAsync(StorePlace from, CancellationToken cancellation) => from.IsPostgres
        ? await PostgresStore.HoldAsync(from.ReadAddress(), PostgresStoreOptions.Default, cancellation)
        : SqliteStore.Hold(from.Folder);

    // A run that was stopped goes on under the key it began with.
    private static LaterLookUp KeyFor(IStoreContents source, StorePlace to, Surroundings around)
    {
        var file = Path.Combine(to.KeyFolder, LaterLookUp.NameOf(source.Secrets.LookUpGeneration + 1));
        if (CopyMark.IsSet(to.Folder) && File.Exists(file) && File.ReadAllBytes(file) is { Length: LaterLookUp.Length } begun)
        {
            return LaterLookUp.Read(begun);
        }

        var key = new byte[LaterLookUp.KeyLength];
        around.Random.Fill(key);
        return new LaterLookUp(key, source.Head + 1);
    }

    private static void RequireTurned(IStoreContents source, StorePlace to, Surroundings around, CancellationToken cancellation)
    {
        using var made = to.OpenContents(around);
        Fault[] left = [.. OldHashes.Find(source, made, cancellation).Take(20).Select(place => new Fault(
            "look-up-hash-left", $"A hash under the old look-up key is left in {place} of the new store.", "Go on with the old store, which is as it was, and report this: it is a mistake of the program."))];
        if (left.Length > 0)
        {
            throw new CommandFault([.. left.Select(fault => new PlacedFault(to.ToString(), fault))], ExitCode.VerificationFailed);
        }
    }
}
