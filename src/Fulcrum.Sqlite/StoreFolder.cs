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
    private const int SecretSize = 32;
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

    private string Secrets => Path.Combine(Root, "keys");

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
        return new StoreSecrets(ReadSecret("kek", random), ReadSecret("look-up", random));
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private byte[] ReadSecret(string name, IRandomSource random)
    {
        var path = Path.Combine(Secrets, name);
        if (!File.Exists(path))
        {
            if (File.Exists(Journal))
            {
                throw new StoreStartException(new Fault(
                    "store-key-missing", $"{path} is missing, and {Journal} cannot be read without it.", "Restore the key folder from its backup."));
            }

            Write(path, random);
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new StoreStartException(new Fault(
                "store-key-exposed", $"{path} can be read or written by other users of this machine.", $"Run: chmod 600 {path}"));
        }

        var secret = File.ReadAllBytes(path);
        if (secret.Length != SecretSize)
        {
            throw new StoreStartException(new Fault(
                "store-key-damaged", $"{path} does not hold {SecretSize} bytes.", "Restore the key folder from its backup."));
        }

        Check(path, secret);
        return secret;
    }

    // With one bit wrong nobody would be known any more, and every new consent would be sealed with a key nobody has.
    private static void Check(string path, byte[] secret)
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

    private static void Write(string path, IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[SecretSize];
        random.Fill(secret);
        Disk.Replace(path, secret, KeyMode);
    }
}
