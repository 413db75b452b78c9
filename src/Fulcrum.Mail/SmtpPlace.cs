using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Fulcrum.Mail;

/// <summary>Where a mail server is and how it is spoken to.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsTlsFromStart">Whether it speaks TLS from the first byte (<c>smtps</c>); else it must offer STARTTLS, unless it is this machine.</param>
/// <param name="User">Who signs in; empty for nobody.</param>
/// <param name="Password">Their password. Never logged.</param>
/// <param name="From">The address messages come from.</param>
/// <param name="FromName">The name shown with it.</param>
public sealed record SmtpPlace(string Host, int Port, bool IsTlsFromStart, string User, string Password, string From, string FromName)
{
    private const int SubmissionPort = 587;
    private const int TlsPort = 465;

    /// <summary>Whether the server is on this machine, where nothing can listen in.</summary>
    public bool IsLocal => Host is "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>smtp://user@host:587</c> or <c>smtps://user@host:465</c>. A password in it is refused: it would show in the list of processes.</summary>
    public static bool TryParse(string text, string password, string from, string fromName, [NotNullWhen(true)] out SmtpPlace? place)
    {
        place = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0
            || uri.PathAndQuery.Trim('/').Length > 0 || uri.UserInfo.Contains(':', StringComparison.Ordinal) || !MimeKit.MailboxAddress.TryParse(from, out var sender) || sender.Domain.Length == 0)
        {
            return false;
        }

        var isTls = uri.Scheme == "smtps";
        place = new SmtpPlace(uri.Host.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? TlsPort : SubmissionPort, isTls, Uri.UnescapeDataString(uri.UserInfo), password, from, fromName);
        return true;
    }

    /// <summary>Host and port, never who or with what.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
