using System.Text;
using Fulcrum.Messages;
using MimeKit;

namespace Fulcrum.Mail;

/// <summary>Reads what <see cref="FolderSender"/> put into a folder.</summary>
/// <remarks>A file that goes away while it is read, or that nobody of ours wrote, is passed over. Safe from many threads.</remarks>
/// <param name="folder">The folder; one that is not there holds nothing.</param>
public sealed class MessageFolder(string folder) : IMessageFolder
{
    private const string AddressField = "To: ";
    private const long LengthMax = 256 * 1024;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<KeptMessage>> ListAsync(int limit, CancellationToken cancellation)
    {
        var files = new DirectoryInfo(folder);
        if (!files.Exists)
        {
            return [];
        }

        var newest = files.EnumerateFiles().Where(file => file.Extension is ".eml" or ".txt" && file.Length <= LengthMax)
            .OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal);
        var read = new List<KeptMessage>();
        foreach (var file in newest)
        {
            if (read.Count == limit)
            {
                break;
            }

            if (await ReadAsync(file, cancellation) is { } message)
            {
                read.Add(message);
            }
        }

        return read;
    }

    private static async ValueTask<KeptMessage?> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(file.FullName, cancellation);
        }
        catch (IOException)
        {
            return null;
        }

        var at = Instant.From(file.LastWriteTimeUtc);
        return file.Extension == ".txt" ? ReadText(at, Encoding.UTF8.GetString(bytes)) : await ReadMailAsync(at, bytes, cancellation);
    }

    private static KeptMessage? ReadText(Instant at, string text) => text.Split("\n\n", 2) is [var head, var body] && head.StartsWith(AddressField, StringComparison.Ordinal)
        ? new KeptMessage(at, "sms", head[AddressField.Length..], "", body.TrimEnd())
        : null;

    private static async ValueTask<KeptMessage?> ReadMailAsync(Instant at, byte[] bytes, CancellationToken cancellation)
    {
        try
        {
            using var mail = await MimeMessage.LoadAsync(new MemoryStream(bytes), cancellation);
            return mail.To.Mailboxes.FirstOrDefault() is { } to ? new KeptMessage(at, "email", to.Address, mail.Subject ?? "", mail.TextBody?.TrimEnd() ?? "") : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
