namespace Fulcrum.Cli.Prove.Restore;

/// <summary>The clock of a drill: it runs as the real one does, and can be let pass. Safe from many threads.</summary>
internal sealed class DrillClock(TimeProvider real) : TimeProvider
{
    private long _ahead;

    /// <summary>Lets time pass at once.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ahead));

    /// <inheritdoc />
    public override long GetTimestamp() => real.GetTimestamp();

    /// <inheritdoc />
    public override long TimestampFrequency => real.TimestampFrequency;
}
