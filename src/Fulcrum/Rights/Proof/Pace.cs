using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Fulcrum.Rights.Proof;

/// <summary>Holds callers to so many in a span, in memory that does not grow: callers are hashed into 65,536 buckets.</summary>
/// <remarks>
/// A bucket is one number, the moment its caller will have used up what was asked so far (the generic cell rate algorithm). Two callers
/// in one bucket share its pace; the hash is seeded anew by each process. Safe from many threads.
/// </remarks>
internal sealed class Pace(int count, TimeSpan span, long seed)
{
    private const int Buckets = 1 << 16;

    private readonly long[] _usedUpAt = new long[Buckets];
    private readonly long _each = Math.Max(1, (long)(span.TotalMilliseconds / count));
    private readonly long _burst = Math.Max(1, (long)(span.TotalMilliseconds / count)) * count;

    /// <summary>Counts one.</summary>
    /// <returns>Zero when it is within the pace, else how long until one is again.</returns>
    internal TimeSpan Count(string caller, Instant now)
    {
        ref var bucket = ref _usedUpAt[(int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(caller.AsSpan()), seed) % Buckets)];
        var seen = Volatile.Read(ref bucket);
        while (true)
        {
            var usedUpAt = Math.Max(seen, now.UnixMs) + _each;
            if (usedUpAt - now.UnixMs > _burst)
            {
                return TimeSpan.FromMilliseconds(usedUpAt - now.UnixMs - _burst);
            }

            var before = Interlocked.CompareExchange(ref bucket, usedUpAt, seen);
            if (before == seen)
            {
                return TimeSpan.Zero;
            }

            seen = before;
        }
    }
}
