namespace Fulcrum.Crash.Host;

/// <summary>The system's clock with its hands moved. Timers and time stamps are the system's own: a clock that is set moves no monotonic time.</summary>
internal sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

    public void Shift(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
