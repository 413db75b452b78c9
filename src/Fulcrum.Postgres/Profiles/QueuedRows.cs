using Fulcrum.Profiles;

namespace Fulcrum.Postgres.Profiles;

/// <summary>Rows that wait for their transaction, encoded as they came, and found by sequence and by subject. Not safe from many threads.</summary>
internal sealed class QueuedRows
{
    private const int ChunkMin = 4 * 1024;
    private const int ChunkMax = 64 * 1024;

    private readonly List<(byte[] Bytes, int Used)> _chunks = [];
    private readonly List<(int Chunk, int Start)> _places = [];
    private readonly List<int> _previous = [];
    private readonly Dictionary<long, int> _newest = [];

    /// <summary>Sequence of the first row; 0 for none.</summary>
    public long First { get; private set; }

    /// <summary>Sequence of the last row; one less than <see cref="First"/> when there is none.</summary>
    public long Last => First + _places.Count - 1;

    /// <summary>How many.</summary>
    public int Count => _places.Count;

    /// <summary>Adds the next row; its bytes are copied.</summary>
    public void Add(long sequence, in JournalRow row)
    {
        if (_places.Count == 0)
        {
            First = sequence;
        }

        var size = RowCoding.SizeMax(row);
        if (_chunks.Count == 0 || _chunks[^1].Bytes.Length - _chunks[^1].Used < size)
        {
            // Small at first: most groups of a quiet store are one row.
            _chunks.Add((new byte[Math.Max(size, Math.Min(ChunkMax, ChunkMin << Math.Min(_chunks.Count, 4)))], 0));
        }

        var (bytes, used) = _chunks[^1];
        var written = RowCoding.Write(bytes.AsSpan(used), sequence, row);
        _chunks[^1] = (bytes, used + written);

        // Each slot points at the slot before it of the same subject.
        var slot = _places.Count;
        _places.Add((_chunks.Count - 1, used));
        _previous.Add(!row.Subject.IsNone && _newest.TryGetValue(row.Subject.Value, out var newest) ? newest : -1);
        if (!row.Subject.IsNone)
        {
            _newest[row.Subject.Value] = slot;
        }
    }

    /// <summary>The row of a sequence; null when it is not here.</summary>
    public JournalEntry? Find(long sequence) => Count > 0 && sequence >= First && sequence <= Last ? At((int)(sequence - First)) : null;

    /// <summary>Adds a subject's rows after a sequence, oldest first.</summary>
    public void Collect(SubjectId subject, long after, List<JournalEntry> found)
    {
        if (!_newest.TryGetValue(subject.Value, out var slot))
        {
            return;
        }

        var start = found.Count;
        for (; slot >= 0 && First + slot > after; slot = _previous[slot])
        {
            found.Add(At(slot));
        }

        found.Reverse(start, found.Count - start);
    }

    /// <summary>Writes all of them as one binary COPY.</summary>
    public void CopyTo(Stream stream)
    {
        stream.Write(RowCoding.CopyHeader);
        foreach (var (bytes, used) in _chunks)
        {
            stream.Write(bytes.AsSpan(0, used));
        }

        stream.Write(RowCoding.CopyTrailer);
    }

    private JournalEntry At(int slot) => RowCoding.Read(_chunks[_places[slot].Chunk].Bytes.AsSpan(_places[slot].Start));
}
