namespace Fulcrum.Prove.Disks;

/// <summary>A folder for a scratch store, gone when disposed. In memory where the system has such a place: syncs cost nothing there, and what is proved is their order.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private static int _number;

    /// <summary>Makes one.</summary>
    public ScratchFolder()
    {
        var parent = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        Path = System.IO.Path.Combine(parent, $"fulcrum-prove-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}");
        Directory.CreateDirectory(Path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Copies every file in it to another folder, as a killed process leaves them.</summary>
    public void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var name = System.IO.Path.GetRelativePath(Path, file);
            if (name == "lock" || name.EndsWith("-shm", StringComparison.Ordinal))
            {
                continue;
            }

            var copy = System.IO.Path.Combine(folder, name);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
