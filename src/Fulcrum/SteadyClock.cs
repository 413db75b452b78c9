using System.Globalization;

namespace Fulcrum;

/// <summary>
/// The time rows are stamped with and ages are measured by: the machine's clock as far as it can be believed. It never goes back, and it
/// does not follow a leap that would delete, forget or count twice by a mistake of somebody's hand. Safe from many threads.
/// </summary>
/// <remarks>
/// <para>Between two looks it runs by the machine's monotonic time. A wall clock that is ahead by at most <see cref="JumpMax"/> is followed; one that
/// leapt further is not, until somebody confirms it or it comes back. One that was set back a little is waited for at half speed, one that was
/// set back far is not waited for.</para>
/// <para>It begins where the store's newest row is, and refuses to begin where the wall clock is more than <see cref="ClosedMax"/> past
/// it: either the store was closed that long, or the clock is wrong, and only a person knows. Until it is anchored it says the Unix epoch, at
/// which nothing is old.</para>
/// </remarks>
/// <param name="machine">The machine's clock.</param>
public sealed class SteadyClock(TimeProvider machine) : TimeProvider
{
    /// <summary>The furthest leap forward that is followed while running.</summary>
    public static readonly TimeSpan JumpMax = TimeSpan.FromDays(1);

    /// <summary>How long a store may have been closed without anybody being asked.</summary>
    public static readonly TimeSpan ClosedMax = TimeSpan.FromDays(31);

    /// <summary>Behind by more than this is said.</summary>
    public static readonly TimeSpan BehindMax = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _told = DateTimeOffset.UnixEpoch;
    private long _stamp;
    private bool _isAnchored;
    private TimeSpan _off;

    /// <inheritdoc />
    public override TimeZoneInfo LocalTimeZone => machine.LocalTimeZone;

    /// <inheritdoc />
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <summary>Why the machine's clock is not followed; null while it is.</summary>
    public Fault? Doubt
    {
        get
        {
            var now = GetUtcNow();
            lock (_lock)
            {
                return _off > JumpMax ? Ahead(now + _off, now) : _off < -BehindMax ? Behind(now + _off, now) : null;
            }
        }
    }

    /// <inheritdoc />
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            if (!_isAnchored)
            {
                return _told;
            }

            var stamp = machine.GetTimestamp();
            var passed = machine.GetElapsedTime(_stamp, stamp);
            var (wall, expected) = (machine.GetUtcNow(), _told + passed);
            _off = wall - expected;
            _told = _off switch
            {
                var off when off > JumpMax || off < -JumpMax => expected,
                var off when off >= TimeSpan.Zero => wall,
                _ => _told + (passed / 2) is var slow && slow > wall ? slow : wall,
            };
            _stamp = stamp;
            return _told;
        }
    }

    /// <summary>Begins to run.</summary>
    /// <param name="newest">When the store's newest row was written; the epoch for a store without rows.</param>
    /// <param name="confirmed">When somebody last confirmed the machine's clock, by that clock; null for never.</param>
    /// <exception cref="StoreStartException">The machine's clock is too far past the newest row to be believed without being asked about.</exception>
    public void Anchor(Instant newest, DateTimeOffset? confirmed)
    {
        var wall = machine.GetUtcNow();
        if (newest.UnixMs <= 0 || (confirmed is { } said && wall >= said && wall - said <= ClosedMax))
        {
            Begin(wall);
            return;
        }

        var last = newest.ToDateTimeOffset();
        if (wall - last > ClosedMax)
        {
            throw new StoreStartException(Ahead(wall, last));
        }

        Begin(wall > last ? wall : last);
    }

    /// <summary>Somebody says that the machine's clock is right: it is followed from now on, wherever it stands.</summary>
    public void Confirm() => Begin(machine.GetUtcNow());

    private void Begin(DateTimeOffset at)
    {
        lock (_lock)
        {
            (_told, _stamp, _off, _isAnchored) = (at, machine.GetTimestamp(), TimeSpan.Zero, true);
        }
    }

    private static Fault Ahead(DateTimeOffset wall, DateTimeOffset last) => new(
        "clock-ahead",
        string.Create(CultureInfo.InvariantCulture, $"The machine's clock says {wall:yyyy-MM-dd HH:mm} UTC, {(wall - last).TotalDays:0} days past the store's own time, {last:yyyy-MM-dd HH:mm} UTC. Followed, it would delete what is due by then, and forget message ids."),
        "If the clock is right: fulcrum clock confirm --store STORE. Else set it.");

    private static Fault Behind(DateTimeOffset wall, DateTimeOffset last) => new(
        "clock-behind",
        string.Create(CultureInfo.InvariantCulture, $"The machine's clock says {wall:yyyy-MM-dd HH:mm} UTC, {(last - wall).TotalHours:0} hours before the store's own time, {last:yyyy-MM-dd HH:mm} UTC. The store's time goes on from there, so that later answers count as later."),
        "Set the clock. If the store's time is the wrong one: fulcrum clock confirm --store STORE; answers given since then count as future ones until they are past.");
}
