using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Fulcrum.Sqlite.Runs;

/// <summary>A sorted, immutable file of records. Its filter and the first key of each page are in memory. Safe from many threads.</summary>
/// <remarks>
/// Layout: records; first 8 key bytes of each page; CRC-32 of each page; filter; footer of 64 bytes (mark, width,
/// key width, records, filter bytes, greatest number, first 8 bytes of the last key, hash over all but the records).
/// A superseded file is deleted while readers may still hold it; its handle goes with the last of them.
/// </remarks>
internal sealed class RunFile
{
    /// <summary>Bytes of the footer.</summary>
    public const int FooterSize = 64;

    /// <summary>Starts the footer.</summary>
    public const ulong Mark = 0x46554C4352554E31;

    private readonly SafeFileHandle _file;
    private readonly RunShape _shape;
    private readonly ulong[] _fences;
    private readonly uint[] _checksums;
    private readonly KeyFilter? _filter;

    private RunFile(string path, SafeFileHandle file, RunShape shape, long count, byte[] tail, int filterLength, ReadOnlySpan<byte> footer)
    {
        (Path, _file, _shape, Count) = (path, file, shape, count);
        var pages = (int)((count + shape.PageRecords - 1) / shape.PageRecords);
        _fences = MemoryMarshal.Cast<byte, ulong>(tail.AsSpan(0, pages * 8)).ToArray();
        _checksums = MemoryMarshal.Cast<byte, uint>(tail.AsSpan(pages * 8, pages * 4)).ToArray();
        _filter = filterLength > 0 ? new KeyFilter(tail.AsSpan(pages * 12, filterLength)) : null;
        Most = BinaryPrimitives.ReadInt64LittleEndian(footer[32..]);
        LastKey = BinaryPrimitives.ReadUInt64LittleEndian(footer[40..]);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many records.</summary>
    public long Count { get; }

    /// <summary>Greatest of the numbers its records end with.</summary>
    public long Most { get; }

    /// <summary>First 8 bytes of the last key, as a big-endian number.</summary>
    public ulong LastKey { get; }

    /// <summary>Opens a run.</summary>
    /// <exception cref="InvalidDataException">The file is torn, damaged or of another shape.</exception>
    public static RunFile Open(string path, RunShape shape)
    {
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        Span<byte> footer = stackalloc byte[FooterSize];
        if (length < FooterSize || RandomAccess.Read(file, footer, length - FooterSize) != FooterSize
            || BinaryPrimitives.ReadUInt64LittleEndian(footer) != Mark
            || BinaryPrimitives.ReadInt32LittleEndian(footer[8..]) != shape.Width
            || BinaryPrimitives.ReadInt32LittleEndian(footer[12..]) != shape.KeyWidth)
        {
            file.Dispose();
            throw Damaged(path);
        }

        var count = BinaryPrimitives.ReadInt64LittleEndian(footer[16..]);
        var filterLength = BinaryPrimitives.ReadInt64LittleEndian(footer[24..]);
        if (count < 0 || count > (length - FooterSize) / shape.Width)
        {
            file.Dispose();
            throw Damaged(path);
        }

        var tail = new byte[length - FooterSize - (count * shape.Width)];
        if (filterLength < 0 || filterLength > tail.Length || RandomAccess.Read(file, tail, count * shape.Width) != tail.Length || BinaryPrimitives.ReadUInt64LittleEndian(footer[56..]) != Hash(tail, footer))
        {
            file.Dispose();
            throw Damaged(path);
        }

        return new RunFile(path, file, shape, count, tail, (int)filterLength, footer);
    }

    /// <summary>Finds the record whose key starts with these bytes; false when there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, Span<byte> record)
    {
        if (_filter is not null && !_filter.MayHold(key))
        {
            return false;
        }

        Span<byte> page = stackalloc byte[4096];
        for (var number = FirstPage(key); number < _fences.Length; number++)
        {
            var records = ReadPage(number, page);
            var at = LowerBound(records, key);
            if (at < records.Length)
            {
                var found = records.Slice(at, _shape.Width);
                found.CopyTo(record);
                return found.StartsWith(key);
            }
        }

        return false;
    }

    /// <summary>Adds the numbers of all records whose key starts with these bytes and whose number is greater than <paramref name="after"/>.</summary>
    public void Collect(ReadOnlySpan<byte> key, long after, List<long> numbers)
    {
        if (Most <= after)
        {
            return;
        }

        Span<byte> page = stackalloc byte[4096];
        for (var number = FirstPage(key); number < _fences.Length; number++)
        {
            var records = ReadPage(number, page);
            for (var at = LowerBound(records, key); at < records.Length; at += _shape.Width)
            {
                var record = records.Slice(at, _shape.Width);
                if (!record.StartsWith(key))
                {
                    return;
                }

                var value = BinaryPrimitives.ReadInt64BigEndian(record[^8..]);
                if (value > after)
                {
                    numbers.Add(value);
                }
            }
        }
    }

    /// <summary>Reads all records in order, a page at a time.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> ReadPages()
    {
        for (var number = 0; number < _fences.Length; number++)
        {
            var page = new byte[_shape.PageSize];
            var length = ReadPage(number, page).Length;
            yield return page.AsMemory(0, length);
        }
    }

    /// <summary>Hash over everything but the records, which have checksums of their own.</summary>
    public static ulong Hash(ReadOnlySpan<byte> tail, ReadOnlySpan<byte> footer)
    {
        var hash = new XxHash3();
        hash.Append(tail);
        hash.Append(footer[..56]);
        return hash.GetCurrentHashAsUInt64();
    }

    // Keys with equal first 8 bytes may begin on the page before the first fence that is not smaller.
    private int FirstPage(ReadOnlySpan<byte> key)
    {
        var prefix = BinaryPrimitives.ReadUInt64BigEndian(key);
        var (low, high) = (0, _fences.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _fences[middle] < prefix ? (middle + 1, high) : (low, middle);
        }

        return Math.Max(0, low - 1);
    }

    private ReadOnlySpan<byte> ReadPage(int number, Span<byte> page)
    {
        var start = (long)number * _shape.PageRecords;
        var length = (int)Math.Min(_shape.PageRecords, Count - start) * _shape.Width;
        if (RandomAccess.Read(_file, page[..length], start * _shape.Width) != length || Crc32.HashToUInt32(page[..length]) != _checksums[number])
        {
            throw new StoreUnavailableException($"{System.IO.Path.GetFileName(Path)}: page {number} is damaged. Stop, delete this file, start again: it is rebuilt from the journal.");
        }

        return page[..length];
    }

    private int LowerBound(ReadOnlySpan<byte> records, ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, records.Length / _shape.Width);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var smaller = records.Slice(middle * _shape.Width, key.Length).SequenceCompareTo(key) < 0;
            (low, high) = smaller ? (middle + 1, high) : (low, middle);
        }

        return low * _shape.Width;
    }

    private static InvalidDataException Damaged(string path) => new($"{System.IO.Path.GetFileName(path)} is damaged.");
}
