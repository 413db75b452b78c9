using Fulcrum.Cli.Acts;

namespace Fulcrum.Cli.Stores;

/// <summary>While a store is open, hears what is said beside it: that the machine's clock is right, and what commands did that could not write to it.</summary>
internal sealed class FolderWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">The store's folder.</param>
    /// <param name="core">Journals what was done.</param>
    /// <param name="clock">The clock of the open store.</param>
    /// <param name="machine">Paces the looks.</param>
    public FolderWatch(string folder, FulcrumCore core, SteadyClock clock, TimeProvider machine) => _running = RunAsync(folder, core, clock, machine, _closing.Token);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private static async Task RunAsync(string folder, FulcrumCore core, SteadyClock clock, TimeProvider machine, CancellationToken cancellation)
    {
        var known = ClockConfirmation.Read(folder);
        using var timer = new PeriodicTimer(Every, machine);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                if (clock.Doubt is not null && ClockConfirmation.Read(folder) is { } said && said != known)
                {
                    known = said;
                    clock.Confirm();
                }

                await DrainAsync(folder, core, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closing.
        }
    }

    private static async Task DrainAsync(string folder, FulcrumCore core, CancellationToken cancellation)
    {
        try
        {
            await ActOutbox.DrainAsync(folder, core.Acts, cancellation);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            // The notes stay; the next look tries again.
        }
    }
}
