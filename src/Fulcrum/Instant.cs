using System.Globalization;

namespace Fulcrum;

/// <summary>A moment in time, as the journal keeps it.</summary>
/// <remarks>Unit: whole milliseconds since 1970-01-01T00:00:00Z. Half the size of a <see cref="DateTimeOffset"/>, which matters a million profiles over.</remarks>
/// <param name="UnixMs">Milliseconds since the Unix epoch (UTC).</param>
public readonly record struct Instant(long UnixMs) : IComparable<Instant>
{
    /// <summary>The smallest instant; stands for "never" where a latest instant is kept.</summary>
    public static Instant Never { get; } = new(long.MinValue);

    /// <summary>Drops what is finer than a millisecond.</summary>
    public static Instant From(DateTimeOffset time) => new(time.ToUnixTimeMilliseconds());

    /// <summary>The same moment as a UTC date and time.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMs);

    /// <summary>Milliseconds added; stays at the ends of the range instead of wrapping.</summary>
    public static Instant operator +(Instant at, TimeSpan span) => new(Saturated(at.UnixMs, (long)span.TotalMilliseconds));

    /// <summary>Milliseconds taken away; stays at the ends of the range instead of wrapping.</summary>
    public static Instant operator -(Instant at, TimeSpan span) => new(Saturated(at.UnixMs, -(long)span.TotalMilliseconds));

    /// <summary>The span from <paramref name="earlier"/> to <paramref name="later"/>; negative when they are the other way round.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => TimeSpan.FromMilliseconds(later.UnixMs - earlier.UnixMs);

    /// <summary>Whether the left one comes first.</summary>
    public static bool operator <(Instant left, Instant right) => left.UnixMs < right.UnixMs;

    /// <summary>Whether the right one comes first.</summary>
    public static bool operator >(Instant left, Instant right) => left.UnixMs > right.UnixMs;

    /// <summary>Whether the left one comes first, or both are the same.</summary>
    public static bool operator <=(Instant left, Instant right) => left.UnixMs <= right.UnixMs;

    /// <summary>Whether the right one comes first, or both are the same.</summary>
    public static bool operator >=(Instant left, Instant right) => left.UnixMs >= right.UnixMs;

    /// <inheritdoc />
    public int CompareTo(Instant other) => UnixMs.CompareTo(other.UnixMs);

    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public override string ToString() =>
        this == Never ? "never" : ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static long Saturated(long left, long right)
    {
        var sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? (right < 0 ? long.MinValue : long.MaxValue) : sum;
    }
}
