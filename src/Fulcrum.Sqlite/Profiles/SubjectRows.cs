using System.Buffers.Binary;
using Fulcrum.Profiles;
using Fulcrum.Sqlite.Rights;
using Fulcrum.Sqlite.Runs;

namespace Fulcrum.Sqlite.Profiles;

/// <summary>Which journal rows belong to a subject: recent ones in memory, the others in sorted runs written behind. Safe from many threads.</summary>
/// <remarks>An index by subject on the way of the append would cost four to nine times the append itself.</remarks>
internal sealed class SubjectRows(string folder, Erased erased)
{
    private static readonly RunShape Shape = new("subjects", Width: 16, KeyWidth: 16, Filtered: false);

    private readonly Lock _lock = new();
    private readonly RunSet _runs = new(folder, Shape);
    private Generation _active = new();
    private Generation? _frozen;

    /// <summary>The runs, for whoever looks through all files.</summary>
    public IReadOnlyList<RunFile> Runs => _runs.Runs;

    /// <summary>Rows up to here are in the runs.</summary>
    public long Through => _runs.Through;

    /// <summary>Starts empty when the runs know more rows than the journal has.</summary>
    public void ClearBeyond(long head) => _runs.ClearBeyond(head);

    /// <summary>The greatest subject id in the runs.</summary>
    public long SubjectsMax => _runs.Runs.Select(run => (long)run.LastKey).DefaultIfEmpty(0).Max();

    /// <summary>Adds the next rows of the journal.</summary>
    public void Add(long first, ReadOnlySpan<JournalRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                _active.Add(first++, row.Subject.Value);
            }
        }
    }

    /// <summary>The rows of a subject after a sequence, oldest first.</summary>
    public List<long> Find(SubjectId subject, long after)
    {
        var found = new List<long>();
        lock (_lock)
        {
            _active.Collect(subject.Value, after, found);
            _frozen?.Collect(subject.Value, after, found);
        }

        // Memory first: what is frozen leaves it only after its run can be read.
        Span<byte> key = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(key, subject.Value);
        foreach (var run in _runs.Runs)
        {
            run.Collect(key, after, found);
        }

        found.Sort();
        for (var i = found.Count - 1; i > 0; i--)
        {
            if (found[i] == found[i - 1])
            {
                found.RemoveAt(i);
            }
        }

        return found;
    }

    /// <summary>Closes the generation that grows; it waits to be written.</summary>
    public void Freeze()
    {
        lock (_lock)
        {
            (_frozen, _active) = (_active, new Generation());
        }
    }

    /// <summary>Writes the frozen generation as a run.</summary>
    public void Flush(long through)
    {
        var frozen = _frozen!;
        var records = frozen.Sorted();
        records.RemoveAll(record => erased.IsWiped(record.Subject));
        _runs.Add(Encode(records), records.Count, through);
        lock (_lock)
        {
            _frozen = null;
        }

        _runs.Tidy(_ => false, IsKept);
    }

    /// <summary>Writes every run anew that holds somebody whose rows were wiped. For the thread that writes.</summary>
    /// <returns>How many.</returns>
    public int Purge() => _runs.Purge(IsKept);

    private bool IsKept(ReadOnlyMemory<byte> record) => !erased.IsWiped(BinaryPrimitives.ReadInt64BigEndian(record.Span));

    private static IEnumerable<ReadOnlyMemory<byte>> Encode(List<(long Subject, long Sequence)> records)
    {
        var buffer = new byte[Shape.Width];
        foreach (var (subject, sequence) in records)
        {
            BinaryPrimitives.WriteInt64BigEndian(buffer, subject);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(8), sequence);
            yield return buffer;
        }
    }

    // One slot a row, each pointing at the slot before it of the same subject: 4 bytes a row and no list a subject.
    private sealed class Generation
    {
        private readonly Dictionary<long, int> _newest = [];
        private readonly List<int> _previous = [];
        private long _first;

        public void Add(long sequence, long subject)
        {
            if (_previous.Count == 0)
            {
                _first = sequence;
            }

            var slot = (int)(sequence - _first);
            if (subject == 0)
            {
                _previous.Add(-1);
                return;
            }

            _previous.Add(_newest.TryGetValue(subject, out var newest) ? newest : -1);
            _newest[subject] = slot;
        }

        public void Collect(long subject, long after, List<long> found)
        {
            if (!_newest.TryGetValue(subject, out var slot))
            {
                return;
            }

            for (; slot >= 0 && _first + slot > after; slot = _previous[slot])
            {
                found.Add(_first + slot);
            }
        }

        public List<(long Subject, long Sequence)> Sorted()
        {
            var records = new List<(long, long)>(_previous.Count);
            foreach (var (subject, newest) in _newest)
            {
                for (var slot = newest; slot >= 0; slot = _previous[slot])
                {
                    records.Add((subject, _first + slot));
                }
            }

            records.Sort();
            return records;
        }
    }
}
