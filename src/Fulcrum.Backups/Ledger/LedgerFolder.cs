using Fulcrum.Consent.Ledger;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Backups.Ledger;

/// <summary>The files of a ledger in a folder on disk, beside the store whose consents it is about.</summary>
/// <remarks>A name is on disk before anything is told of it; a small file is replaced whole or not at all.</remarks>
public sealed class LedgerFolder : ILedgerFiles, IReadableLedgerFiles
{
    private readonly string _folder;
    private bool _isSynced;

    /// <summary>A folder, made when it is missing.</summary>
    public LedgerFolder(string folder)
    {
        _folder = Path.GetFullPath(folder);
        KeptFiles.CreateFolder(_folder);
    }

    /// <summary>The ledger's folder in a store's.</summary>
    public static string Of(string storeFolder) => Path.Combine(storeFolder, "ledger");

    /// <inheritdoc />
    public ILedgerFile Open(string name)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            using (KeptFiles.Create(path))
            {
            }

            FolderSync.Run(_folder);
        }
        else if (!_isSynced)
        {
            // Who made what is here may have been stopped before the names were on disk.
            FolderSync.Run(_folder);
        }

        _isSynced = true;
        return new Opened(path, File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
    }

    /// <inheritdoc />
    public IReadOnlyCollection<string> Names =>
        [.. Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)).Where(name => name == "entries" || name.StartsWith("level-", StringComparison.Ordinal))];

    /// <inheritdoc />
    public ILedgerFile? OpenRead(string name)
    {
        try
        {
            return new Opened(PathOf(name), File.OpenHandle(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public byte[]? Read(string name) => File.Exists(PathOf(name)) ? File.ReadAllBytes(PathOf(name)) : null;

    /// <inheritdoc />
    public void Replace(string name, ReadOnlySpan<byte> bytes) => KeptFiles.Replace(PathOf(name), bytes);

    /// <inheritdoc />
    public void Delete(string name) => KeptFiles.Delete(PathOf(name));

    /// <inheritdoc />
    public string PathOf(string name) => Path.Combine(_folder, name);

    private sealed class Opened(string path, SafeFileHandle file) : ILedgerFile
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

        public void Write(long at, ReadOnlySpan<byte> bytes) => KeptFiles.Write(file, path, bytes, at);

        public void Cut(long length) => KeptFiles.Cut(file, path, length);

        public void Sync() => KeptFiles.Sync(file, path);

        public void Dispose() => file.Dispose();
    }
}
