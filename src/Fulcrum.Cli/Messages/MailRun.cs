using Fulcrum.Messages;

namespace Fulcrum.Cli.Messages;

/// <summary>While a store is served, sends what is due.</summary>
internal sealed class MailRun(Outbox outbox, IMessageSender sender) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Begins.</summary>
    public static MailRun Start(Outbox outbox, IMessageSender sender)
    {
        var run = new MailRun(outbox, sender);
        run._running = run.RunAsync();
        return run;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running;
        _closing.Dispose();
    }

    private Task RunAsync() => outbox.RunAsync(sender, _closing.Token);
}
