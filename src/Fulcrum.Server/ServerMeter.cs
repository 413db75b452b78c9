using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Fulcrum.Decisions;
using Fulcrum.Server.Collect;

namespace Fulcrum.Server;

/// <summary>What the server measures of itself. No label says anything about anybody.</summary>
internal sealed class ServerMeter : IDisposable
{
    /// <summary>The meter's name, for collectors of metrics.</summary>
    public const string Name = "Fulcrum.Server";

    private readonly Meter _meter = new(Name);

    /// <summary>Makes the instruments.</summary>
    public ServerMeter()
    {
        Retried = _meter.CreateCounter<long>("fulcrum.collect.retried", "{request}", "Requests of events that their client sends again (X-Retry-Count).");
        Overdue = _meter.CreateGauge<long>("fulcrum.exchanges.overdue", "{benefit}", "Benefits that customers earned and that are late.");
        Decisions = _meter.CreateCounter<long>("fulcrum.decisions", "{decision}", "Decisions, by mode, reason and placement.");
        DecideTime = _meter.CreateHistogram(
            "fulcrum.decide.duration", "s", "From a question being read to its decisions being kept.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
        Problems = _meter.CreateCounter<long>("fulcrum.problems", "{answer}", "Requests answered with a problem, by its code.");
        Shed = _meter.CreateCounter<long>("fulcrum.lanes.turned_away", "{request}", "Requests answered 429 because their lane was full, by lane.");
        OpenRequests = _meter.CreateGauge<long>("fulcrum.requests.open", "{request}", "Requests about rights that are open, by right.");
        LateRequests = _meter.CreateGauge<long>("fulcrum.requests.late", "{request}", "Requests about rights whose day has passed.");
        TurnedAway = _meter.CreateCounter<long>("fulcrum.rate.turned_away", "{request}", "Requests answered 429 because their key or network asked too often.");
    }

    /// <summary>Requests of events sent again.</summary>
    public Counter<long> Retried { get; }

    /// <summary>Benefits owed and late.</summary>
    public Gauge<long> Overdue { get; }

    /// <summary>Decisions made.</summary>
    public Counter<long> Decisions { get; }

    /// <summary>How long a question takes, in seconds.</summary>
    public Histogram<double> DecideTime { get; }

    /// <summary>Problems answered.</summary>
    public Counter<long> Problems { get; }

    /// <summary>Requests that found no place.</summary>
    public Counter<long> Shed { get; }

    /// <summary>Requests about rights that are open.</summary>
    public Gauge<long> OpenRequests { get; }

    /// <summary>Requests about rights that are late.</summary>
    public Gauge<long> LateRequests { get; }

    /// <summary>Tells how many bytes of event bodies are held.</summary>
    public void Watch(IntakeRoom room) => _ = _meter.CreateObservableGauge("fulcrum.intake.held", () => room.Held, "By", "Bytes of event bodies held at once.");

    /// <summary>Tells how many requests are under way in each lane.</summary>
    public void Watch(Func<IEnumerable<Measurement<long>>> lanes) => _ = _meter.CreateObservableGauge("fulcrum.lanes.taken", lanes, "{request}", "Requests under way, by lane.");

    /// <summary>Counts decisions. Allocates nothing.</summary>
    public void Count(ImmutableArray<Decision> decisions)
    {
        if (!Decisions.Enabled)
        {
            return;
        }

        foreach (var decision in decisions)
        {
            Decisions.Add(1, new("mode", Words.Of(decision.Mode)), new("why", decision.Why.Length == 0 ? "none" : decision.Why), new("placement", decision.Placement.Name));
        }
    }

    /// <summary>Requests turned away.</summary>
    public Counter<long> TurnedAway { get; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
