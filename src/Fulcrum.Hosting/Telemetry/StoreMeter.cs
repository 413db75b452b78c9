using System.Diagnostics.Metrics;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>What is measured of everything that goes into a store, whichever host or loop it came from.</summary>
internal sealed class StoreMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Fulcrum.Store";

    private readonly Meter _meter = new(Name);
    private long _unavailable;

    /// <param name="waiting">Tells how many rows wait for the disk.</param>
    public StoreMeter(Func<long> waiting)
    {
        Events = _meter.CreateCounter<long>("fulcrum.events", "{event}", "Events received, by source and by what became of them.");
        Quarantined = _meter.CreateCounter<long>("fulcrum.quarantined", "{event}", "Events kept aside, by reason.");
        Rows = _meter.CreateCounter<long>("fulcrum.rows", "{row}", "Journal rows, by kind.");
        Noes = _meter.CreateCounter<long>("fulcrum.withdrawals", "{no}", "Withdrawals and refusals recorded, by purpose.");
        _ = _meter.CreateObservableCounter("fulcrum.store.unavailable", () => Interlocked.Read(ref _unavailable), "{batch}", "Batches the store could not take: its queue was full, it had no room, or it had failed.");
        Commit = _meter.CreateHistogram(
            "fulcrum.store.commit.duration", "s", "From a batch being queued to its being on disk; of those that wait together one is measured.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        _ = _meter.CreateObservableGauge("fulcrum.store.waiting", waiting, "{row}", "Rows queued and not yet known to be on disk.");
    }

    /// <summary>Events received.</summary>
    public Counter<long> Events { get; }

    /// <summary>Events kept aside.</summary>
    public Counter<long> Quarantined { get; }

    /// <summary>Rows of the journal.</summary>
    public Counter<long> Rows { get; }

    /// <summary>Withdrawals and refusals.</summary>
    public Counter<long> Noes { get; }

    /// <summary>A batch was not taken.</summary>
    public void CountUnavailable() => Interlocked.Increment(ref _unavailable);

    /// <summary>From queued to on disk, in seconds.</summary>
    public Histogram<double> Commit { get; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
