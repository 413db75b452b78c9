using System.Collections.Concurrent;

namespace Fulcrum.Profiles;

/// <summary>Profiles whose tail has grown so long that a snapshot is due, in the order in which they came to it.</summary>
/// <remarks>
/// The tail is what a load reads besides the snapshot, row by row, so it is its length that is bounded, not the snapshot's
/// age. A profile stands here once at most. Safe from many threads.
/// </remarks>
internal sealed class SnapshotsDue
{
    /// <summary>Rows since the last snapshot from which one is due: so many are read in about a millisecond.</summary>
    public const int TailMax = 64;

    private readonly ConcurrentQueue<LiveProfile> _due = new();
    private long _rows;

    /// <summary>How many wait.</summary>
    public int Count => _due.Count;

    /// <summary>Rows folded since the start; tells whether anything changed at all, and how fast.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Rows of a profile were folded, or read as its tail. The caller holds its lock.</summary>
    public void Grow(LiveProfile live, int rows)
    {
        Interlocked.Add(ref _rows, rows);
        live.Tail += rows;
        if (live.Tail >= TailMax && !live.IsDue)
        {
            live.IsDue = true;
            _due.Enqueue(live);
        }
    }

    /// <summary>Takes the next ones.</summary>
    public List<LiveProfile> Take(int count)
    {
        var taken = new List<LiveProfile>(Math.Min(count, _due.Count));
        while (taken.Count < count && _due.TryDequeue(out var live))
        {
            lock (live)
            {
                live.IsDue = false;
            }

            taken.Add(live);
        }

        return taken;
    }
}
