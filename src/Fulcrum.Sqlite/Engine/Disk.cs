using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Sqlite.Engine;

/// <summary>The store's own way to files that must survive a power cut: what it returns from is on disk, names included.</summary>
/// <remarks>
/// A new name and a rename are in the folder, not in the file: on POSIX systems they last only once the folder was synced too.
/// <see cref="Witness"/> sees every call before it is made, so that a proof can record it or let it fail.
/// </remarks>
internal static partial class Disk
{
    /// <summary>Sees every call; null as a rule.</summary>
    public static IDiskWitness? Witness { get; set; }

    /// <summary>Makes a file, in place of any earlier one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Who may read it, where the system knows modes; null for whoever the process lets.</param>
    public static SafeFileHandle Create(string path, UnixFileMode? mode = null)
    {
        Witness?.See(new DiskCall(DiskCallKind.Create, path));
        if (mode is not { } only || OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        }

        File.Delete(path);
        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = only }))
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        }
    }

    /// <summary>Opens a file for reading and writing in place, made when missing.</summary>
    public static SafeFileHandle OpenOrCreate(string path)
    {
        if (!File.Exists(path))
        {
            Witness?.See(new DiskCall(DiskCallKind.Create, path));
        }

        return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
    }

    /// <summary>Writes bytes at a place.</summary>
    public static void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long at)
    {
        Witness?.See(new DiskCall(DiskCallKind.Write, path) { At = at, Bytes = bytes.ToArray() });
        RandomAccess.Write(file, bytes, at);
    }

    /// <summary>Puts what was written on disk.</summary>
    public static void Sync(SafeFileHandle file, string path)
    {
        Witness?.See(new DiskCall(DiskCallKind.Sync, path));
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Puts a file in the place of another, and that on disk.</summary>
    public static void Rename(string from, string to)
    {
        Witness?.See(new DiskCall(DiskCallKind.Rename, from) { To = to });
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Deletes a file that nobody needs; whether a power cut brings it back does not matter.</summary>
    public static void Delete(string path)
    {
        Witness?.See(new DiskCall(DiskCallKind.Delete, path));
        File.Delete(path);
    }

    /// <summary>Replaces a small file as a whole: after a power cut the old or the new bytes are there, never half of them.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes, UnixFileMode? mode = null)
    {
        var passing = path + ".tmp";
        using (var file = Create(passing, mode))
        {
            Write(file, passing, bytes, 0);
            Sync(file, passing);
        }

        Rename(passing, path);
    }

    /// <summary>Makes a folder and all above it, and that on disk.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="mode">Who may enter it, where the system knows modes; null for whoever the process lets.</param>
    public static void CreateFolder(string path, UnixFileMode? mode = null)
    {
        var missing = new Stack<string>();
        for (var folder = Path.GetFullPath(path); folder is not null && !Directory.Exists(folder); folder = Path.GetDirectoryName(folder))
        {
            missing.Push(folder);
        }

        foreach (var folder in missing)
        {
            Witness?.See(new DiskCall(DiskCallKind.CreateFolder, folder));
            if (mode is { } only && !OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder, only);
            }
            else
            {
                Directory.CreateDirectory(folder);
            }

            SyncFolder(Path.GetDirectoryName(folder)!);
        }
    }

    /// <summary>Puts the names in a folder on disk. Does nothing where the system keeps them with the files.</summary>
    /// <exception cref="IOException">The disk says no: nobody knows which names would outlive a power cut.</exception>
    public static void SyncFolder(string path)
    {
        Witness?.See(new DiskCall(DiskCallKind.SyncFolder, path));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Open(path, 0);
        if (folder < 0)
        {
            // EACCES: a folder one may enter and not list, above the store; its names are not ours to keep.
            if (Marshal.GetLastPInvokeError() == 13)
            {
                return;
            }

            throw new IOException($"The folder {path} could not be opened (errno {Marshal.GetLastPInvokeError()}).");
        }

        try
        {
            // EINVAL: a file system that has nothing to sync in a folder.
            if (FileSync(folder) != 0 && Marshal.GetLastPInvokeError() is var error and not 22)
            {
                throw new IOException($"The folder {path} could not be synced (errno {error}).");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FileSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}

/// <summary>Sees what the store does to its disk, before it is done.</summary>
internal interface IDiskWitness
{
    /// <summary>A call is about to be made; throwing lets it fail.</summary>
    /// <exception cref="IOException">The call fails instead.</exception>
    void See(DiskCall call);
}

/// <summary>What is done to the disk.</summary>
internal enum DiskCallKind
{
    /// <summary>A file is made or emptied.</summary>
    Create,

    /// <summary>Bytes are written.</summary>
    Write,

    /// <summary>A file is cut or stretched to a length.</summary>
    Truncate,

    /// <summary>A file's bytes are put on disk.</summary>
    Sync,

    /// <summary>A file takes another's name.</summary>
    Rename,

    /// <summary>A name is taken away.</summary>
    Delete,

    /// <summary>A folder is made.</summary>
    CreateFolder,

    /// <summary>A folder's names are put on disk.</summary>
    SyncFolder,
}

/// <summary>One call.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">To which file or folder.</param>
internal readonly record struct DiskCall(DiskCallKind Kind, string Path)
{
    /// <summary>Where bytes go, or the new length.</summary>
    public long At { get; init; }

    /// <summary>The bytes written.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The new name.</summary>
    public string To { get; init; } = "";
}
