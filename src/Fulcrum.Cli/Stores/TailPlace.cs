using Fulcrum.Backups;
using Fulcrum.Cli.Shell;
using Fulcrum.Rights;
using Fulcrum.Sqlite;

namespace Fulcrum.Cli.Stores;

/// <summary>Where the tail log of a store is: <c>$FULCRUM_TAIL</c>, else a folder beside the store's.</summary>
/// <remarks>Best on another disk: what takes the store must not take the log of who said no.</remarks>
internal static class TailPlace
{
    /// <summary>The folder.</summary>
    public static string Of(string storeFolder, Surroundings around) => around.TailFolder is { Length: > 0 } folder
        ? folder
        : Path.GetFullPath(storeFolder).TrimEnd(Path.DirectorySeparatorChar) + "-tail";

    /// <summary>How the embedded store is opened: with its tail log.</summary>
    public static SqliteStoreOptions Options(string storeFolder, Surroundings around) =>
        SqliteStoreOptions.Default with { Tail = Log(storeFolder, around) };

    /// <summary>Makes the log, once the store has read its key for it.</summary>
    /// <param name="storeFolder">The store's folder.</param>
    /// <param name="around">Where logs are.</param>
    /// <param name="claim">The node of several that writes it, and its ownership; null for the only one.</param>
    public static Func<ReadOnlyMemory<byte>, ITail> Log(string storeFolder, Surroundings around, StoreClaim? claim = null) =>
        key => new TailLog(Of(storeFolder, around), key) { Node = claim?.Node, Claim = claim?.Number ?? 0 };

    /// <summary>Whether log and store lie on one file system, as far as this system tells.</summary>
    public static bool SharesDisk(string storeFolder, Surroundings around)
    {
        var (store, tail) = (MountOf(storeFolder), MountOf(Of(storeFolder, around)));
        return store == tail;
    }

    private static string MountOf(string folder)
    {
        var path = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        return DriveInfo.GetDrives().Select(drive => drive.RootDirectory.FullName)
            .Where(root => path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .MaxBy(root => root.Length) ?? "";
    }
}
