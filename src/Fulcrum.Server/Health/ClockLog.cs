using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server.Health;

/// <summary>
/// Says in the log that the machine's clock was set: the store's own time does not follow every leap, so
/// somebody should know.
/// </summary>
internal sealed partial class ClockLog(TimeProvider clock, ILogger<ClockLog> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan JumpMin = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (wall, monotonic) = (clock.GetUtcNow(), clock.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (wallNow, monotonicNow) = (clock.GetUtcNow(), clock.GetTimestamp());
            var jump = wallNow - wall - clock.GetElapsedTime(monotonic, monotonicNow);
            (wall, monotonic) = (wallNow, monotonicNow);
            if (jump.Duration() >= JumpMin)
            {
                LogJump(logger, jump, wallNow);
            }
        }
    }

    [LoggerMessage(4, LogLevel.Warning, "The machine's clock was set by {Jump} and now says {Now}. The store's own time follows a leap forward of at most a day and never goes back; check the time source.")]
    private static partial void LogJump(ILogger logger, TimeSpan jump, DateTimeOffset now);
}
