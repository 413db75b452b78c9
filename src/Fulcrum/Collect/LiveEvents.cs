using System.Collections.Immutable;

namespace Fulcrum.Collect;

/// <summary>The events that come in now, for whoever watches: that they came and what became of them, never what they hold or whom they are about.</summary>
/// <remarks>In memory only, at most <see cref="Kept"/>, and only while somebody watches: without one, taking events in costs one read of a number more. Safe from many threads.</remarks>
public sealed class LiveEvents
{
    /// <summary>How many are remembered; older ones give way.</summary>
    public const int Kept = 100;

    /// <summary>How long they are remembered after somebody last asked.</summary>
    public static readonly TimeSpan WatchedFor = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Queue<LiveEvent> _events = new(Kept);
    private readonly TimeProvider _clock;
    private long _until;

    /// <summary>From 1, so that who saw none yet and who begins to watch ask differently.</summary>
    private long _last = 1;

    internal LiveEvents(TimeProvider clock) => _clock = clock;

    /// <summary>What came in after a number, and watches on for a minute.</summary>
    /// <param name="after">Number of the last event seen; 0 for all that is remembered.</param>
    public LiveReading Watch(long after)
    {
        var now = Now;
        lock (_lock)
        {
            if (_until <= now.UnixMs)
            {
                // Nobody watched in between: what is left is from before, and not coming in now.
                _events.Clear();
            }

            Volatile.Write(ref _until, now.UnixMs + (long)WatchedFor.TotalMilliseconds);
            var oldest = _events.TryPeek(out var first) ? first.Number : _last + 1;
            return new LiveReading([.. _events.Where(one => one.Number > after)], _last, after == 0 || after > _last ? 0 : Math.Max(0, oldest - after - 1));
        }
    }

    /// <summary>Remembers events, if somebody watches.</summary>
    /// <param name="source">Who sent them.</param>
    /// <param name="events">All events of the request.</param>
    /// <param name="some">Positions of those that were taken in.</param>
    /// <param name="again">Positions of those that will be taken in once more.</param>
    /// <param name="fates">What became of each.</param>
    internal void Add(Source source, IReadOnlyList<Event> events, List<int> some, List<int> again, EventFate[] fates)
    {
        if (Volatile.Read(ref _until) == 0 || !IsWatched())
        {
            return;
        }

        foreach (var at in some)
        {
            if (!again.Contains(at))
            {
                Add(source, events[at].Type, NameOf(source, events[at]), fates[at]);
            }
        }
    }

    /// <summary>Remembers a body that could not be parsed, if somebody watches.</summary>
    internal void AddBody(Source source, Fault fault)
    {
        if (Volatile.Read(ref _until) != 0 && IsWatched())
        {
            Add(source, null, "", new EventFate(EventFateKind.Quarantined, fault));
        }
    }

    private Instant Now => Instant.From(_clock.GetUtcNow());

    private bool IsWatched()
    {
        var until = Volatile.Read(ref _until);
        if (until > Now.UnixMs)
        {
            return true;
        }

        Interlocked.CompareExchange(ref _until, 0, until);
        return false;
    }

    private void Add(Source source, EventType? type, string name, EventFate fate)
    {
        var now = Now;
        lock (_lock)
        {
            if (_events.Count == Kept)
            {
                _events.Dequeue();
            }

            _events.Enqueue(new LiveEvent(++_last, now, source.Name, type, name, fate.Kind, fate.Fault?.Code ?? ""));
        }
    }

    /// <summary>A name is told where a contract of the source declares it; what nobody declared may hold anything.</summary>
    private static string NameOf(Source source, Event taken) => taken.Type == EventType.Track && source.Contracts.Any(contract => contract.Events.Any(rule => rule.Type == EventType.Track && rule.Event == taken.Name)) ? taken.Name : "";
}

/// <summary>An event that came in.</summary>
/// <param name="Number">Tells events apart, from 2, until the program ends.</param>
/// <param name="At">When it came in.</param>
/// <param name="Source">Name of the source.</param>
/// <param name="Type">The call; null for a body that could not be parsed.</param>
/// <param name="Name">Its name; empty where no contract declares it.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Reason">Stable key of why it was quarantined or refused; empty otherwise.</param>
public sealed record LiveEvent(long Number, Instant At, string Source, EventType? Type, string Name, EventFateKind Fate, string Reason);

/// <summary>What came in.</summary>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Last">What to ask the next time with.</param>
/// <param name="Missed">How many came in between and are remembered no more.</param>
public sealed record LiveReading(ImmutableArray<LiveEvent> Events, long Last, long Missed);
