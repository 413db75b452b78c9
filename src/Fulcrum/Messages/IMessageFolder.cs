namespace Fulcrum.Messages;

/// <summary>Messages that were put aside instead of being sent, so that whoever tries the system can read them. Safe from many threads.</summary>
public interface IMessageFolder
{
    /// <summary>The newest messages, newest first.</summary>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Stops the reading.</param>
    ValueTask<IReadOnlyList<KeptMessage>> ListAsync(int limit, CancellationToken cancellation);
}

/// <summary>A message that was put aside.</summary>
/// <param name="At">When.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Address">To whom. Personal data: keep it out of logs.</param>
/// <param name="Subject">Its subject line; empty for a channel that has none.</param>
/// <param name="Body">Its text. Personal data, and it may hold a code: keep it out of logs.</param>
public sealed record KeptMessage(Instant At, string Channel, string Address, string Subject, string Body)
{
    /// <summary>By which channel, never to whom.</summary>
    public override string ToString() => $"KeptMessage({Channel})";
}
