using Fulcrum.Consent;

namespace Fulcrum.Profiles;

/// <summary>When, by which row and out of which origin something came in. 16 bytes.</summary>
/// <remarks>Ordered by event time, then by journal sequence: of two things at one moment the later told is the later.</remarks>
internal readonly struct Stamp(long unixMs, long sequence, int origin)
{
    private readonly ulong _packed = unchecked(((ulong)sequence << 16) | (ushort)origin);

    /// <summary>Event time.</summary>
    internal long UnixMs { get; } = unixMs;

    /// <summary>Journal sequence of the row behind it.</summary>
    internal long Sequence => (long)(_packed >> 16);

    /// <summary>Position in the part's table of origins.</summary>
    internal int Origin => (int)(_packed & 0xffff);

    /// <summary>Whether this is the later of two.</summary>
    internal bool IsAfter(Stamp other) => UnixMs != other.UnixMs ? UnixMs > other.UnixMs : Sequence > other.Sequence;

    /// <summary>The same with another origin.</summary>
    internal Stamp WithOrigin(int origin) => new(UnixMs, Sequence, origin);
}

/// <summary>The purposes data came in for, and whence. A withdrawal clears its bit here, and so everywhere at once.</summary>
internal readonly record struct Origin(PurposeSet Kept, ushort Source, Provenance Provenance);

/// <summary>What a cell holds of its fact.</summary>
internal enum CellRole : byte
{
    /// <summary>The latest value.</summary>
    Latest,

    /// <summary>A running count, with sum or text.</summary>
    Tally,

    /// <summary>A case and its last opening.</summary>
    Opened,

    /// <summary>A case and its last closing.</summary>
    Closed,
}

/// <summary>One piece of what a fact rests on. 48 bytes; a million profiles hold ten or so each.</summary>
internal struct Cell
{
    /// <summary>The value; for a tally its sum or text, for a case its id.</summary>
    internal FactValue Value;

    /// <summary>The latest row behind it, and its origin.</summary>
    internal Stamp Stamp;

    /// <summary>How many, for a tally.</summary>
    internal int Count;

    /// <summary>Index of the fact.</summary>
    internal ushort Slot;

    /// <summary>What it holds.</summary>
    internal CellRole Role;
}

/// <summary>The contributions of one fact inside its window, oldest first. Numbers and texts are there when the fact wants them.</summary>
internal struct Series
{
    /// <summary>Most contributions kept of one fact; beyond it the oldest are forgotten, so that no one profile fills the memory.</summary>
    internal const int CountMax = 10_000;

    /// <summary>Index of the fact.</summary>
    internal ushort Slot;

    /// <summary>How many of the array's elements are in use.</summary>
    internal int Count;

    /// <summary>When each came in.</summary>
    internal Stamp[] Stamps;

    /// <summary>The number of each; null when the fact needs none.</summary>
    internal double[]? Numbers;

    /// <summary>The text of each; null when the fact needs none.</summary>
    internal string[]? Texts;
}

/// <summary>The facts of one part: latest values, tallies, cases and contributions, each with the purposes it may serve.</summary>
/// <remarks>A mutable value inside its part; arrays of exact size, since most of a profile's memory is here.</remarks>
internal partial struct PartFacts
{
    private Cell[] _cells = [];
    private Series[] _series = [];
    private Origin[] _origins = [];

    /// <summary>Nothing known yet.</summary>
    public PartFacts()
    {
    }

    /// <summary>The cells, by slot.</summary>
    internal readonly ReadOnlySpan<Cell> Cells => _cells;

    /// <summary>The series, by slot.</summary>
    internal readonly ReadOnlySpan<Series> AllSeries => _series;

    /// <summary>The origins stamps point to.</summary>
    internal readonly ReadOnlySpan<Origin> Origins => _origins;

    /// <summary>The cells of one fact.</summary>
    internal readonly ReadOnlySpan<Cell> CellsOf(int slot)
    {
        var first = FirstOf(slot);
        var end = first;
        while (end < _cells.Length && _cells[end].Slot == slot)
        {
            end++;
        }

        return _cells.AsSpan(first, end - first);
    }

