namespace Fulcrum.Cli.Stores;

/// <summary>While a store is open, hears when somebody confirms the machine's clock.</summary>
internal sealed class ClockWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">Where it would be confirmed.</param>
    /// <param name="clock">The clock of the open store.</param>
    /// <param name="machine">Paces the looks.</param>
    public ClockWatch(string folder, SteadyClock clock, TimeProvider machine) => _running = RunAsync(folder, clock, machine, _closing.Token);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private static async Task RunAsync(string folder, SteadyClock clock, TimeProvider machine, CancellationToken cancellation)
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
            }
        }
        catch (OperationCanceledException)
        {
            // The store is closing.
        }
    }
}
