namespace Fulcrum.Messages;

/// <summary>One attempt to send something to the outside.</summary>
internal static class SendAttempt
{
    /// <summary>Sends; whatever the sender throws means that it may go later, unless it is the host that closes.</summary>
    internal static async ValueTask<SendResult> RunAsync(Func<ValueTask<SendResult>> send, CancellationToken cancellation)
    {
        try
        {
            return await send();
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            return SendResult.TryLater;
        }
    }
}
