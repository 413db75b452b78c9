using System.Security.Cryptography;
using Fulcrum.Profiles;

namespace Fulcrum.Postgres;

/// <summary>The folder with the store's own secrets. Outside the database, so that a copy of the database alone opens nothing.</summary>
internal sealed class KeyFolder(string path)
{
    private const int SecretSize = 32;

    /// <summary>Reads the secrets; makes them for a store that has no data yet.</summary>
    /// <param name="random">Where new ones come from.</param>
    /// <param name="isMade">Whether there is data already, which no new secret would open.</param>
    /// <exception cref="StoreStartException">They are missing beside data, of the wrong size, or others may read them.</exception>
    public StoreSecrets Read(IRandomSource random, bool isMade)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new StoreSecrets(ReadSecret("kek", random, isMade), ReadSecret("look-up", random, isMade));
    }

    /// <summary>What a database keeps to tell its secrets from any others; says nothing about them.</summary>
    public static byte[] MarkOf(StoreSecrets secrets) =>
        HMACSHA256.HashData(secrets.Kek.Span, [.. "fulcrum store secrets v1"u8, .. SHA256.HashData(secrets.LookUp.Span)]);

    private byte[] ReadSecret(string name, IRandomSource random, bool isMade)
    {
        var file = Path.Combine(path, name);
        if (!File.Exists(file))
        {
            if (isMade)
            {
                throw new StoreStartException(new Fault(
                    "store-key-missing", $"{file} is missing, and the database cannot be read without it.", "Restore the key folder from its backup, or name the folder of this store."));
            }

            Write(file, random);
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0)
        {
            throw new StoreStartException(new Fault(
                "store-key-exposed", $"{file} can be read or written by other users of this machine.", $"Run: chmod 600 {file}"));
        }

        var secret = File.ReadAllBytes(file);
        return secret.Length == SecretSize
            ? secret
            : throw new StoreStartException(new Fault("store-key-damaged", $"{file} does not hold {SecretSize} bytes.", "Restore the key folder from its backup."));
    }

    private static void Write(string file, IRandomSource random)
    {
        Span<byte> secret = stackalloc byte[SecretSize];
        random.Fill(secret);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(file + ".tmp", options))
        {
            stream.Write(secret);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".tmp", file);
    }
}
