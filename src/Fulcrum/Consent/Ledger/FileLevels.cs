using System.Globalization;
using System.Runtime.InteropServices;

namespace Fulcrum.Consent.Ledger;

/// <summary>The hashes of the tree in files, one a level, 32 bytes each. They follow from the entries and can be made again.</summary>
/// <remarks>
/// What is appended waits in memory until <see cref="Flush"/>. One thread writes; others may read beside it what was flushed.
/// </remarks>
internal sealed class FileLevels : IMerkleLevels, IDisposable
{
    private const int LevelsMax = 48;

    private readonly ILedgerFiles _files;
    private readonly Level?[] _levels = new Level?[LevelsMax];

    /// <summary>Over the files, as long as they are said to be.</summary>
    /// <param name="files">Where they are.</param>
    /// <param name="size">Leaves they are good for; anything behind is written again.</param>
    public FileLevels(ILedgerFiles files, long size)
    {
        _files = files;
        for (var level = 0; size >> level > 0; level++)
        {
            _levels[level] = Open(level, size >> level);
        }
    }

    /// <summary>Whether the files hold at least the hashes of so many leaves.</summary>
    public static bool Holds(ILedgerFiles files, long size)
    {
        for (var level = 0; size >> level > 0; level++)
        {
            using var file = files.Open(NameOf(level));
            if (file.Length < (size >> level) * MerkleHash.Bytes)
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc />
    public long Count(int level) => _levels[level]?.Count ?? 0;

    /// <inheritdoc />
    public void Read(int level, long index, Span<byte> into) => _levels[level]!.Read(index, into);

    /// <inheritdoc />
    public void Append(int level, ReadOnlySpan<byte> hash) => (_levels[level] ??= Open(level, 0)).Append(hash);

    /// <summary>Hands what waits to the system; it outlives this process, and not yet a power cut.</summary>
    public void Flush()
    {
        foreach (var level in _levels)
        {
            level?.Flush();
        }
    }

    /// <summary>Puts everything flushed on disk.</summary>
    public void Sync()
    {
        foreach (var level in _levels)
        {
            level?.Sync();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var level in _levels)
        {
            level?.Dispose();
        }
    }

    /// <summary>Name of a level's file.</summary>
    public static string NameOf(int level) => string.Create(CultureInfo.InvariantCulture, $"level-{level:D2}");

    private Level Open(int level, long count) => new(_files.Open(NameOf(level)), count);

    private sealed class Level(ILedgerFile file, long count) : IDisposable
    {
        private readonly List<byte> _waiting = [];
        private long _flushed = count;

        public long Count { get; private set; } = count;

        public void Read(long index, Span<byte> into)
        {
            var flushed = Volatile.Read(ref _flushed);
            if (index >= flushed)
            {
                // Only the writer asks for what it has not flushed yet.
                CollectionsMarshal.AsSpan(_waiting).Slice((int)(index - flushed) * MerkleHash.Bytes, MerkleHash.Bytes).CopyTo(into);
            }
            else if (file.Read(index * MerkleHash.Bytes, into[..MerkleHash.Bytes]) != MerkleHash.Bytes)
            {
                throw new IOException("A hash of the ledger's tree is missing.");
            }
        }

        public void Append(ReadOnlySpan<byte> hash)
        {
            _waiting.AddRange(hash);
            Count++;
        }

        public void Flush()
        {
            if (_waiting.Count > 0)
            {
                file.Write(_flushed * MerkleHash.Bytes, CollectionsMarshal.AsSpan(_waiting));
                _waiting.Clear();
                Volatile.Write(ref _flushed, Count);
            }
        }

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
