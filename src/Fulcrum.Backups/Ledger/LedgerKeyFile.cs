using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Consent.Ledger;
using Fulcrum.Consent.Ledger.Notes;

namespace Fulcrum.Backups.Ledger;

/// <summary>The signing key of a ledger: its private half in the store's key folder, its name and its successions in the ledger's folder.</summary>
/// <remarks>
/// A succession is a note in which the key that goes names the key that comes and signs it. So whoever trusts the first key can follow
/// to the one in force, and checkpoints signed before stay verifiable.
/// </remarks>
public static class LedgerKeyFile
{
    /// <summary>Name of the private key's file.</summary>
    public const string Name = "ledger";

    private const string OriginName = "origin";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Opens a store's ledger folder and its keys; makes both for a store that has none.</summary>
    /// <param name="storeFolder">The store's folder; its key folder is there.</param>
    /// <param name="random">Where a new key comes from.</param>
    /// <exception cref="StoreStartException">The key is missing beside a ledger, damaged, or open to others; the fault says what to do.</exception>
    public static LedgerPlace Open(string storeFolder, IRandomSource random)
    {
        var files = new LedgerFolder(LedgerFolder.Of(storeFolder));
        var path = PathIn(storeFolder);
        if (!File.Exists(path))
        {
            if (File.Exists(files.PathOf("entries")))
            {
                throw new StoreStartException(new Fault(
                    "ledger-key-missing", $"{path} is missing, and the ledger in {LedgerFolder.Of(storeFolder)} was signed with it.", "Bring it back from its escrow: fulcrum keys import FILE --store STORE. When it is lost for good: fulcrum keys rotate ledger, and tell those who hold the old key."));
            }

            Write(path, NewSeed(random));
        }

        // Also where the key was there: a start that wrote it may have been stopped before its name was on disk.
        FolderSync.Run(Path.GetDirectoryName(path)!);
        var keys = Read(path, files);
        if (!File.Exists(path + ".check"))
        {
            WriteCheck(path, keys.Seed.Span);
        }

        return new LedgerPlace(files, keys);
    }

    /// <summary>Opens a ledger for reading beside the process that adds to it, as it is now; null for a store without one. Makes and changes nothing.</summary>
    /// <exception cref="StoreStartException">The key is damaged or open to others.</exception>
    public static LedgerPlace? View(string storeFolder)
    {
        if (!File.Exists(PathIn(storeFolder)) || !Directory.Exists(LedgerFolder.Of(storeFolder)))
        {
            return null;
        }

        var files = new LedgerFolder(LedgerFolder.Of(storeFolder));
        return files.Read(OriginName) is null ? null : new LedgerPlace(new LedgerView(files), Read(PathIn(storeFolder), files));
    }

    /// <summary>The public key in force; null for a store without one. Makes nothing.</summary>
    /// <exception cref="StoreStartException">The key is damaged or open to others.</exception>
    public static NoteKey? Find(string storeFolder) =>
        File.Exists(PathIn(storeFolder)) && Directory.Exists(LedgerFolder.Of(storeFolder)) ? Read(PathIn(storeFolder), new LedgerFolder(LedgerFolder.Of(storeFolder))).Current : null;

    /// <summary>Replaces the key; the one that goes signs for the one that comes. With the store closed.</summary>
    /// <returns>The public key now in force, and whether the old one could sign for it.</returns>
    /// <exception cref="StoreStartException">The key is damaged or open to others.</exception>
    public static (NoteKey Key, bool Signed) Rotate(string storeFolder, IRandomSource random)
    {
        var files = new LedgerFolder(LedgerFolder.Of(storeFolder));
        using var alone = Hold(files.PathOf("entries"));
        var path = PathIn(storeFolder);
        var old = File.Exists(path) ? Read(path, files) : null;
        var seed = NewSeed(random);
        if (old is null)
        {
            Write(path, seed);
            return (Read(path, files).Current, false);
        }

        var next = new NoteKey(old.Origin, NoteKeyKind.Log, NoteKey.PublicOf(seed));
        var note = new SignedNote(LedgerKeys.SuccessionText(old.Current, next), []).SignedBy(old.Current, old.Seed.Span);
        files.Replace(SuccessionName(old.Successions.Length), Encoding.UTF8.GetBytes(note.ToString()));
        Write(path, seed);
        return (next, true);
    }

    // A ledger that is open has its entries open.
    private static FileStream? Hold(string entries)
    {
        try
        {
            return File.Exists(entries) ? new FileStream(entries, FileMode.Open, FileAccess.ReadWrite, FileShare.None) : null;
        }
        catch (IOException fault)
        {
            throw new StoreStartException(new Fault("store-in-use", $"{entries} is held by another process.", "Stop the other process, then give the command again."), fault);
        }
    }

    private static string PathIn(string storeFolder) => Path.Combine(storeFolder, "keys", Name);

    private static string SuccessionName(int number) => string.Create(CultureInfo.InvariantCulture, $"succession-{number:D3}");

    private static byte[] NewSeed(IRandomSource random)
    {
        var seed = new byte[NoteKey.KeyBytes];
        random.Fill(seed);
        return seed;
    }

    private static LedgerKeys Read(string path, LedgerFolder files)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new StoreStartException(new Fault("store-key-exposed", $"{path} can be read or written by other users of this machine.", $"Run: chmod 600 {path}"));
        }

        var seed = File.ReadAllBytes(path);
        if (seed.Length != NoteKey.KeyBytes || (File.Exists(path + ".check") && File.ReadAllText(path + ".check") != CheckOf(seed)))
        {
            throw new StoreStartException(new Fault("store-key-damaged", $"{path} does not hold the key it should.", "Restore the key folder from its backup."));
        }

        if (files.Read(OriginName) is not { } named)
        {
            named = Encoding.UTF8.GetBytes($"fulcrum-ledger/{Convert.ToHexStringLower(SHA256.HashData(NoteKey.PublicOf(seed)).AsSpan(0, 8))}");
            files.Replace(OriginName, named);
        }

        var origin = Encoding.UTF8.GetString(named).Trim();
        if (!NoteKey.IsName(origin))
        {
            throw new StoreStartException(new Fault("ledger-origin-unfit", $"{files.PathOf(OriginName)} does not hold a name without spaces and plus signs.", "Put the name back that the published checkpoints bear."));
        }

        return new LedgerKeys(origin, seed, Successions(files));
    }

    private static ImmutableArray<string> Successions(LedgerFolder files)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        while (files.Read(SuccessionName(notes.Count)) is { } note)
        {
            notes.Add(Encoding.UTF8.GetString(note));
        }

        return notes.ToImmutable();
    }

    private static void Write(string path, byte[] seed)
    {
        // A power cut in between leaves a key without its check, never a key with another's.
        KeptFiles.Delete(path + ".check");
        KeptFiles.Replace(path, seed);
        WriteCheck(path, seed);
    }

    private static void WriteCheck(string path, ReadOnlySpan<byte> seed) => KeptFiles.Replace(path + ".check", Encoding.ASCII.GetBytes(CheckOf(seed)));

    private static string CheckOf(ReadOnlySpan<byte> seed) => Convert.ToHexStringLower(SHA256.HashData([.. "fulcrum key check "u8, .. seed]).AsSpan(0, 8));
}
