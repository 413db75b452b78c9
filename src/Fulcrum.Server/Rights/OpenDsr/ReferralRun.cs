using Microsoft.Extensions.Hosting;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>While a store is served, does what partners handed on.</summary>
internal sealed class ReferralRun(FulcrumCore core) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => core.ReferralWork.RunAsync(stoppingToken);
}
