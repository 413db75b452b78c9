using System.Diagnostics;
using System.Globalization;

namespace Fulcrum.Faults;

/// <summary>A small disk of its own, in memory, that can be filled. Only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _hog;

    private SmallDisk(string path) => (Path, _hog) = (path, System.IO.Path.Combine(path, "hog"));

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes free.</summary>
    public long Free => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Makes one; null where this process may not.</summary>
    public static SmallDisk? TryMake(int megabytes)
    {
        var path = Directory.CreateTempSubdirectory("fulcrum-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m"), "tmpfs", path))
        {
            return new SmallDisk(path);
        }

        Directory.Delete(path);
        return null;
    }

    /// <summary>Takes everything that is free, as a log that runs wild does.</summary>
    public void Fill()
    {
        using var file = new FileStream(_hog, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var size = 1 << 20; size >= 4096;)
        {
            try
            {
                file.Write(new byte[size]);
            }
            catch (IOException)
            {
                size /= 4;
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Clear() => File.Delete(_hog);

    public void Dispose()
    {
        Assert.True(Run("umount", "-l", Path));
        Directory.Delete(Path);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
