using System.Net;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Where measurements, traces and logs go. By default nowhere.</summary>
public sealed record TelemetryOptions
{
    /// <summary>The standard variable that names a collector when <see cref="Collector"/> does not.</summary>
    public const string CollectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Base address of an OpenTelemetry collector, spoken to by OTLP over HTTP; null for the one the standard variables name, or none.</summary>
    public Uri? Collector { get; init; }

    /// <summary>Where <c>/metrics</c> answers, in the form Prometheus reads; null for nowhere. Port 0 is any free one.</summary>
    public IPEndPoint? Metrics { get; init; }

    /// <summary>Tells nodes apart (<c>service.instance.id</c>); empty for one that stands alone.</summary>
    public string Node { get; init; } = "";

    /// <summary>How often measurements are sent to the collector.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether a collector is named, here or by the standard variable.</summary>
    public bool HasCollector => Collector is not null || Environment.GetEnvironmentVariable(CollectorVariable) is { Length: > 0 };

    /// <summary>Whether anything is measured for anybody.</summary>
    public bool IsOn => HasCollector || Metrics is not null;
}
