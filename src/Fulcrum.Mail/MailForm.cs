using Fulcrum.Messages;
using MimeKit;

namespace Fulcrum.Mail;

/// <summary>A message in the form of e-mail (RFC 5322): plain text, no images, nothing that tells whether it was read.</summary>
internal static class MailForm
{
    internal static MimeMessage Write(DueMessage message, string from, string fromName)
    {
        var sender = MailboxAddress.Parse(from);
        var mail = new MimeMessage
        {
            MessageId = $"{message.Id}@{sender.Domain}",
            Date = message.At.ToDateTimeOffset(),
            Subject = message.Subject,
            Body = new TextPart("plain") { Text = message.Body },
        };
        mail.From.Add(new MailboxAddress(fromName, sender.Address));
        mail.To.Add(new MailboxAddress("", message.Address));

        // No out-of-office reply to a code (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        mail.Headers.Add(HeaderId.ContentLanguage, message.Language);
        return mail;
    }
}
