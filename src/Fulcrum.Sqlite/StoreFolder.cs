using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Engine;
using Fulcrum.Sqlite.Profiles;

namespace Fulcrum.Sqlite;

/// <summary>The folder of one store: its files, the lock that keeps a second process out, and the secrets.</summary>
internal sealed class StoreFolder : IDisposable
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretSize = 32;

    private const UnixFileMode KeyMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private StoreFolder(string path, FileStream held) => (Root, _lock) = (path, held);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The journal.</summary>
    public string Journal => Path.Combine(Root, "journal.db");

    /// <summary>Snapshots; can be deleted while the store is closed.</summary>
    public string Snapshots => Path.Combine(Root, "snapshots.db");

    /// <summary>Subject keys, wrapped.</summary>
    public string Keys => Path.Combine(Root, "keys.db");

    /// <summary>Runs of the indexes by subject and by identifier; can be deleted while the store is closed.</summary>
    public string Index => Path.Combine(Root, "index");

    /// <summary>Runs of message ids.</summary>
    public string Dedupe => Path.Combine(Root, "dedupe");

    /// <summary>Room kept for withdrawals; can be deleted while the store is closed.</summary>
    public string Reserve => Path.Combine(Root, "reserve");

    private string Secrets => SecretsIn(Root);

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="StoreStartException">Another process holds it.</exception>
    public static StoreFolder Open(string path)
    {
        Disk.CreateFolder(path);
        try
        {
            return new StoreFolder(path, new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault)
        {
            throw new StoreStartException(
                new Fault("store-in-use", $"{path} is held by another process.", "Stop the other process, or name another folder."), fault);
        }
    }

    /// <summary>Opens the mark of the last row acknowledged. When it is not known, everything derived from the journal is thrown away and rebuilt.</summary>
    /// <exception cref="StoreStartException">The journal ends before it.</exception>
    public JournalMark OpenMark(long head)
    {
        var path = Path.Combine(Root, "journal.mark");
        var mark = new JournalMark(path);
        if (mark.Found > head)
        {
            mark.Dispose();
            throw new StoreStartException(new Fault(
                "journal-behind",
                string.Create(CultureInfo.InvariantCulture, $"{Journal} ends at row {head}, but rows up to {mark.Found} were acknowledged: its end, or that of its -wal file, is damaged or from an older copy."),
                $"Restore the store from its last backup and the consent tail kept beside it. Only to go on without the lost rows, and the withdrawals in them, delete {path}."));
        }

        if (mark.Found is null)
        {
            Sqlite.Profiles.Snapshots.Delete(Snapshots);
            foreach (var manifest in new[] { Index, Dedupe }.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.manifest")))
            {
                Disk.Delete(manifest);
            }
        }

        return mark;
    }

    /// <summary>Reads the store's own keys; makes them for a store that has no data yet.</summary>
    /// <exception cref="StoreStartException">They are missing beside data, of the wrong size, or others may read them.</exception>
    public StoreSecrets ReadSecrets(IRandomSource random)
    {
        Disk.CreateFolder(Secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (KekFiles(Secrets).Count == 0)
        {
            ReadSecret("kek", random);
        }

        ReadSecret("look-up", random);
        return ReadKeys(Root).Secrets;
    }

    /// <summary>Reads the secrets of a store that may be open elsewhere; makes none.</summary>
    /// <exception cref="StoreStartException">One is missing, of the wrong size, or others may read it.</exception>
    public static StoreKeys ReadKeys(string root)
    {
        var folder = SecretsIn(root);
        var keks = Directory.Exists(folder) ? KekFiles(folder) : [];
        if (keks.Count == 0 || !File.Exists(Path.Combine(folder, "look-up")))
        {
            throw new StoreStartException(new Fault(
                "store-key-missing", $"The keys of the store are not in {folder}.", "Bring them back from their escrow: fulcrum keys import FILE --store FOLDER."));
        }

        return new StoreKeys(
            new StoreSecrets(keks.Values[^1], Check(folder, "look-up"))
            {
                KekGeneration = keks.Keys[^1],
                Retired = [.. keks.SkipLast(1).Select(kek => new RetiredKek(kek.Key, kek.Value))],
                Rows = Optional(folder, "rows"),
                LaterLookUps = ReadLater(folder),
            },
            Optional(folder, "tail"));
    }

    /// <summary>Reads the key of the tail log; makes it for a store that had no log yet.</summary>
    public byte[] ReadTailKey(IRandomSource random) => ReadSecret("tail", random, isNew: true);

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    /// <summary>File of a generation of the key-encryption key.</summary>
    public static string KekName(int generation) => generation == 1 ? "kek" : string.Create(CultureInfo.InvariantCulture, $"kek-{generation}");

    private static SortedList<int, byte[]> KekFiles(string folder)
    {
        var keks = new SortedList<int, byte[]>();
        foreach (var name in Directory.EnumerateFiles(folder, "kek*").Select(path => Path.GetFileName(path)))
        {
            var generation = name == "kek" ? 1 : int.TryParse(name.AsSpan(Math.Min(name.Length, 4)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (generation > 0)
            {
                keks[generation] = Check(folder, name);
            }
        }

        return keks;
    }

    // One that is missing from the end is told by the mark in the journal; one in between is told here.
    private static ImmutableArray<LaterLookUp> ReadLater(string folder)
    {
        var later = ImmutableArray.CreateBuilder<LaterLookUp>();
        foreach (var name in Enumerable.Range(2, int.MaxValue - 2).Select(LaterLookUp.NameOf).TakeWhile(name => File.Exists(Path.Combine(folder, name))))
        {
            later.Add(LaterLookUp.Read(Check(folder, name, LaterLookUp.Length)));
        }

        return later.ToImmutable();
    }

    private static string SecretsIn(string root) => Path.Combine(root, "keys");

    private static byte[] Optional(string folder, string name) => File.Exists(Path.Combine(folder, name)) ? Check(folder, name) : [];

    private byte[] ReadSecret(string name, IRandomSource random, bool isNew = false)
    {
        var path = Path.Combine(Secrets, name);
        if (!File.Exists(path))
        {
            if (!isNew && File.Exists(Journal))
            {
                throw new StoreStartException(new Fault(
                    "store-key-missing", $"{path} is missing, and {Journal} cannot be read without it.", "Restore the key folder from its backup."));
            }

            Span<byte> secret = stackalloc byte[SecretSize];
            random.Fill(secret);
            WriteSecret(name, secret);
        }

        return Check(Secrets, name);
    }

    private static byte[] Check(string folder, string name, int size = SecretSize)
    {
        var path = Path.Combine(folder, name);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new StoreStartException(new Fault(
                "store-key-exposed", $"{path} can be read or written by other users of this machine.", $"Run: chmod 600 {path}"));
        }

        var secret = File.ReadAllBytes(path);
        if (secret.Length != size)
        {
            throw new StoreStartException(new Fault(
                "store-key-damaged", $"{path} does not hold {size} bytes.", "Restore the key folder from its backup."));
        }

        CheckWhole(path, secret);
        return secret;
    }

    // With one bit wrong nobody would be known any more, and every new consent would be sealed with a key nobody has.
    private static void CheckWhole(string path, byte[] secret)
    {
        var check = path + ".check";
        var expected = Convert.ToHexStringLower(SHA256.HashData([.. "fulcrum key check "u8, .. secret]).AsSpan(0, 8));
        if (!File.Exists(check))
        {
            Disk.Replace(check, Encoding.ASCII.GetBytes(expected), KeyMode);
        }
        else if (File.ReadAllText(check) != expected)
        {
            throw new StoreStartException(new Fault(
                "store-key-damaged",
                $"{path} and {check} do not belong together: one of them is damaged.",
                $"Restore the key folder from its backup. Only if the key was replaced on purpose, delete {check}."));
        }
    }

    /// <summary>Makes a secret's file, readable by its owner only, wholly or not at all.</summary>
    public void WriteSecret(string name, ReadOnlySpan<byte> secret)
    {
        Disk.Replace(Path.Combine(Secrets, name), secret, KeyMode);
    }
}
