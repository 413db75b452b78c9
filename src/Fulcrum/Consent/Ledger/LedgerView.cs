namespace Fulcrum.Consent.Ledger;

/// <summary>The files of a ledger as they were when this was made, while its owner adds to them. What is written to it stays in memory.</summary>
/// <remarks>
/// An owner writes entries first, then the hashes of the tree, then the mark and the head that say how far they are whole. So the small files are
/// read first and the lengths of the great ones after: what those files speak of is always there. For one thread.
/// </remarks>
public sealed class LedgerView : ILedgerFiles
{
    private static readonly string[] Small = ["mark", "checkpoint", "synced"];

    private readonly Dictionary<string, byte[]?> _small = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lengths = new(StringComparer.Ordinal);
    private readonly IReadableLedgerFiles _files;

    /// <summary>Notes how the files are now.</summary>
    /// <param name="files">The folder.</param>
    public LedgerView(IReadableLedgerFiles files)
    {
        _files = files;
        foreach (var name in Small)
        {
            _small[name] = files.Read(name);
        }

        foreach (var name in files.Names)
        {
            using var file = files.OpenRead(name);
            _lengths[name] = file?.Length ?? 0;
        }
    }

    /// <inheritdoc />
    public ILedgerFile Open(string name)
    {
        if (_small.GetValueOrDefault(name) is { } noted)
        {
            var seen = new Seen(null, 0);
            seen.Write(0, noted);
            return seen;
        }

        var length = _lengths.GetValueOrDefault(name);
        return new Seen(length > 0 ? _files.OpenRead(name) : null, length);
    }

    /// <inheritdoc />
    public byte[]? Read(string name) => _small.TryGetValue(name, out var bytes) ? bytes : _small[name] = _files.Read(name);

    /// <inheritdoc />
    public void Replace(string name, ReadOnlySpan<byte> bytes) => _small[name] = bytes.ToArray();

    /// <inheritdoc />
    public void Delete(string name) => _small[name] = null;

    /// <inheritdoc />
    public string PathOf(string name) => _files.PathOf(name);

    /// <summary>The first bytes are the file's, what follows is in memory.</summary>
    private sealed class Seen(ILedgerFile? file, long length) : ILedgerFile
    {
        private readonly MemoryStream _tail = new();
        private long _kept = length;

        public long Length => _kept + _tail.Length;

        public int Read(long at, Span<byte> into)
        {
            var read = 0;
            if (at < _kept)
            {
                read = file!.Read(at, into[..(int)Math.Min(into.Length, _kept - at)]);
                if (at + read < _kept)
                {
                    return read;
                }
            }

            if (read < into.Length && at + read - _kept < _tail.Length)
            {
                _tail.Position = at + read - _kept;
                read += _tail.Read(into[read..]);
            }

            return read;
        }

        public void Write(long at, ReadOnlySpan<byte> bytes)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(at, Length);
            if (at < _kept)
            {
                TakeOver(at);
            }

            _tail.Position = at - _kept;
            _tail.Write(bytes);
        }

        public void Cut(long length)
        {
            if (length < _kept)
            {
                _kept = length;
                _tail.SetLength(0);
            }
            else
            {
                _tail.SetLength(length - _kept);
            }
        }

        public void Sync()
        {
            // Nothing of it is kept.
        }

        public void Dispose()
        {
            file?.Dispose();
            _tail.Dispose();
        }

        /// <summary>What lies behind a place is held in memory from now on.</summary>
        private void TakeOver(long at)
        {
            var taken = new byte[_kept - at];
            var (read, behind) = (file!.Read(at, taken), _tail.ToArray());
            if (read != taken.Length)
            {
                throw new IOException("A file of the ledger became shorter while it was read.");
            }

            _kept = at;
            _tail.SetLength(0);
            _tail.Position = 0;
            _tail.Write(taken);
            _tail.Write(behind);
        }
    }
}

/// <summary>A ledger's files, read beside the process that adds to them.</summary>
public interface IReadableLedgerFiles
{
    /// <summary>The files that grow.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Opens a file for reading alone; null when there is none.</summary>
    ILedgerFile? OpenRead(string name);

    /// <summary>Reads a small file as a whole; null when there is none.</summary>
    byte[]? Read(string name);

    /// <summary>Where a file is, for a person who has to look after it.</summary>
    string PathOf(string name);
}
