using System.Collections.Immutable;
using System.Globalization;
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

        if (Keks().Count == 0)
        {
            _ = ReadSecret("kek", random, isMade);
        }

        var (lookUp, keks) = (ReadSecret("look-up", random, isMade), Keks());
        return new StoreSecrets(keks.Values[^1], lookUp)
        {
            KekGeneration = keks.Keys[^1],
            Retired = [.. keks.SkipLast(1).Select(kek => new RetiredKek(kek.Key, kek.Value))],
            Rows = File.Exists(FileOf("rows")) ? Check("rows") : [],
            LaterLookUps = ReadLater(),
        };
    }

    /// <summary>Reads the key of the tail log; makes it for a store that had no log yet.</summary>
    public byte[] ReadTailKey(IRandomSource random) => ReadSecret("tail", random, isMade: false);

    /// <summary>What a database keeps to tell its secrets from any others; says nothing about them.</summary>
    public static byte[] MarkOf(StoreSecrets secrets) => MarkOf(secrets, secrets.Kek);

    /// <summary>Whether a database's mark is of these secrets; while a rotation is not finished, of an earlier key-encryption key.</summary>
    public static bool IsMarkOf(StoreSecrets secrets, ReadOnlySpan<byte> mark)
    {
        foreach (var kek in secrets.Retired.Select(retired => retired.Kek).Append(secrets.Kek))
        {
            if (mark.SequenceEqual(MarkOf(secrets, kek)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Name of a generation of the key-encryption key.</summary>
    public static string KekName(int generation) => generation == 1 ? "kek" : string.Create(CultureInfo.InvariantCulture, $"kek-{generation}");

    /// <summary>Makes a secret's file, readable by its owner only, wholly or not at all.</summary>
    public void Write(string name, ReadOnlySpan<byte> secret)
    {
        var file = FileOf(name);
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

    /// <summary>Deletes a secret that nothing needs any more.</summary>
    public void Delete(string name)
    {
        File.Delete(FileOf(name));
        File.Delete(FileOf(name) + ".check");
    }

    private static byte[] MarkOf(StoreSecrets secrets, ReadOnlyMemory<byte> kek) =>
        HMACSHA256.HashData(kek.Span, [.. "fulcrum store secrets v1"u8, .. SHA256.HashData(secrets.LookUp.Span), .. secrets.LaterLookUps.SelectMany(later => SHA256.HashData(later.Key.Span))]);

    private string FileOf(string name) => Path.Combine(path, name);

    private SortedList<int, byte[]> Keks()
    {
        var keks = new SortedList<int, byte[]>();
        foreach (var name in Directory.EnumerateFiles(path, "kek*").Select(file => Path.GetFileName(file)))
        {
            var generation = name == "kek" ? 1 : int.TryParse(name.AsSpan(Math.Min(name.Length, 4)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (generation > 0)
            {
                keks[generation] = Check(name);
            }
        }

        return keks;
    }

    // One that is missing from the end is told by the owner's mark.
    private ImmutableArray<LaterLookUp> ReadLater()
    {
        var later = ImmutableArray.CreateBuilder<LaterLookUp>();
        foreach (var name in Enumerable.Range(2, int.MaxValue - 2).Select(LaterLookUp.NameOf).TakeWhile(name => File.Exists(FileOf(name))))
        {
            later.Add(LaterLookUp.Read(Check(name, LaterLookUp.Length)));
        }

        return later.ToImmutable();
    }

    private byte[] ReadSecret(string name, IRandomSource random, bool isMade)
    {
        if (!File.Exists(FileOf(name)))
        {
            if (isMade)
            {
                throw new StoreStartException(new Fault(
                    "store-key-missing", $"{FileOf(name)} is missing, and the database cannot be read without it.", "Restore the key folder from its backup, or name the folder of this store."));
            }

            Span<byte> secret = stackalloc byte[SecretSize];
            random.Fill(secret);
            Write(name, secret);
        }

        return Check(name);
    }

    private byte[] Check(string name, int size = SecretSize)
    {
        var file = FileOf(name);
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0)
        {
            throw new StoreStartException(new Fault(
                "store-key-exposed", $"{file} can be read or written by other users of this machine.", $"Run: chmod 600 {file}"));
        }

        var secret = File.ReadAllBytes(file);
        return secret.Length == size
            ? secret
            : throw new StoreStartException(new Fault("store-key-damaged", $"{file} does not hold {size} bytes.", "Restore the key folder from its backup."));
    }
}
