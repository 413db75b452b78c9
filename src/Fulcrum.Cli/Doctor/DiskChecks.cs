using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether there is room, and whether what must survive the disk is on another.</summary>
internal static class DiskChecks
{
    private const long Least = 1L << 30;
    private const long Enough = 5L << 30;

    /// <summary>All of them.</summary>
    public static IEnumerable<Check> Of(string folder, Surroundings around)
    {
        yield return Space(new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
        if (Directory.Exists(folder))
        {
            yield return Folder(folder, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder));
            yield return Tail(TailPlace.Of(folder, around), TailPlace.SharesDisk(folder, around));
        }
    }

    /// <summary>Free bytes on the store's disk.</summary>
    public static Check Space(long free) => free switch
    {
        < Least => Check.Mend("disk", $"{free >> 20} MB free", "Make room: at least 1 GB should be free. On a full disk withdrawals and erasures alone are taken in."),
        < Enough => Check.Look("disk", $"{free >> 20} MB free", "Make room before it gets tight: 5 GB lets a backup and a compaction run."),
        _ => Check.Good("disk", $"{free >> 20} MB free"),
    };

    /// <summary>Who may write the folder.</summary>
    public static Check Folder(string folder, UnixFileMode mode) => (mode & (UnixFileMode.OtherWrite | UnixFileMode.OtherRead)) switch
    {
        var open when open.HasFlag(UnixFileMode.OtherWrite) => Check.Mend("folder", "everybody on this machine can write the store's folder", $"Run: chmod 750 {folder}"),
        UnixFileMode.OtherRead => Check.Look("folder", "everybody on this machine can list the store's folder; what is in it is sealed", $"Run: chmod 750 {folder}"),
        _ => Check.Good("folder", "its owner's alone"),
    };

    /// <summary>Where the log of noes is.</summary>
    public static Check Tail(string tail, bool sharesDisk) => sharesDisk
        ? Check.Look("tail place", $"{tail}, on the store's own disk", "Keep it on another disk (FULCRUM_TAIL): what takes the store must not take the log of who said no.")
        : Check.Good("tail place", tail);
}
