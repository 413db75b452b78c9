using Fulcrum.Messages;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Fulcrum.Mail;

/// <summary>Sends e-mail over a mail server (RFC 5321). Safe from many threads; each message has a connection of its own.</summary>
public sealed class SmtpSender(SmtpPlace place) : IMessageSender
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public bool Carries(string channel) => channel == "email";

    /// <inheritdoc />
    public async ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation)
    {
        using var mail = MailForm.Write(message, place.From, place.FromName);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(place.Host, place.Port, SecurityOf(place), cancellation);
            if (place.User.Length > 0)
            {
                await client.AuthenticateAsync(place.User, place.Password, cancellation);
            }

            await client.SendAsync(mail, cancellation);
        }
        catch (SmtpCommandException refused) when (refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)refused.StatusCode >= 500)
        {
            return SendResult.Rejected;
        }

        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception fault) when (fault is IOException or SmtpProtocolException or SmtpCommandException)
        {
            // It has the message; that it hung up first changes nothing.
        }

        return SendResult.Sent;
    }

    private static SecureSocketOptions SecurityOf(SmtpPlace place) =>
        place.IsTlsFromStart ? SecureSocketOptions.SslOnConnect
        : place.IsLocal ? SecureSocketOptions.StartTlsWhenAvailable
        : SecureSocketOptions.StartTls;
}
