using System.Buffers.Binary;
using System.IO.Hashing;
using Fulcrum.Sqlite.Engine;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>How far the journal was acknowledged, beside it: a journal that ends earlier has lost something.</summary>
/// <remarks>
/// A flipped bit in a write-ahead log makes SQLite take the log to end there, in silence. The mark is written after each
/// commit and never synced: it can be behind what is on disk after a power cut, and never ahead of it. Not known (missing,
/// damaged) means: nothing derived from the journal is believed either. One thread writes.
/// </remarks>
internal sealed class JournalMark : IDisposable
{
    private const int Size = 24;
    private const ulong Magic = 0x46554C434D41524B;

    private readonly SafeFileHandle _file;
    private readonly string _path;

    /// <summary>Opens the mark, made when missing.</summary>
    public JournalMark(string path)
    {
        (_path, _file) = (path, Disk.OpenOrCreate(path));
        Span<byte> bytes = stackalloc byte[Size];
        if (RandomAccess.Read(_file, bytes, 0) == Size
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == Magic
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]) == XxHash3.HashToUInt64(bytes[..16]))
        {
            Found = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        }
    }

    /// <summary>The last row acknowledged, as found; null when it is not known.</summary>
    public long? Found { get; }

    /// <summary>Everything up to this row is on disk.</summary>
    public void Set(long sequence)
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], XxHash3.HashToUInt64(bytes[..16]));
        Disk.Write(_file, _path, bytes, 0);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();
}
