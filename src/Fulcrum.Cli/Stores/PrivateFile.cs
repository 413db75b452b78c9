namespace Fulcrum.Cli.Stores;

/// <summary>Writes files that only their owner may read, wholly or not at all.</summary>
internal static class PrivateFile
{
    /// <summary>Writes beside and renames over, on disk before it returns. Mode 0600 where the system knows modes.</summary>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var beside = path + ".new";
        using (var file = Create(beside))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Opens an empty file to write to.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }
}
