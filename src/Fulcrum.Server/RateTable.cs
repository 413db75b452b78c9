namespace Fulcrum.Server;

/// <summary>Counts callers against one rate in memory that does not grow: callers are hashed into 65,536 buckets.</summary>
/// <remarks>
/// A bucket is one number: when its caller will have used up what was asked so far, at the rate (the generic cell rate
/// algorithm). Two callers in one bucket share its rate; the hash is seeded anew by each process, so nobody can choose with
/// whom. Safe from many threads; nothing is allocated or locked.
/// </remarks>
internal sealed class RateTable
{
    /// <summary>Buckets.</summary>
    public const int Buckets = 1 << 16;

    private readonly long[] _usedUpAt = new long[Buckets];
    private readonly long _ticksEach;
    private readonly long _ticksBurst;
    private readonly long _ticksPerSecond;

    /// <summary>Makes an empty one.</summary>
    public RateTable(Rate rate, long ticksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rate.PerSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rate.Burst, 1);
        (Rate, _ticksPerSecond) = (rate, ticksPerSecond);
        _ticksEach = Math.Max(1, ticksPerSecond / rate.PerSecond);
        _ticksBurst = _ticksEach * rate.Burst;
    }

    /// <summary>The rate.</summary>
    public Rate Rate { get; }

    /// <summary>Counts one request of a caller at a time.</summary>
    /// <returns>0 when it is within the rate, else whole seconds after which one is again.</returns>
    public int Count(int caller, long now)
    {
        ref var bucket = ref _usedUpAt[caller & (Buckets - 1)];
        var seen = Volatile.Read(ref bucket);
        while (true)
        {
            var usedUpAt = Math.Max(seen, now) + _ticksEach;
            if (usedUpAt - now > _ticksBurst)
            {
                return (int)Math.Max(1, (usedUpAt - now - _ticksBurst + _ticksPerSecond - 1) / _ticksPerSecond);
            }

            var before = Interlocked.CompareExchange(ref bucket, usedUpAt, seen);
            if (before == seen)
            {
                return 0;
            }

            seen = before;
        }
    }
}
