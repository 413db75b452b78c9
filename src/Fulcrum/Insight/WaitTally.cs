using System.Numerics;

namespace Fulcrum.Insight;

/// <summary>Counts waits so that any quantile can be told within 2 % without keeping one of them. Not safe from many threads.</summary>
/// <remarks>Below 128 ms each millisecond has its own place; above, each doubling is divided into 64 places of equal width.</remarks>
internal sealed class WaitTally
{
    private const int ExactBits = 7;
    private const int PlacesADoubling = 1 << (ExactBits - 1);

    private readonly SortedDictionary<int, long> _places = [];

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a wait; one below zero, which two clocks can tell, is none.</summary>
    public void Add(TimeSpan wait)
    {
        var place = PlaceOf((long)Math.Max(0, wait.TotalMilliseconds));
        _places[place] = _places.GetValueOrDefault(place) + 1;
        Count++;
    }

    /// <summary>Takes another's counts in.</summary>
    public void Add(WaitTally other)
    {
        foreach (var (place, count) in other._places)
        {
            _places[place] = _places.GetValueOrDefault(place) + count;
            Count += count;
        }
    }

    /// <summary>Median and 99th percentile; zero for no waits.</summary>
    public WaitFigures ToFigures() => new(Count, Quantile(0.5), Quantile(0.99));

    /// <summary>The wait that a share of all did not exceed, by the upper end of its place.</summary>
    public TimeSpan Quantile(double share)
    {
        var (wanted, seen) = ((long)Math.Ceiling(share * Count), 0L);
        foreach (var (place, count) in _places)
        {
            seen += count;
            if (seen >= wanted)
            {
                return TimeSpan.FromMilliseconds(LastOf(place));
            }
        }

        return TimeSpan.Zero;
    }

    private static int PlaceOf(long ms)
    {
        if (ms < 1 << ExactBits)
        {
            return (int)ms;
        }

        var shift = BitOperations.Log2((ulong)ms) - (ExactBits - 1);
        return (shift * PlacesADoubling) + (int)(ms >> shift);
    }

    private static long LastOf(int place)
    {
        if (place < 1 << ExactBits)
        {
            return place;
        }

        var shift = (place / PlacesADoubling) - 1;
        return ((long)(place - (shift * PlacesADoubling) + 1) << shift) - 1;
    }
}
