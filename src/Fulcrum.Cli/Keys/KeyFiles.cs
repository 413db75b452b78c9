using Fulcrum.Backups.Escrow;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Keys;

/// <summary>The files of a store's own keys, out of the store's folder and into it.</summary>
internal static class KeyFiles
{
    /// <summary>Reads all of them, as they are on disk.</summary>
    /// <exception cref="StoreStartException">One is missing or open to others.</exception>
    public static Dictionary<string, byte[]> Read(string storeFolder)
    {
        _ = StoreKeys.Read(storeFolder);
        return Directory.EnumerateFiles(StoreKeys.FolderOf(storeFolder))
            .Where(path => !path.EndsWith(".tmp", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
    }

    /// <summary>Puts keys in place; one that is there already and differs is never overwritten.</summary>
    /// <returns>How many were put there.</returns>
    /// <exception cref="CommandFault">Another key is there.</exception>
    public static int Write(string storeFolder, IReadOnlyDictionary<string, byte[]> keys)
    {
        var folder = StoreKeys.FolderOf(storeFolder);
        foreach (var (name, key) in keys)
        {
            var path = Path.Combine(folder, name);
            if (name != Path.GetFileName(name) || (File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(key)))
            {
                throw new CommandFault(
                    new Fault("key-already-there", $"Another key named {Path.GetFileName(name)} is in {folder} already.", "Name the store these keys belong to, or move the other ones away first."), ExitCode.Conflict, folder);
            }
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var written = 0;
        foreach (var (name, key) in keys.Where(pair => !File.Exists(Path.Combine(folder, pair.Key))))
        {
            PrivateFile.Write(Path.Combine(folder, name), key);
            written++;
        }

        return written;
    }

    /// <summary>Reads a passphrase from a file that its owner alone may read; the line end is no part of it.</summary>
    /// <exception cref="CommandFault">It is not there, or others may read it.</exception>
    public static string Passphrase(string? path)
    {
        if (path is null)
        {
            throw new CommandFault(new Fault("passphrase-missing", "No passphrase was given.", $"Put one of at least {KeyBundle.PassphraseMin} characters in a file and name it: --passphrase-file FILE"));
        }

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & others) != 0)
        {
            throw new CommandFault(new Fault("passphrase-exposed", "Others on this machine can read the passphrase.", $"Run: chmod 600 {path}"), ExitCode.NotAllowed, path);
        }

        return File.ReadAllText(path).TrimEnd('\r', '\n');
    }
}
