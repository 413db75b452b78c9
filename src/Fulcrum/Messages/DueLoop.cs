namespace Fulcrum.Messages;

/// <summary>Does what is due, turn after turn: soon after something came in, else after a pause. The host runs it; the core has no threads of its own.</summary>
/// <remarks>Safe from many threads; one of them runs it.</remarks>
internal sealed class DueLoop : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Something came in: the next turn does not wait.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }

    /// <summary>Runs turns until cancelled. What a turn could not do because the store was away, the next one does.</summary>
    internal async Task RunAsync(Func<CancellationToken, ValueTask<int>> turn, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                try
                {
                    await turn(cancellation);
                }
                catch (StoreUnavailableException)
                {
                    // Everything that waits still waits.
                }

                await _wake.WaitAsync(Pause, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The host is closing.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();
}
