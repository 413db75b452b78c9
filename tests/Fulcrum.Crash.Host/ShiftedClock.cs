namespace Fulcrum.Crash.Host;

/// <summary>The system's clock with its hands moved, or with time let pass. Timers are the system's own.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _set;
    private long _passed;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _set) + Interlocked.Read(ref _passed));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref _passed)).TotalSeconds * TimestampFrequency);

    /// <summary>Somebody sets the clock: that moves no monotonic time.</summary>
    public void Shift(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    /// <summary>Time passes, by every measure.</summary>
    public void Pass(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);
}
