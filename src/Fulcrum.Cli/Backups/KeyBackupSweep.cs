using Fulcrum.Backups;

namespace Fulcrum.Cli.Backups;

/// <summary>While a store is served, deletes key backups of it that are too old, every hour: a promise to the erased that no operator has to remember.</summary>
internal sealed class KeyBackupSweep : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;

    /// <summary>Begins with a first look.</summary>
    /// <param name="storeFolder">Whose backups.</param>
    /// <param name="clock">Tells ages.</param>
    /// <param name="complain">Told when an old one could not be deleted.</param>
    public KeyBackupSweep(string storeFolder, TimeProvider clock, Action<string> complain) => _running = RunAsync(storeFolder, clock, complain, _closing.Token);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private static async Task RunAsync(string storeFolder, TimeProvider clock, Action<string> complain, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                Sweep(storeFolder, clock, complain);
            }
            while (await timer.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // The server is closing.
        }
    }

    private static void Sweep(string storeFolder, TimeProvider clock, Action<string> complain)
    {
        try
        {
            if (BackupRecord.Read(storeFolder).Made is { } made)
            {
                BackupShelf.DeleteOldKeys(made.KeysTo, clock);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            complain($"A key backup older than seven days could not be deleted: {fault.Message}");
        }
    }
}
