using Fulcrum.Profiles;

namespace Fulcrum.Sqlite;

/// <summary>The folder of one store: its files, the lock that keeps a second process out, and the secrets.</summary>
internal sealed class StoreFolder : IDisposable
{
    private const int SecretSize = 32;

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

    private string Secrets => Path.Combine(Root, "keys");

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="StoreStartException">Another process holds it.</exception>
    public static StoreFolder Open(string path)
    {
        Directory.CreateDirectory(path);
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

    /// <summary>Reads the store's own keys; makes them for a store that has no data yet.</summary>
    /// <exception cref="StoreStartException">They are missing beside data, of the wrong size, or others may read them.</exception>
    public StoreSecrets ReadSecrets(IRandomSource random)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Secrets);
        }
        else
        {
            Directory.CreateDirectory(Secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

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
        return secret.Length == SecretSize
            ? secret
            : throw new StoreStartException(new Fault(
                "store-key-damaged", $"{path} does not hold {SecretSize} bytes.", "Restore the key folder from its backup."));
    }

    private static void Write(string path, IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[SecretSize];
        random.Fill(secret);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(path + ".tmp", options))
        {
            file.Write(secret);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".tmp", path);
    }
}
