using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fulcrum.Decisions;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>From events to the journal. Start reading here: each line is one capability.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class CollectFlow
{
    /// <summary>Events whose profiles are locked together; more would keep others waiting too long.</summary>
    private const int TogetherMax = 128;

    private const int FreeMax = 32;

    private readonly Stack<IntakeBatch> _free = [];
    private readonly CollectParts _parts;
    private readonly WorkspaceInForce _workspace;
    private volatile RulesInForce _rules;

    internal CollectFlow(CollectParts parts, WorkspaceInForce workspace) =>
        (_parts, _workspace, _rules, Live) = (parts, workspace, new RulesInForce(workspace.Current), new LiveEvents(parts.Clock));

    /// <summary>The events that come in now, for whoever watches.</summary>
    public LiveEvents Live { get; }

    /// <summary>Where the decisions are found whose offers events say were seen.</summary>
    internal DecisionFlow? Decisions { get; set; }

    /// <summary>Takes events in; returns when what is stored is on disk.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; sending the same again is safe.</exception>
    public async ValueTask<CollectOutcome> CollectAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation)
    {
        var outcome = new CollectOutcome(events.Count, 0, 0, 0, 0);
        foreach (var fate in await CollectEachAsync(source, events, signals, cancellation))
        {
            outcome = fate.Kind switch
            {
                EventFateKind.Stored => outcome with { Stored = outcome.Stored + 1 },
                EventFateKind.Duplicate => outcome with { Duplicate = outcome.Duplicate + 1 },
                EventFateKind.Quarantined => outcome with { Quarantined = outcome.Quarantined + 1 },
                _ => outcome with { Refused = outcome.Refused + 1 },
            };
        }

        return outcome;
    }

    /// <summary>Takes events in, and says of each what became of it and why: for imports, whose rows are told one by one.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was acknowledged; sending the same again is safe.</exception>
    public async ValueTask<ImmutableArray<EventFate>> CollectEachAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation)
    {
        var rules = RulesOf(source);
        var fates = new EventFate[events.Count];
        var open = Enumerable.Range(0, events.Count).ToList();
        for (var turn = 0; open.Count > 0; turn++)
        {
            if (turn == Turns.Max)
            {
                // The first sendings came to nothing, and go on doing so: the store has failed.
                throw Turns.Spent("events were taken in whose first sending came to nothing");
            }

            var again = new List<int>();
            for (var from = 0; from < open.Count; from += TogetherMax)
            {
                var some = open.GetRange(from, Math.Min(TogetherMax, open.Count - from));
                again.AddRange(await CollectSomeAsync(rules, signals, events, some, fates, cancellation));
            }

            open = again;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(fates);
    }

    /// <summary>Says of each event what would become of it and why. Writes nothing and takes no message id.</summary>
    /// <remarks>Each is judged by what stands now: what an earlier one of the request would change is not looked at.</remarks>
    public async ValueTask<ImmutableArray<EventFate>> JudgeEachAsync(
        Source source, IReadOnlyList<Event> events, RequestSignals signals, CancellationToken cancellation)
    {
        var rules = RulesOf(source);
        var fates = ImmutableArray.CreateBuilder<EventFate>(events.Count);
        foreach (var taken in events)
        {
            var intakes = Rent();
            try
            {
                intakes.Begin(rules, signals);
                intakes.Add(taken, 0);
                intakes.Check();
                await intakes.JudgeAsync(_workspace.Current, cancellation);
                fates.Add(intakes[0].ToFate());
            }
            finally
            {
                intakes.End();
                Return(intakes);
            }
        }

        return fates.MoveToImmutable();
    }

    /// <summary>Keeps a body aside that could not be parsed at all; counts as one event, quarantined.</summary>
    public async ValueTask<CollectOutcome> QuarantineBodyAsync(
        Source source, ReadOnlyMemory<byte> body, Fault fault, CancellationToken cancellation)
    {
        var at = Instant.From(_parts.Clock.GetUtcNow());
        var row = _parts.Quarantine.Keep(source.Code, at, fault, SubjectId.None, body.Span);
        var count = new CollectCount(source.Code, QuarantineKeeper.MinuteOf(at), 1, 0, 0, 1, 0);
        await _parts.Store.Journal.Append(new([], [], [count], [row])).Durable.WaitAsync(cancellation);
        Live.AddBody(source, fault);
        return new CollectOutcome(1, 0, 0, 1, 0);
    }

    /// <summary>Takes in an event that was kept aside; its row goes in the same transaction, and its count moves. Goes on to its end.</summary>
    internal async ValueTask<EventFate> ReplayAsync(Source source, Event taken, RequestSignals signals, string quarantined)
    {
        var rules = RulesOf(source);
        var fates = new EventFate[1];
        List<int> open = [0];
        for (var turn = 0; open.Count > 0; turn++)
        {
            if (turn == Turns.Max)
            {
                throw Turns.Spent("a quarantined event was taken in");
            }

            open = await CollectSomeAsync(rules, signals, [taken], open, fates, CancellationToken.None, quarantined);
        }

        return fates[0];
    }

    private async ValueTask<List<int>> CollectSomeAsync(
        SourceRules rules, RequestSignals signals, IReadOnlyList<Event> events, List<int> some, EventFate[] fates, CancellationToken cancellation, string replays = "")
    {
        var intakes = Rent();
        try
        {
            intakes.Begin(rules, signals);
            foreach (var position in some)
            {
                intakes.Add(events[position], position);
            }

            if (replays.Length > 0)
            {
                intakes[0].Replays = replays;
            }

            var again = await TakeInAsync(intakes, cancellation);
            foreach (var intake in intakes.All)
            {
                fates[intake.Position] = intake.ToFate();
            }

            Live.Add(rules.Source, events, some, again, fates);
            return again;
        }
        finally
        {
            intakes.End();
            Return(intakes);
        }
    }

    /// <summary>The way of an event, top to bottom.</summary>
    /// <returns>Positions of events whose first sending came to nothing: they are to be taken in once more.</returns>
    private async ValueTask<List<int>> TakeInAsync(IntakeBatch intakes, CancellationToken cancellation)
    {
        intakes.Check();
        intakes.TakeMessageIds();
        await EnterAsync(intakes, cancellation);
        intakes.GateLinkAndJournal();
        await intakes.DurableAsync(cancellation);
        return await intakes.DuplicatesAsync(cancellation);
    }

    /// <summary>Finds all profiles and takes their locks.</summary>
    private async ValueTask EnterAsync(IntakeBatch intakes, CancellationToken cancellation)
    {
        for (var turn = 0; turn < Turns.Max; turn++)
        {
            await intakes.ResolveAsync(Decisions, cancellation);
            if (intakes.TryEnter())
            {
                return;
            }
        }

        throw Turns.Spent("events were taken in");
    }

    private IntakeBatch Rent()
    {
        lock (_free)
        {
            return _free.TryPop(out var batch) ? batch : new IntakeBatch(_parts);
        }
    }

    private void Return(IntakeBatch batch)
    {
        lock (_free)
        {
            if (_free.Count < FreeMax)
            {
                _free.Push(batch);
            }
        }
    }

    private SourceRules RulesOf(Source source)
    {
        var rules = _rules;
        var current = _workspace.Current;
        if (!ReferenceEquals(rules.Workspace, current))
        {
            _rules = rules = new RulesInForce(current);
        }

        return rules.Of(source);
    }

    /// <summary>Rules by source, under one workspace version.</summary>
    private sealed class RulesInForce(Workspace workspace)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, SourceRules> _bySource = new(StringComparer.Ordinal);

        public Workspace Workspace => workspace;

        public SourceRules Of(Source source)
        {
            lock (_lock)
            {
                ref var rules = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySource, source.Name, out _);
                return rules ??= new SourceRules(workspace.Sources.GetValueOrDefault(source.Name) ?? source, workspace);
            }
        }
    }
}
