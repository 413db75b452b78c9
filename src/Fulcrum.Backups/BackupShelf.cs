using System.Globalization;
using Fulcrum.Backups.Ledger;
using Fulcrum.Rights;

namespace Fulcrum.Backups;

/// <summary>The two places backups are kept in: one for data, and another for keys, where nothing stays longer than seven days.</summary>
/// <remarks>
/// A key backup that outlives an erasure would bring the erased back, so its age is bounded here and not by advice: whoever
/// makes, lists, verifies or serves deletes what is older, and a restore refuses it.
/// </remarks>
public sealed class BackupShelf
{
    /// <summary>How long wrapped subject keys may be kept in a backup; until then a destroyed key may linger in one.</summary>
    public static readonly TimeSpan KeyAgeMax = ErasureOutcome.KeyBackupAgeMax;

    private readonly ReadOnlyMemory<byte> _lookUpKey;
    private readonly TimeProvider _clock;

    /// <summary>Two folders.</summary>
    /// <param name="data">For data.</param>
    /// <param name="keys">For keys; not the same, nor inside one another.</param>
    /// <param name="lookUpKey">The store's; manifests are authenticated under a key that follows from it.</param>
    /// <param name="clock">Tells ages.</param>
    /// <exception cref="BackupRefusedException">The folders are not apart.</exception>
    public BackupShelf(string data, string keys, ReadOnlyMemory<byte> lookUpKey, TimeProvider clock)
    {
        (Data, Keys, _lookUpKey, _clock) = (Path.GetFullPath(data), Path.GetFullPath(keys), lookUpKey, clock);
        if (Inside(Data, Keys) || Inside(Keys, Data))
        {
            throw new BackupRefusedException(new Fault(
                "backup-places", "Data and keys would lie in one place: whoever keeps that place keeps erased subjects readable.", "Name two folders, best on two disks: --to FOLDER --keys-to FOLDER."));
        }
    }

    /// <summary>Where data is.</summary>
    public string Data { get; }

    /// <summary>Where keys are.</summary>
    public string Keys { get; }

    /// <summary>Makes a backup of both halves.</summary>
    /// <param name="engine">Copies the store.</param>
    /// <param name="storeFolder">The store's folder, whose consent ledger goes with the data; null for none.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Stops it; what was begun is no backup.</param>
    public async Task<BackupManifest> CreateAsync(IBackupEngine engine, string? storeFolder, Action<double> progress, CancellationToken cancellation)
    {
        DeleteOldKeys(Keys, _clock);
        var at = _clock.GetUtcNow();
        var name = at.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var (data, keys) = (Begin(Data, name), Begin(Keys, name));
        var content = await engine.CopyAsync(BackupManifest.ContentIn(data), BackupManifest.ContentIn(keys), progress, cancellation);
        var id = string.Create(CultureInfo.InvariantCulture, $"{name}-{content.Sequence}");

        // After the rows: so the ledger's copy has an entry for every consent among them, and perhaps a few more.
        if (storeFolder is not null && LedgerArchive.Look(storeFolder) is { } moment)
        {
            LedgerArchive.Write(moment, BackupManifest.LedgerIn(data));
        }

        // The keys first: data in place without keys would look like a backup and be none.
        Finish(keys, Keys, Describe(BackupManifest.Keys, keys, content.KeysChecksum));
        var manifest = Describe(BackupManifest.Data, data, content.DataChecksum);
        Finish(data, Data, manifest);
        return manifest;

        BackupManifest Describe(string kind, string folder, string checksum)
        {
            var (file, ledger) = (BackupManifest.ContentIn(folder), BackupManifest.LedgerIn(folder));
            var hasLedger = File.Exists(ledger);
            return new BackupManifest(
                id, kind, engine.Name, at.ToUnixTimeMilliseconds(), content.Sequence, content.Layout, content.Tail.Number,
                Convert.ToHexStringLower(content.Tail.Chain.Span), checksum, new FileInfo(file).Length, BackupManifest.HashOf(file))
            {
                LedgerBytes = hasLedger ? new FileInfo(ledger).Length : 0,
                LedgerSha256 = hasLedger ? BackupManifest.HashOf(ledger) : "",
            };
        }
    }

    /// <summary>What there is, newest first. A half that cannot be believed is listed with its fault.</summary>
    public IReadOnlyList<ShelvedBackup> List()
    {
        DeleteOldKeys(Keys, _clock);
        var names = Names(Data).Concat(Names(Keys)).Distinct().OrderDescending(StringComparer.Ordinal);
        return [.. names.Select(name => new ShelvedBackup(name, Peek(Path.Combine(Data, name)), Peek(Path.Combine(Keys, name))))];
    }

