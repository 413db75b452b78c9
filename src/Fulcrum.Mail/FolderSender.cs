using System.Buffers;
using Fulcrum.Messages;

namespace Fulcrum.Mail;

/// <summary>Puts messages into a folder instead of sending them: for a demonstration, and to look at what would be sent.</summary>
/// <remarks>One file a message, named by its id; a message sent twice is one file, and none is kept longer than <see cref="KeptFor"/> once another comes. The folder is for its owner alone. Safe from many threads.</remarks>
public sealed class FolderSender : IMessageSender
{
    private const string From = "privacy@localhost.localdomain";

    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>How long a file is kept; the next message deletes what is older.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly string _folder;

    /// <summary>Makes the folder if need be.</summary>
    public FolderSender(string folder)
    {
        _folder = folder;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>What lies in the folder.</summary>
    public MessageFolder Messages => new(_folder);

    /// <inheritdoc />
    public bool Carries(string channel) => channel is "email" or "sms";

    /// <inheritdoc />
    public async ValueTask<SendResult> SendAsync(DueMessage message, CancellationToken cancellation)
    {
        // An id of ours is letters and digits; another one could be a path out of the folder.
        if (message.Id.Length == 0 || message.Id.AsSpan().ContainsAnyExcept(IdLetters))
        {
            return SendResult.Rejected;
        }

        var path = Path.Combine(_folder, message.Id + (message.Channel == "sms" ? ".txt" : ".eml"));
        var whole = path + ".part";
        await using (var file = new FileStream(whole, FileMode.Create, FileAccess.Write))
        {
            if (message.Channel == "sms")
            {
                await using var text = new StreamWriter(file);
                await text.WriteAsync($"To: {message.Address}\n\n{message.Body}\n".AsMemory(), cancellation);
            }
            else
            {
                using var mail = MailForm.Write(message, From, "");
                await mail.WriteToAsync(file, cancellation);
            }
        }

        File.Move(whole, path, overwrite: true);
        DeleteOld();
        return SendResult.Sent;
    }

    private void DeleteOld()
    {
        // By the files' own time, which the machine's clock gave them.
        var oldest = File.GetLastWriteTimeUtc(_folder) - KeptFor;
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            if (File.GetLastWriteTimeUtc(file) < oldest)
            {
                File.Delete(file);
            }
        }
    }
}
