using System.Diagnostics.Metrics;

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
        TurnedAway = _meter.CreateCounter<long>("fulcrum.rate.turned_away", "{request}", "Requests answered 429 because their key or network asked too often.");
    }

    /// <summary>Requests of events sent again.</summary>
    public Counter<long> Retried { get; }

    /// <summary>Benefits owed and late.</summary>
    public Gauge<long> Overdue { get; }

    /// <summary>Requests turned away.</summary>
    public Counter<long> TurnedAway { get; }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();
}
