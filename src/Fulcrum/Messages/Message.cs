using Fulcrum.Identity;

namespace Fulcrum.Messages;

/// <summary>Something to be sent to a person.</summary>
/// <param name="To">The address; its type's form says by which channel it goes.</param>
/// <param name="Template">What it is, for example <c>code</c>, <c>request-received</c>. Nobody's data.</param>
/// <param name="Language">BCP 47 tag of its text.</param>
/// <param name="Subject">Its subject line. Personal data: keep it out of logs.</param>
/// <param name="Body">Its text. Personal data: keep it out of logs.</param>
/// <param name="ExpiresAt">From then on it is not sent any more.</param>
public sealed record Message(Identifier To, string Template, string Language, string Subject, string Body, Instant ExpiresAt)
{
    /// <summary>What it is, never to whom.</summary>
    public override string ToString() => $"Message({Template})";
}

/// <summary>A message that is due, opened for the one who sends it.</summary>
/// <param name="Id">Tells messages apart; the same at every attempt, so that who receives it twice can tell. 32 hex digits.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Address">Where to, in its normal form.</param>
/// <param name="Template">What it is.</param>
/// <param name="Language">BCP 47 tag of its text.</param>
/// <param name="Subject">Its subject line.</param>
/// <param name="Body">Its text.</param>
/// <param name="At">When it was asked for.</param>
public sealed record DueMessage(string Id, string Channel, string Address, string Template, string Language, string Subject, string Body, Instant At)
{
    /// <summary>What it is, never to whom.</summary>
    public override string ToString() => $"DueMessage({Template} {Id})";
}

/// <summary>Hands messages to whatever carries them: a mail server, a gateway, a folder.</summary>
public interface IMessageSender
{
    /// <summary>Whether it carries a channel.</summary>
    bool Carries(string channel);

    /// <summary>Sends one message. Ends once whoever carries it has taken it over.</summary>
    /// <remarks>Says in its result what went wrong; what it throws counts as <see cref="SendResult.TryLater"/>.</remarks>
    ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation);
}

/// <summary>What became of an attempt.</summary>
public enum SendResult
{
    /// <summary>Whoever carries it has it.</summary>
    Sent,

    /// <summary>Not now.</summary>
    TryLater,

    /// <summary>Never: the address or the message was refused for good.</summary>
    Rejected,
}
