namespace Fulcrum.Cluster.Tests.Owning;

/// <summary>A time of its own in which everything happens one after the other: the same events, the same run.</summary>
internal sealed class World
{
    private readonly PriorityQueue<(Place? Where, Action Act), (long At, long Turn)> _events = new();
    private long _turn;

    /// <summary>The true time, which nobody in it can read.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Lets something happen, at a place or nowhere in particular.</summary>
    public void After(TimeSpan wait, Place? where, Action act) => _events.Enqueue((where, act), ((Now + wait).Ticks, _turn++));

    /// <summary>Lets all happen that does within a span.</summary>
    /// <param name="span">How long.</param>
    /// <param name="afterEach">Looks at what is true after each event.</param>
    public void Run(TimeSpan span, Action? afterEach = null)
    {
        var until = Now + span;
        while (_events.TryPeek(out var next, out var due) && due.At <= until.Ticks)
        {
            _events.Dequeue();
            Now = TimeSpan.FromTicks(Math.Max(due.At, Now.Ticks));
            if (next.Where is { } where && where.StandsStillUntil > Now)
            {
                After(where.StandsStillUntil - Now, where, next.Act);
                continue;
            }

            Happen(next.Where, next.Act);
            afterEach?.Invoke();
        }

        Now = until;
    }

    private static void Happen(Place? where, Action act)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(where?.Context);
        try
        {
            act();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}

/// <summary>One machine: its clock, at its own speed, and its one thread, which can stand still while the clock goes on.</summary>
internal sealed class Place : TimeProvider
{
    private readonly World _world;
    private readonly double _speed;

    public Place(World world, double speed) => (_world, _speed, Context) = (world, speed, new Turns(world, this));

    public SynchronizationContext Context { get; }

    public TimeSpan StandsStillUntil { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void StandStill(TimeSpan span) => StandsStillUntil = _world.Now + span;

    public override long GetTimestamp() => (long)(_world.Now.Ticks * _speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Alarm(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Alarm(Place place, TimerCallback callback, object? state) : ITimer
    {
        private int _set;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var set = ++_set;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                place._world.After(dueTime / place._speed, place, () =>
                {
                    if (set == _set)
                    {
                        callback(state);
                    }
                });
            }

            return true;
        }

        public void Dispose() => _set++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }

    private sealed class Turns(World world, Place place) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => world.After(TimeSpan.Zero, place, () => d(state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;
    }
}