    /// <summary>Finds a backup by its id, both halves held to their manifests.</summary>
    /// <param name="id">The id of the data; null for the newest.</param>
    /// <param name="keysId">The id of the keys, which may be newer than the data; null for the newest.</param>
    /// <exception cref="BackupRefusedException">A half is missing, broken, or its keys are too old.</exception>
    public FoundBackup Find(string? id, string? keysId = null)
    {
        var data = Path.Combine(Data, Newest(Data, id));
        var manifest = BackupManifest.Read(data, _lookUpKey.Span);
        var keys = Path.Combine(Keys, Newest(Keys, keysId ?? (Directory.Exists(Path.Combine(Keys, manifest.Id)) ? manifest.Id : null)));
        var keyManifest = BackupManifest.Read(keys, _lookUpKey.Span);
        if (_clock.GetUtcNow() - keyManifest.At > KeyAgeMax)
        {
            throw new BackupRefusedException(new Fault(
                "key-backup-too-old",
                $"The key backup in {keys} is older than {KeyAgeMax.TotalDays:0} days: it may hold keys of subjects erased since, and their erasure promised that it would be gone.",
                "Use a key backup of the last seven days; an older one must be deleted."));
        }

        if (keyManifest.Sequence < manifest.Sequence)
        {
            throw new BackupRefusedException(new Fault(
                "key-backup-older-than-data", $"The keys in {keys} were copied before the data in {data}: newer subjects would be unreadable.", "Use the keys of the same backup, or newer ones."));
        }

        manifest.CheckFile(data);
        keyManifest.CheckFile(keys);
        return new FoundBackup(manifest, keyManifest, BackupManifest.ContentIn(data), BackupManifest.ContentIn(keys))
        {
            LedgerFile = manifest.LedgerSha256.Length > 0 ? BackupManifest.LedgerIn(data) : null,
        };
    }

    /// <summary>Deletes key backups older than <see cref="KeyAgeMax"/>, and half-made ones.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="IOException">One is still there afterwards.</exception>
    public static int DeleteOldKeys(string keys, TimeProvider clock)
    {
        var deleted = 0;
        foreach (var name in Names(keys))
        {
            var folder = Path.Combine(keys, name);
            if (clock.GetUtcNow() - TimeOf(name, folder) <= KeyAgeMax)
            {
                continue;
            }

            Directory.Delete(folder, recursive: true);
            FolderSync.Run(keys);
            if (Directory.Exists(folder))
            {
                throw new IOException($"{folder} is older than seven days and could not be deleted; delete it by hand.");
            }

            deleted++;
        }

        return deleted;
    }

    // The name says when; a folder somebody renamed is as old as its file.
    private static DateTimeOffset TimeOf(string name, string folder) =>
        DateTimeOffset.TryParseExact(name.Split('-', '.')[0], "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : new DateTimeOffset(File.GetLastWriteTimeUtc(folder), TimeSpan.Zero);

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Select(path => Path.GetFileName(path)).Where(name => name.Length > 0 && char.IsAsciiDigit(name[0])) : [];

    private static string Newest(string folder, string? id) =>
        id ?? Names(folder).Where(name => BackupManifest.IsIn(Path.Combine(folder, name)) && !name.EndsWith(".partial", StringComparison.Ordinal)).Order(StringComparer.Ordinal).LastOrDefault()
        ?? throw new BackupRefusedException(new Fault("backup-missing", $"There is no backup in {folder}.", "Make one: fulcrum backup create --to FOLDER --keys-to FOLDER"));

    private BackupHalf? Peek(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        try
        {
            return new BackupHalf(BackupManifest.Read(folder, _lookUpKey.Span), null);
        }
        catch (BackupRefusedException refused)
        {
            return new BackupHalf(null, refused.Fault);
        }
    }

    private static string Begin(string shelf, string name)
    {
        var folder = Path.Combine(shelf, name + ".partial");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder;
    }

    private void Finish(string folder, string shelf, BackupManifest manifest)
    {
        manifest.Write(folder, _lookUpKey.Span);
        FolderSync.Run(folder);
        Directory.Move(folder, Path.Combine(shelf, manifest.Id));
        FolderSync.Run(shelf);
    }

    private static bool Inside(string outer, string inner) =>
        (inner.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar).StartsWith(outer.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>A backup on the shelf.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Data">The data; null when only keys are there.</param>
/// <param name="Keys">The keys; null when they are gone, as after seven days they are.</param>
public sealed record ShelvedBackup(string Id, BackupHalf? Data, BackupHalf? Keys);

/// <summary>Half of a backup: what it says, or why it cannot be believed.</summary>
public sealed record BackupHalf(BackupManifest? Manifest, Fault? Fault);

/// <summary>A backup whose files are what its manifests say.</summary>
/// <param name="Data">About the data.</param>
/// <param name="Keys">About the keys.</param>
/// <param name="DataFile">The data.</param>
/// <param name="KeysFile">The keys.</param>
public sealed record FoundBackup(BackupManifest Data, BackupManifest Keys, string DataFile, string KeysFile)
{
    /// <summary>The consent ledger; null for a backup without one.</summary>
    public string? LedgerFile { get; init; }
}
