using System.Buffers.Binary;
using Fulcrum.Identity;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Rights;
using Fulcrum.Sqlite.Runs;

namespace Fulcrum.Sqlite.Identity;

/// <summary>Whose is an identifier: recent bindings in memory, the others in sorted runs with a filter, so that a miss is cheap.</summary>
internal sealed class IdentifierIndex(string folder, Erased erased) : IIdentifierIndex
{
    /// <summary>Bytes of one packed key in <c>JournalRow.Identifiers</c>.</summary>
    public const int PackedSize = 17;

    private static readonly RunShape Shape = new("identifiers", Width: 32, KeyWidth: PackedSize, Filtered: true);

    private readonly Lock _lock = new();
    private readonly RunSet _runs = new(folder, Shape);
    private readonly IdentifierCache _cache = new();
    private Dictionary<IdentifierKey, long> _active = [];
    private Dictionary<IdentifierKey, long>? _frozen;

    /// <summary>The runs, for whoever looks through all files.</summary>
    public IReadOnlyList<RunFile> Runs => _runs.Runs;

    /// <summary>Rows up to here are in the runs.</summary>
    public long Through => _runs.Through;

    /// <summary>Starts empty when the runs know more rows than the journal has.</summary>
    public void ClearBeyond(long head) => _runs.ClearBeyond(head);

    /// <inheritdoc />
    public ValueTask<SubjectId> FindAsync(IdentifierKey key, CancellationToken cancellation) => new(new SubjectId(Find(key)));

    /// <summary>Adds the bindings the next rows of the journal bring. A key that is bound keeps its subject.</summary>
    public void Add(ReadOnlySpan<JournalRow> rows)
    {
        foreach (var row in rows)
        {
            if (row.Kind == EntryKind.Tombstone || row.Subject.IsNone)
            {
                continue;
            }

            for (var packed = row.Identifiers.Span; packed.Length >= PackedSize; packed = packed[PackedSize..])
            {
                var key = Unpack(packed);
                if (Find(key) == 0)
                {
                    lock (_lock)
                    {
                        _active[key] = row.Subject.Value;
                    }
                }
            }
        }
    }

    /// <summary>Closes the generation that grows; it waits to be written.</summary>
    public void Freeze()
    {
        lock (_lock)
        {
            (_frozen, _active) = (_active, []);
        }
    }

    /// <summary>Writes the frozen generation as a run.</summary>
    public void Flush(long through)
    {
        var frozen = _frozen!;
        var keys = frozen.Where(binding => !erased.Holds(binding.Value)).Select(binding => binding.Key).ToArray();
        Array.Sort(keys, static (left, right) => left.Hash != right.Hash ? left.Hash.CompareTo(right.Hash) : left.Type.CompareTo(right.Type));
        _runs.Add(Encode(keys, frozen), keys.Length, through);
        lock (_lock)
        {
            _frozen = null;
        }

        _runs.Tidy(_ => false, IsKept);
    }

    /// <summary>Writes every run anew that holds somebody erased. For the thread that writes.</summary>
    /// <returns>How many.</returns>
    public int Purge() => _runs.Purge(IsKept);

    private bool IsKept(ReadOnlyMemory<byte> record) => !erased.Holds(BinaryPrimitives.ReadInt64BigEndian(record.Span[24..]));

    /// <summary>Reads a packed key: type, hash big-endian.</summary>
    public static IdentifierKey Unpack(ReadOnlySpan<byte> packed) => new(BinaryPrimitives.ReadUInt128BigEndian(packed[1..]), packed[0]);

    private long Find(IdentifierKey key)
    {
        lock (_lock)
        {
            if ((_active.TryGetValue(key, out var recent) || (_frozen?.TryGetValue(key, out recent) ?? false)) && !erased.Holds(recent))
            {
                return recent;
            }
        }

        if (_cache.TryFind(key, out var cached) && !erased.Holds(cached))
        {
            return cached;
        }

        Span<byte> record = stackalloc byte[Shape.Width];
        Span<byte> packed = stackalloc byte[PackedSize];
        BinaryPrimitives.WriteUInt128BigEndian(packed, key.Hash);
        packed[16] = key.Type;
        var runs = _runs.Runs;
        for (var i = runs.Length - 1; i >= 0; i--)
        {
            if (runs[i].TryFind(packed, record))
            {
                var subject = BinaryPrimitives.ReadInt64BigEndian(record[24..]);
                if (!erased.Holds(subject))
                {
                    _cache.Keep(key, subject);
                    return subject;
                }
            }
        }

        return 0;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(IdentifierKey[] keys, Dictionary<IdentifierKey, long> bindings)
    {
        var buffer = new byte[Shape.Width];
        foreach (var key in keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(buffer, key.Hash);
            buffer[16] = key.Type;
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(24), bindings[key]);
            yield return buffer;
        }
    }
}
