using Fulcrum.Rights.Requests;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Server.Rights;

/// <summary>Measures how many requests about rights are open and how many are late, for whoever watches. Nobody is named.</summary>
internal sealed class RequestCount(FulcrumCore core, ServerMeter meter, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    /// <summary>Counts once.</summary>
    internal static async Task LookAsync(FulcrumCore core, ServerMeter meter, CancellationToken stopping)
    {
        try
        {
            var open = await core.Requests.ListOpenAsync(stopping);
            foreach (var kind in Enum.GetValues<RequestKind>())
            {
                meter.OpenRequests.Record(open.Count(one => one.Request.Request.Kind == kind), new KeyValuePair<string, object?>("right", Words.Of(kind)));
            }

            var now = core.Now;
            meter.LateRequests.Record(open.Count(one => one.Request.DueAt is { } due && due < now));
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            // Looked at again soon; what keeps the store from answering is said elsewhere.
        }
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var wait = First; !stoppingToken.IsCancellationRequested; wait = Every)
        {
            await Task.Delay(wait, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await LookAsync(core, meter, stoppingToken);
            }
        }
    }
}
