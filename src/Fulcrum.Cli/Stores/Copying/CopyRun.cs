using Fulcrum.Backups.Ledger;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.Ledger;
using Fulcrum.Profiles;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary>Makes a store out of the contents of another: marked as unfinished first, compared as a whole, and only then a store.</summary>
/// <remarks>Killed anywhere, the source is as it was and the target is refused by everything but the same run again.</remarks>
internal sealed class CopyRun
{
    private static readonly string[] FilesBeside = [AccessKeys.FileName, "this-is-a-demo"];

    private readonly StorePlace _from;
    private readonly StorePlace _to;
    private readonly Surroundings _around;
    private readonly LedgerMoment? _ledger;

    /// <summary>Looks at the source's ledger: before its rows are looked at, so that no entry is copied whose row is not.</summary>
    /// <param name="from">Whose files beside the contents are taken along.</param>
    /// <param name="to">The store to make.</param>
    /// <param name="around">Screen, clock and chance.</param>
    public CopyRun(StorePlace from, StorePlace to, Surroundings around) => (_from, _to, _around, _ledger) = (from, to, around, LedgerArchive.Look(from.Folder));

    /// <summary>Refuses a target that is anything but empty, or the same run that was stopped.</summary>
    /// <param name="secrets">Those the target is to have.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CommandFault">It holds something else.</exception>
    public async Task RequireTargetAsync(StoreSecrets secrets, CancellationToken cancellation)
    {
        if (Path.GetFullPath(_from.Folder) == Path.GetFullPath(_to.Folder))
        {
            throw new CommandFault(new Fault("store-copy-same", "Source and target share one folder.", "Give the target a folder of its own: keys and access hashes go there."), ExitCode.Conflict, _to.Folder);
        }

        if (!CopyMark.IsOf(_to.Folder, secrets) && (CopyMark.IsSet(_to.Folder) || Directory.Exists(Path.Combine(_to.Folder, "keys")) || await _to.ExistsAsync(cancellation)))
        {
            throw new CommandFault(
                new Fault("store-copy-target", "The target holds a store already, or half a copy of another one.", "Name an empty one: a new folder, and for PostgreSQL a new database or Search Path."), ExitCode.Conflict, _to.ToString());
        }
    }

    /// <summary>Copies and compares; the target stays marked as unfinished until <see cref="Finish"/>.</summary>
    /// <param name="source">What the target is to hold, secrets included.</param>
    /// <param name="cancellation">Stops it; the same run goes on.</param>
    /// <returns>The checksum of both, and how long the copying took.</returns>
    /// <exception cref="CommandFault">Source and target differ; the fault names where.</exception>
    public async Task<(string Checksum, double Seconds)> RunAsync(IStoreContents source, CancellationToken cancellation)
    {
        Prepare(source.Secrets);
        var started = _around.Clock.GetTimestamp();
        await using (var target = await _to.OpenAsync(_around, cancellation))
        {
            await _around.Screen.RunStepAsync("1/2 Copying", progress => CopyAsync(source, target, progress, cancellation));
        }

        var seconds = _around.Clock.GetElapsedTime(started).TotalSeconds;
        var checksum = "";
        await _around.Screen.RunStepAsync("2/2 Comparing", progress => Task.FromResult(checksum = Compare(source, progress, cancellation)));
        CopyBeside(_from.Folder, _to.Folder);
        CopyLedger(source.Secrets.NewestLookUp);
        return (checksum, seconds);
    }

    /// <summary>Says that the target is whole: from here on it is a store.</summary>
    public void Finish() => CopyMark.Remove(_to.Folder);

    // First the mark: a folder with keys and without it would be taken for a store.
    private void Prepare(StoreSecrets secrets)
    {
        CopyMark.Set(_to.Folder, secrets);
        var keys = Directory.CreateDirectory(Path.Combine(_to.Folder, "keys"));
        if (!OperatingSystem.IsWindows())
        {
            keys.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        // The tail log's key stays behind: the new place begins a log of its own.
        foreach (var retired in secrets.Retired.Append(new RetiredKek(secrets.KekGeneration, secrets.Kek)))
        {
            PrivateFile.Write(Path.Combine(keys.FullName, StoreKeys.KekName(retired.Generation)), retired.Kek.Span);
        }

        PrivateFile.Write(Path.Combine(keys.FullName, LaterLookUp.NameOf(1)), secrets.LookUp.Span);
        foreach (var (index, later) in secrets.LaterLookUps.Index())
        {
            PrivateFile.Write(Path.Combine(keys.FullName, LaterLookUp.NameOf(index + 2)), later.ToBytes());
        }

        if (!secrets.Rows.IsEmpty)
        {
            PrivateFile.Write(Path.Combine(keys.FullName, "rows"), secrets.Rows.Span);
        }
    }

    private async Task<string> CopyAsync(IStoreContents source, IStore target, StepProgress progress, CancellationToken cancellation)
    {
        var (first, started) = (target.Journal.Head, _around.Clock.GetTimestamp());
        await new StoreCopy(source, target, at => progress.Show(at.All == 0 ? 0 : (double)at.Reached / at.All, () => Describe(at))).RunAsync(cancellation);
        return $"{source.Head - first} journal rows, {Rate(source.Head - first):0} a second";

        double Rate(long rows) => rows / Math.Max(_around.Clock.GetElapsedTime(started).TotalSeconds, 0.001);

        string Describe(CopyProgress at)
        {
            var rate = Rate(at.Reached - first);
            return at.All == 0
                ? $"{at.What} up to subject {at.Reached}"
                : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.What} {at.Reached} of {at.All}, {rate:0} a second, {(at.All - at.Reached) / Math.Max(rate, 1):0} s to go");
        }
    }

    private string Compare(IStoreContents source, StepProgress progress, CancellationToken cancellation)
    {
        using var target = _to.OpenContents(_around);
        var all = Math.Max(1, 2 * source.Head);
        var expected = ContentsChecksum.Of(source, rows => progress.Show((double)rows / all, () => $"read {rows} rows of the source"), cancellation);
        var found = ContentsChecksum.Of(target, rows => progress.Show((double)(source.Head + rows) / all, () => $"read {rows} rows of the target"), cancellation);
        Fault[] differences = [.. expected.Differences(found).Take(20).Select(difference => new Fault(
            "store-copy-differs", $"Source and target differ: {difference}.", "Empty the target and copy again; when the source was changed meanwhile (an erasure, a sweep), stop its server first."))];
        return differences.Length == 0
            ? expected.Text
            : throw new CommandFault([.. differences.Select(difference => new PlacedFault(_to.ToString(), difference))], ExitCode.VerificationFailed);
    }

    // Under the newest look-up key of the target, which a rotation makes another than the source's.
    private void CopyLedger(ReadOnlyMemory<byte> lookUpKey)
    {
        if (_ledger is null)
        {
            return;
        }

        var (from, to) = (_from.Folder, _to.Folder);
        var (passing, before) = (Path.Combine(to, "ledger.tar"), StoreKeys.Read(from).Secrets.NewestLookUp);
        LedgerArchive.Write(_ledger, passing);
        LedgerArchive.PutBack(passing, to, files =>
        {
            if (!before.Span.SequenceEqual(lookUpKey.Span))
            {
                LedgerTurn.Run(files, before.Span, lookUpKey.Span);
            }
        });
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
