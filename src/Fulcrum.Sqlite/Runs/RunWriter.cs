using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Fulcrum.Sqlite.Engine;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Sqlite.Runs;

/// <summary>Writes a run from records that come in order, under a passing name until it is whole and on disk.</summary>
internal sealed class RunWriter : IDisposable
{
    private const int FlushSize = 1 << 20;

    private readonly RunShape _shape;
    private readonly string _path;
    private readonly string _passing;
    private readonly SafeFileHandle _file;
    private readonly KeyFilter? _filter;
    private readonly List<ulong> _fences = [];
    private readonly List<uint> _checksums = [];
    private readonly byte[] _buffer;
    private int _used;
    private int _pageStart;
    private long _written;
    private long _count;
    private long _most;
    private ulong _lastKey;

    /// <summary>Begins a run.</summary>
    public RunWriter(string path, RunShape shape, long countMax)
    {
        (_path, _shape) = (path, shape);
        _passing = path + ".tmp";
        _file = Disk.Create(_passing);
        _filter = shape.Filtered ? new KeyFilter(countMax) : null;
        _buffer = new byte[(FlushSize / shape.PageSize + 1) * shape.PageSize];
    }

    /// <summary>Adds the next record; its key is greater than the last one's.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        if (_used == _pageStart)
        {
            _fences.Add(BinaryPrimitives.ReadUInt64BigEndian(record));
        }

        record.CopyTo(_buffer.AsSpan(_used));
        _used += _shape.Width;
        _count++;
        _filter?.Add(record);
        _most = Math.Max(_most, BinaryPrimitives.ReadInt64BigEndian(record[^8..]));
        _lastKey = BinaryPrimitives.ReadUInt64BigEndian(record);
        if (_used - _pageStart == _shape.PageSize)
        {
            EndPage();
        }
    }

    /// <summary>Puts the run under its name once it is on disk, and opens it.</summary>
    public RunFile Finish()
    {
        if (_used > _pageStart)
        {
            EndPage();
        }

        Flush();
        var filter = _filter is null ? [] : _filter.Bytes;
        var tail = new byte[(_fences.Count * 12) + filter.Length];
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_fences)).CopyTo(tail);
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_checksums)).CopyTo(tail.AsSpan(_fences.Count * 8));
        filter.CopyTo(tail.AsSpan(_fences.Count * 12));

        Span<byte> footer = stackalloc byte[RunFile.FooterSize];
        footer.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(footer, RunFile.Mark);
        BinaryPrimitives.WriteInt32LittleEndian(footer[8..], _shape.Width);
        BinaryPrimitives.WriteInt32LittleEndian(footer[12..], _shape.KeyWidth);
        BinaryPrimitives.WriteInt64LittleEndian(footer[16..], _count);
        BinaryPrimitives.WriteInt64LittleEndian(footer[24..], filter.Length);
        BinaryPrimitives.WriteInt64LittleEndian(footer[32..], _most);
        BinaryPrimitives.WriteUInt64LittleEndian(footer[40..], _lastKey);
        BinaryPrimitives.WriteUInt64LittleEndian(footer[56..], RunFile.Hash(tail, footer));

        Disk.Write(_file, _passing, tail, _written);
        Disk.Write(_file, _passing, footer, _written + tail.Length);
        Disk.Sync(_file, _passing);
        _file.Dispose();
        Disk.Rename(_passing, _path);
        return RunFile.Open(_path, _shape);
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    private void EndPage()
    {
        _checksums.Add(Crc32.HashToUInt32(_buffer.AsSpan(_pageStart, _used - _pageStart)));
        _pageStart = _used;
        if (_used >= FlushSize || _used + _shape.PageSize > _buffer.Length)
        {
            Flush();
        }
    }

    private void Flush()
    {
        Disk.Write(_file, _passing, _buffer.AsSpan(0, _used), _written);
        _written += _used;
        (_used, _pageStart) = (0, 0);
    }
}
