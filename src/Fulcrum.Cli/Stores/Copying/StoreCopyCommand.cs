using System.CommandLine;
using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary><c>fulcrum store copy</c>: moves a company from one kind of store to the other, either way, and proves that nothing is missing.</summary>
internal static class StoreCopyCommand
{
    private static readonly string[] FilesBeside = [AccessKeys.FileName, "this-is-a-demo"];

    /// <summary>Makes <c>fulcrum store</c> with what is under it.</summary>
    public static Command Make(Surroundings around)
    {
        var from = new Option<string>("--from") { Description = "The store to read: a folder or postgres:FOLDER. A server may go on running over it; what it writes meanwhile is not in the copy.", HelpName = "STORE", Required = true };
        var to = new Option<string>("--to") { Description = "The store to make: a folder or postgres:FOLDER, empty or of the same copy that was stopped.", HelpName = "STORE", Required = true };
        var copy = new Command("copy", "Copy everything a store keeps into another, and compare both by a logical checksum.") { from, to };
        copy.SetAction((line, cancellation) => RunAsync(
            StorePlace.Parse(line.GetRequiredValue(from)), StorePlace.Parse(line.GetRequiredValue(to)), line.GetValue(around.Json), around, cancellation));
        return new Command("store", "Work on a whole store.") { copy };
    }

    private static async Task<int> RunAsync(StorePlace from, StorePlace to, bool json, Surroundings around, CancellationToken cancellation)
    {
        CopyMark.RequireNone(from.Folder);

        // Before the rows are looked at, so that no entry is copied whose row is not.
        var ledger = LedgerArchive.Look(from.Folder);
        using var source = from.OpenContents(around);
        await PrepareAsync(from, to, source, cancellation);
        var started = around.Clock.GetTimestamp();
        await using (var target = await to.OpenAsync(around, cancellation))
        {
            await around.Screen.RunStepAsync("1/2 Copying", progress => CopyAsync(source, target, progress, around, cancellation));
        }

        var seconds = around.Clock.GetElapsedTime(started).TotalSeconds;
        var checksum = "";
        await around.Screen.RunStepAsync("2/2 Comparing", progress => Task.FromResult(checksum = Compare(source, to, progress, around, cancellation)));
        CopyBeside(from.Folder, to.Folder);
        CopyLedger(ledger, from.Folder, to.Folder);
        CopyMark.Remove(to.Folder);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, rows = source.Head, seconds, checksum });
        }
        else
        {
            around.Screen.Put($"{source.Head} journal rows and everything else of {from} are in {to}. Checksum of both: {checksum}");
        }

        return ExitCode.Ok;
    }

    private static async Task PrepareAsync(StorePlace from, StorePlace to, IStoreContents source, CancellationToken cancellation)
    {
        if (Path.GetFullPath(from.Folder) == Path.GetFullPath(to.Folder))
        {
            throw new CommandFault(new Fault("store-copy-same", "Source and target share one folder.", "Give the target a folder of its own: keys and access hashes go there."), ExitCode.Conflict, to.Folder);
        }

        if (!CopyMark.IsOf(to.Folder, source.Secrets) && (CopyMark.IsSet(to.Folder) || Directory.Exists(Path.Combine(to.Folder, "keys")) || await to.ExistsAsync(cancellation)))
        {
            throw new CommandFault(
                new Fault("store-copy-target", "The target holds a store already, or half a copy of another one.", "Name an empty one: a new folder, and for PostgreSQL a new database or Search Path."), ExitCode.Conflict, to.ToString());
        }

        // First the mark: a folder with keys and without it would be taken for a store.
        CopyMark.Set(to.Folder, source.Secrets);
        var keys = Directory.CreateDirectory(Path.Combine(to.Folder, "keys"));
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        // The tail log's key stays behind: the new place begins a log of its own.
        foreach (var retired in source.Secrets.Retired.Append(new RetiredKek(source.Secrets.KekGeneration, source.Secrets.Kek)))
        {
            PrivateFile.Write(Path.Combine(keys.FullName, StoreKeys.KekName(retired.Generation)), retired.Kek.Span);
        }

        PrivateFile.Write(Path.Combine(keys.FullName, "look-up"), source.Secrets.LookUp.Span);
        if (!source.Secrets.Rows.IsEmpty)
        {
            PrivateFile.Write(Path.Combine(keys.FullName, "rows"), source.Secrets.Rows.Span);
        }
    }

    private static async Task<string> CopyAsync(IStoreContents source, IStore target, StepProgress progress, Surroundings around, CancellationToken cancellation)
    {
        var (first, started) = (target.Journal.Head, around.Clock.GetTimestamp());
        await new StoreCopy(source, target, at => progress.Show(at.All == 0 ? 0 : (double)at.Reached / at.All, () => Describe(at))).RunAsync(cancellation);
        return $"{source.Head - first} journal rows, {Rate(source.Head - first):0} a second";

        double Rate(long rows) => rows / Math.Max(around.Clock.GetElapsedTime(started).TotalSeconds, 0.001);

        string Describe(CopyProgress at)
        {
            var rate = Rate(at.Reached - first);
            return at.All == 0
                ? $"{at.What} up to subject {at.Reached}"
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.What} {at.Reached} of {at.All}, {rate:0} a second, {(at.All - at.Reached) / Math.Max(rate, 1):0} s to go");
        }
    }

    private static string Compare(IStoreContents source, StorePlace to, StepProgress progress, Surroundings around, CancellationToken cancellation)
    {
        using var target = to.OpenContents(around);
        var all = Math.Max(1, 2 * source.Head);
        var expected = ContentsChecksum.Of(source, rows => progress.Show((double)rows / all, () => $"read {rows} rows of the source"), cancellation);
        var found = ContentsChecksum.Of(target, rows => progress.Show((double)(source.Head + rows) / all, () => $"read {rows} rows of the target"), cancellation);
        Fault[] differences = [.. expected.Differences(found).Take(20).Select(difference => new Fault(
            "store-copy-differs", $"Source and target differ: {difference}.", "Empty the target and copy again; when the source was changed meanwhile (an erasure, a sweep), stop its server first."))];
        return differences.Length == 0
            ? expected.Text
            : throw new CommandFault([.. differences.Select(difference => new PlacedFault(to.ToString(), difference))], ExitCode.VerificationFailed);
    }

    private static void CopyLedger(LedgerMoment? ledger, string from, string to)
    {
        if (ledger is null)
        {
            return;
        }

        var passing = Path.Combine(to, "ledger.tar");
        LedgerArchive.Write(ledger, passing);
        LedgerArchive.PutBack(passing, to);
        File.Delete(passing);
        foreach (var name in new[] { LedgerKeyFile.Name, $"{LedgerKeyFile.Name}.check" })
        {
            PrivateFile.Write(Path.Combine(to, "keys", name), File.ReadAllBytes(Path.Combine(from, "keys", name)));
        }
    }

    // So that the keys clients have, and imports half done, go on at the new place.
    private static void CopyBeside(string from, string to)
    {
        foreach (var name in FilesBeside.Concat(
            Directory.Exists(Path.Combine(from, "imports")) ? Directory.EnumerateFiles(Path.Combine(from, "imports"), "*.json").Select(path => Path.Combine("imports", Path.GetFileName(path))) : []))
        {
            var path = Path.Combine(from, name);
            if (File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
                PrivateFile.Write(Path.Combine(to, name), File.ReadAllBytes(path));
            }
        }
    }
}
