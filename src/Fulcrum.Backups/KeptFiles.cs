using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Backups;

/// <summary>This room's way to files that must survive a power cut, readable by their owner only. <see cref="IFileWitness"/> sees each call before it is made.</summary>
internal static class KeptFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a file, in place of any earlier one; its name is on disk once its folder was synced.</summary>
    public static SafeFileHandle Create(string path)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.Create, path));
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        }

        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
    }

    /// <summary>Writes bytes at a place.</summary>
    public static void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long at)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.Write, path) { At = at, Bytes = bytes.ToArray() });
        RandomAccess.Write(file, bytes, at);
    }

    /// <summary>Cuts a file to a length.</summary>
    public static void Cut(SafeFileHandle file, string path, long length)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.Cut, path) { At = length });
        RandomAccess.SetLength(file, length);
    }

    /// <summary>Puts what was written on disk.</summary>
    public static void Sync(SafeFileHandle file, string path)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.Sync, path));
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Replaces a small file as a whole: after a power cut the old or the new bytes are there, never half of them. The name is on disk when it returns.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var passing = path + ".tmp";
        using (var file = Create(passing))
        {
            Write(file, passing, bytes, 0);
            Sync(file, passing);
        }

        IFileWitness.Only?.See(new FileCall(FileCallKind.Rename, passing) { To = path });
        File.Move(passing, path, overwrite: true);
        FolderSync.Run(Path.GetDirectoryName(path)!);
    }

    /// <summary>Deletes a file, if it is there; gone from the disk when it returns.</summary>
    public static void Delete(string path)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.Delete, path));
        File.Delete(path);
        FolderSync.Run(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a folder only its owner may enter, where there is none; its name is on disk when it returns.</summary>
    public static void CreateFolder(string path)
    {
        if (!Directory.Exists(path))
        {
            IFileWitness.Only?.See(new FileCall(FileCallKind.CreateFolder, path));
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }
        }

        // Also where it was there: who made it may have been stopped before its name was on disk.
        FolderSync.Run(Path.GetDirectoryName(path)!);
    }
}
