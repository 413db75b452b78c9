using System.Runtime.InteropServices;

namespace Fulcrum.Backups;

/// <summary>Puts the names in a folder on disk: a file whose name is not there after a power cut is lost, however well its bytes were kept.</summary>
internal static class FolderSync
{
    /// <summary>Returns when the names are on disk. Windows has no such call and needs none.</summary>
    /// <exception cref="IOException">The disk would not take them.</exception>
    public static void Run(string folder)
    {
        IFileWitness.Only?.See(new FileCall(FileCallKind.SyncFolder, folder));
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var handle = Open(folder, 0);
        if (handle < 0)
        {
            throw new IOException($"{folder} could not be opened to put its names on disk (error {Marshal.GetLastPInvokeError()}).");
        }

        var failed = Sync(handle) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (failed)
        {
            throw new IOException($"The names in {folder} could not be put on disk (error {error}).");
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
