using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server.Exchanges;

/// <summary>The alarm: says in the log, and in a metric, how many benefits are owed and late. Nobody is named.</summary>
internal sealed partial class OverdueLog(FulcrumCore core, ServerMeter meter, TimeProvider clock, ILogger<OverdueLog> logger) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = First; !stoppingToken.IsCancellationRequested; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (core.Workspace.Current.Exchanges.Exchanges.Count > 0 && !stoppingToken.IsCancellationRequested)
            {
                await LookAsync(stoppingToken);
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var late = (await core.Exchanges.ListOverdueAsync(stopping)).Count;
            meter.Overdue.Record(late);
            if (late > 0)
            {
                LogOverdue(logger, late);
            }
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            // Looked at again in an hour; what keeps the store from answering is said elsewhere.
        }
    }

    [LoggerMessage(5, LogLevel.Warning, "{Late} benefits that customers earned are late. See whose and which: GET /v1/exchanges/overdue")]
    private static partial void LogOverdue(ILogger logger, int late);
}
