using Fulcrum.Consent.Ledger;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Backups.Ledger;

/// <summary>The files of a ledger in a folder on disk, beside the store whose consents it is about.</summary>
/// <remarks>A name is on disk before anything is told of it; a small file is replaced whole or not at all.</remarks>
public sealed class LedgerFolder : ILedgerFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder;

    /// <summary>A folder, made when it is missing.</summary>
    public LedgerFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        if (!Directory.Exists(_folder))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_folder);
            }
            else
            {
                Directory.CreateDirectory(_folder, OwnerOnly | UnixFileMode.UserExecute);
            }

            FolderSync.Run(Path.GetDirectoryName(_folder)!);
        }
    }

    /// <summary>The ledger's folder in a store's.</summary>
    public static string Of(string storeFolder) => Path.Combine(storeFolder, "ledger");

    /// <inheritdoc />
    public ILedgerFile Open(string name)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            return new Opened(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        }

        using (MakePrivate(path))
        {
        }

        FolderSync.Run(_folder);
        return new Opened(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
    }

    /// <inheritdoc />
    public byte[]? Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null;

    /// <inheritdoc />
    public void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        var beside = PathOf(name) + ".tmp";
        using (var file = MakePrivate(beside))
        {
            RandomAccess.Write(file, bytes, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(beside, PathOf(name), overwrite: true);
        FolderSync.Run(_folder);
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        File.Delete(PathOf(name));
        FolderSync.Run(_folder);
    }

    /// <inheritdoc />
    public string PathOf(string name) => Path.Combine(_folder, name);

    private static SafeFileHandle MakePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
        }

        using (new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
    }

    private sealed class Opened(SafeFileHandle file) : ILedgerFile
    {
        public long Length => RandomAccess.GetLength(file);

        public int Read(long at, Span<byte> into)
        {
            var total = 0;
            while (total < into.Length && RandomAccess.Read(file, into[total..], at + total) is > 0 and var read)
            {
                total += read;
            }

            return total;
        }

        public void Write(long at, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file, bytes, at);

        public void Cut(long length) => RandomAccess.SetLength(file, length);

        public void Sync() => RandomAccess.FlushToDisk(file);

        public void Dispose() => file.Dispose();
    }
}
