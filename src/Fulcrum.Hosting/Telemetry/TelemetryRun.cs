using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Fulcrum.Hosting.Telemetry;

/// <summary>Measurements, traces and logs on their way to whoever watches; one for all hosts of a process. Start reading here.</summary>
/// <remarks>
/// Nothing personal goes out, by three means: our own instruments and spans take labels from closed lists (routes as templates, reasons as
/// keys, names of the workspace), <see cref="SafeSpans"/> and <see cref="SafeLogs"/> let nothing else through, and a test drives a server with
/// marked data and searches everything exported for the marks. Safe from many threads.
/// </remarks>
public sealed class TelemetryRun : IAsyncDisposable
{
    /// <summary>The meters that are listened to. Those of the runtime and of ASP.NET Core name routes by template.</summary>
    private static readonly string[] Meters = ["Fulcrum.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly TelemetryOptions _options;
    private readonly ResourceBuilder _resource;
    private readonly MeterProvider? _meters;
    private readonly TracerProvider? _tracers;
    private readonly WebApplication? _scraped;

    private TelemetryRun(TelemetryOptions options)
    {
        _options = options;
        _resource = ResourceBuilder.CreateDefault().AddService("fulcrum", serviceVersion: Version, autoGenerateServiceInstanceId: options.Node.Length == 0, serviceInstanceId: options.Node.Length == 0 ? null : options.Node);
        if (!options.IsOn)
        {
            return;
        }

        var meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(_resource).AddMeter(Meters);
        if (options.HasCollector)
        {
            _tracers = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(_resource).AddSource(RequestSpans.SourceName).AddProcessor(new SafeSpans())
                .AddOtlpExporter(exporter => Address(exporter, "v1/traces")).Build();
            meters.AddOtlpExporter((exporter, reader) =>
            {
                Address(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.Every.TotalMilliseconds;
            });
        }

        if (options.Metrics is not null)
        {
            meters.AddPrometheusExporter(prometheus => prometheus.ScrapeResponseCacheDurationMilliseconds = 0);
        }

        _meters = meters.Build();
        _scraped = options.Metrics is null ? null : MakeScraped(_meters);
    }

    private static string Version => typeof(TelemetryRun).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Where <c>/metrics</c> answers, for example <c>http://127.0.0.1:9464/metrics</c>; null where it does not.</summary>
    public string? MetricsUrl => _scraped is null ? null : $"{_scraped.Urls.First()}/metrics";

    /// <summary>Starts listening to what is measured, and answering <c>/metrics</c> where that was asked for.</summary>
    /// <exception cref="IOException">The address cannot be listened on.</exception>
    public static async Task<TelemetryRun> StartAsync(TelemetryOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var run = new TelemetryRun(options);
        try
        {
            await (run._scraped?.StartAsync(cancellation) ?? Task.CompletedTask);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends what a host logs to the collector, too.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        if (!_options.HasCollector)
        {
            return;
        }

        logging.AddOpenTelemetry(logs =>
        {
            // Scopes hold the path as it was asked for; a state holds what foreign code put into it.
            (logs.IncludeScopes, logs.IncludeFormattedMessage, logs.ParseStateValues) = (false, true, true);
            logs.SetResourceBuilder(_resource).AddProcessor(new SafeLogs()).AddOtlpExporter(exporter => Address(exporter, "v1/logs"));
        });
    }

    /// <summary>Sends what waits; for before a process ends, and for tests.</summary>
    public void Flush()
    {
        _tracers?.ForceFlush();
        _meters?.ForceFlush();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_scraped is not null)
        {
            await _scraped.StopAsync();
            await _scraped.DisposeAsync();
        }

        _tracers?.Dispose();
        _meters?.Dispose();
    }

    /// <summary>Where no address is given the exporter reads the standard variables itself.</summary>
    private void Address(OtlpExporterOptions exporter, string signal)
    {
        if (_options.Collector is { } collector)
        {
            exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
            exporter.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + '/' + signal);
        }
    }

    /// <summary>A door of its own, so that no rule of a firewall or a proxy for customers is about it.</summary>
    private WebApplication MakeScraped(MeterProvider meters)
    {
        var builder = BareHost.Begin(kestrel =>
        {
            kestrel.Listen(_options.Metrics!);
            kestrel.AddServerHeader = false;
        });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.UseOpenTelemetryPrometheusScrapingEndpoint(meters, null, "/metrics", null, null);
        return app;
    }
}