    /// <summary>The position of a fact's series; -1 when it has none.</summary>
    internal readonly int SeriesOf(int slot)
    {
        for (var at = 0; at < _series.Length; at++)
        {
            if (_series[at].Slot == slot)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Takes a value in: the latest by event time stands, for each set of purposes by itself.</summary>
    internal void SetLatest(int slot, FactValue value, Stamp stamp)
    {
        var kept = _origins[stamp.Origin].Kept;
        var first = FirstOf(slot);
        var end = first;
        for (; end < _cells.Length && _cells[end].Slot == slot; end++)
        {
            if (_cells[end].Stamp.IsAfter(stamp) && (kept - _origins[_cells[end].Stamp.Origin].Kept).IsEmpty)
            {
                return; // Everyone who could read it reads something later.
            }
        }

        var cell = new Cell { Slot = (ushort)slot, Role = CellRole.Latest, Value = value, Stamp = stamp };
        for (var at = end - 1; at >= first; at--)
        {
            if (stamp.IsAfter(_cells[at].Stamp) && (_origins[_cells[at].Stamp.Origin].Kept - kept).IsEmpty)
            {
                if (end - first == 1)
                {
                    _cells[at] = cell;
                    return;
                }

                RemoveCell(at);
                end--;
            }
        }

        InsertCell(end, cell);
    }

    /// <summary>Adds to a running count; texts are counted each by itself.</summary>
    internal void AddToTally(int slot, FactValue value, Stamp stamp, int textsMax)
    {
        var isText = value is { IsPresent: true, Type: FactType.Text };
        var first = FirstOf(slot);
        var end = first;
        for (; end < _cells.Length && _cells[end].Slot == slot; end++)
        {
            ref var cell = ref _cells[end];
            if (cell.Stamp.Origin == stamp.Origin && (!isText || cell.Value.Text == value.Text))
            {
                cell.Count = cell.Count == int.MaxValue ? int.MaxValue : cell.Count + 1;
                cell.Value = isText ? cell.Value : FactValue.Of(cell.Value.Number + value.Number);
                cell.Stamp = stamp.IsAfter(cell.Stamp) ? stamp : cell.Stamp;
                return;
            }
        }

        InsertCell(end, new Cell { Slot = (ushort)slot, Role = CellRole.Tally, Value = isText ? value : FactValue.Of(value.Number), Stamp = stamp, Count = 1 });
        if (end + 1 - first > textsMax)
        {
            RemoveCell(Rarest(first, end + 1));
        }
    }

    /// <summary>Takes a case's opening or closing in; the latest of each stands.</summary>
    internal void SetCase(int slot, FactValue id, bool closes, Stamp stamp, int casesMax)
    {
        var role = closes ? CellRole.Closed : CellRole.Opened;
        var first = FirstOf(slot);
        var end = first;
        for (; end < _cells.Length && _cells[end].Slot == slot; end++)
        {
            ref var cell = ref _cells[end];
            if (cell.Role == role && cell.Stamp.Origin == stamp.Origin && cell.Value.Text == id.Text)
            {
                cell.Stamp = stamp.IsAfter(cell.Stamp) ? stamp : cell.Stamp;
                return;
            }
        }

        InsertCell(end, new Cell { Slot = (ushort)slot, Role = role, Value = id, Stamp = stamp });
        if (end + 1 - first > casesMax)
        {
            RemoveCell(LeastNeededCase(first, end + 1));
        }
    }

    /// <summary>The position of an origin, added when new; -1 when the table is full, and then nothing is kept.</summary>
    internal int OriginOf(Origin origin)
    {
        for (var at = _origins.Length - 1; at >= 0; at--)
        {
            if (_origins[at] == origin)
            {
                return at;
            }
        }

        if (_origins.Length > ushort.MaxValue)
        {
            return -1;
        }

        Array.Resize(ref _origins, _origins.Length + 1);
        _origins[^1] = origin;
        return _origins.Length - 1;
    }

    private readonly int FirstOf(int slot)
    {
        var (low, high) = (0, _cells.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_cells[middle].Slot < slot)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private readonly int Rarest(int first, int end)
    {
        var rarest = first;
        for (var at = first + 1; at < end; at++)
        {
            var (one, least) = (_cells[at], _cells[rarest]);
            rarest = one.Count < least.Count || (one.Count == least.Count && least.Stamp.IsAfter(one.Stamp)) ? at : rarest;
        }

        return rarest;
    }

    /// <summary>The oldest cell of a case that is closed; the oldest of all when none is.</summary>
    private readonly int LeastNeededCase(int first, int end)
    {
        var least = -1;
        for (var at = first; at < end; at++)
        {
            if (IsClosed(_cells[at], first, end) && (least < 0 || _cells[least].Stamp.IsAfter(_cells[at].Stamp)))
            {
                least = at;
            }
        }

        for (var at = first; least < 0 && at < end; at++)
        {
            least = _cells[at].Stamp.UnixMs == _cells[first..end].Min(cell => cell.Stamp.UnixMs) ? at : -1;
        }

        return least;
    }

    /// <summary>Whether a cell is an opening that a closing of the same origin followed, or a closing whose opening is gone.</summary>
    private readonly bool IsClosed(Cell cell, int first, int end)
    {
        var opened = false;
        for (var at = first; at < end; at++)
        {
            ref var other = ref _cells[at];
            if (other.Role != cell.Role && other.Value.Text == cell.Value.Text && other.Stamp.Origin == cell.Stamp.Origin)
            {
                if (cell.Role == CellRole.Opened)
                {
                    return other.Stamp.IsAfter(cell.Stamp);
                }

                opened = true;
            }
        }

        return cell.Role == CellRole.Closed && !opened;
    }

    private void InsertCell(int at, Cell cell)
    {
        var grown = new Cell[_cells.Length + 1];
        _cells.AsSpan(0, at).CopyTo(grown);
        grown[at] = cell;
        _cells.AsSpan(at).CopyTo(grown.AsSpan(at + 1));
        _cells = grown;
    }

    private void RemoveCell(int at)
    {
        var shrunk = new Cell[_cells.Length - 1];
        _cells.AsSpan(0, at).CopyTo(shrunk);
        _cells.AsSpan(at + 1).CopyTo(shrunk.AsSpan(at));
        _cells = shrunk;
    }
}
