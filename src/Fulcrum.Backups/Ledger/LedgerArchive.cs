using System.Buffers.Binary;
using System.Formats.Tar;
using Fulcrum.Consent.Ledger;

namespace Fulcrum.Backups.Ledger;

/// <summary>A copy of a ledger in one file (tar), taken while it is being added to; and back into a folder.</summary>
/// <remarks>Only what cannot be made again is in it: the entries, the name, the successions of keys and the last head. The private key is in none.</remarks>
public static class LedgerArchive
{
    private const string Entries = "entries";
    private const string Head = "checkpoint";
    private const string Restored = "restored";
    private const int EntryBytes = LedgerLeaf.Bytes + MerkleHash.Bytes;
    private const int HeadBytes = 16;

    /// <summary>How far a ledger is at this moment; what is added later is in no copy of it.</summary>
    /// <param name="storeFolder">The store's folder.</param>
    /// <returns>Null when the store has no ledger.</returns>
    public static LedgerMoment? Look(string storeFolder)
    {
        var folder = LedgerFolder.Of(storeFolder);
        var path = Path.Combine(folder, Entries);
        if (!File.Exists(path))
        {
            return null;
        }

        // The head first: the entries it speaks of are there when it is.
        var head = File.Exists(Path.Combine(folder, Head)) ? File.ReadAllBytes(Path.Combine(folder, Head)) : null;
        var whole = (new FileInfo(path).Length - HeadBytes) / EntryBytes;
        return new LedgerMoment(folder, head, whole < 0 ? 0 : HeadBytes + (whole * EntryBytes));
    }

    /// <summary>Writes a copy; on disk before it returns.</summary>
    public static void Write(LedgerMoment moment, string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        using (var tar = new TarWriter(file, leaveOpen: true))
        {
            foreach (var name in Directory.EnumerateFiles(moment.Folder).Select(found => Path.GetFileName(found)).Where(IsKept).Order(StringComparer.Ordinal))
            {
                Add(tar, name, new MemoryStream(File.ReadAllBytes(Path.Combine(moment.Folder, name))));
            }

            if (moment.Head is { } head)
            {
                Add(tar, Head, new MemoryStream(head));
            }

            using var entries = new FileStream(Path.Combine(moment.Folder, Entries), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            Add(tar, Entries, new FirstBytes(entries, moment.Length));
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Puts a copy in a store's folder, unless a longer ledger that begins with the same entries is there: that one stays.</summary>
    /// <param name="path">The copy.</param>
    /// <param name="storeFolder">The store's folder.</param>
    /// <param name="change">What is to be done to it before it is put there; null for nothing.</param>
    /// <returns>Whether the ledger that was there stayed.</returns>
    /// <exception cref="BackupRefusedException">Another ledger is there.</exception>
    public static bool PutBack(string path, string storeFolder, Action<ILedgerFiles>? change = null)
    {
        var folder = LedgerFolder.Of(storeFolder);
        var scratch = folder + ".restoring";
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        _ = new LedgerFolder(scratch);
        TarFile.ExtractToDirectory(path, scratch, overwriteFiles: true);
        change?.Invoke(new LedgerFolder(scratch));
        if (File.Exists(Path.Combine(folder, Entries)))
        {
            var goesOn = BeginsWith(Path.Combine(folder, Entries), Path.Combine(scratch, Entries));
            Directory.Delete(scratch, recursive: true);
            return goesOn
                ? true
                : throw new BackupRefusedException(new Fault("ledger-other", $"The ledger in {folder} does not begin with the entries of this backup.", "Move that folder away; keep it, since it shows what was published."));
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.Move(scratch, folder);
        FolderSync.Run(storeFolder);
        return false;
    }

    /// <summary>Lets the ledger in a folder declare, at the next start, that its journal ends at an earlier row again.</summary>
    /// <param name="storeFolder">The store's folder; one without a ledger has nothing to declare.</param>
    /// <param name="sequence">The last row of the backup.</param>
    public static void DeclareRestore(string storeFolder, long sequence)
    {
        if (File.Exists(Path.Combine(LedgerFolder.Of(storeFolder), Entries)))
        {
            var bytes = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64BigEndian(bytes, sequence);
            new LedgerFolder(LedgerFolder.Of(storeFolder)).Replace(Restored, bytes);
        }
    }

    private static bool IsKept(string name) => name == "origin" || name.StartsWith("succession-", StringComparison.Ordinal);

    private static void Add(TarWriter tar, string name, Stream content)
    {
        using (content)
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        }
    }

    private static bool BeginsWith(string longer, string shorter)
    {
        using var whole = File.OpenRead(longer);
        using var first = File.OpenRead(shorter);
        if (whole.Length < first.Length)
        {
            return false;
        }

        var (left, right) = (new byte[1 << 16], new byte[1 << 16]);
        while (first.ReadAtLeast(right, right.Length, throwOnEndOfStream: false) is > 0 and var read)
        {
            whole.ReadExactly(left, 0, read);
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first bytes of a file that goes on growing.</summary>
    private sealed class FirstBytes(Stream inner, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, (int)Math.Min(count, length - inner.Position));

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(origin == SeekOrigin.End ? length + offset : offset, origin == SeekOrigin.End ? SeekOrigin.Begin : origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>How far a ledger was.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Head">The head published last; null for none.</param>
/// <param name="Length">Bytes of its entries.</param>
public sealed record LedgerMoment(string Folder, byte[]? Head, long Length);
