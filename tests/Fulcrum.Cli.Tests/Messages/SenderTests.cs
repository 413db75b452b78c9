using System.Net;
using System.Net.Sockets;
using System.Text;
using Fulcrum.Cli.Messages;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Mail;
using Fulcrum.Messages;
using Fulcrum.Workspaces;
using MimeKit;

namespace Fulcrum.Cli.Tests.Messages;

/// <summary>Who carries messages, tried against a server that speaks SMTP.</summary>
public sealed class SenderTests
{
    private static readonly DueMessage Due = new(
        "0123456789abcdef0123456789abcdef", "email", "анна@example.com", "code", "ru", "Код: Меридиан", "Ваш код: 1234 5678\n.\nточка", Instant.From(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_server_gets_the_message_whole_with_its_id_and_to_nobody_else()
    {
        await using var server = MailServer.Start();
        var sender = new SmtpSender(server.Place);

        Assert.Equal(SendResult.Sent, await sender.SendAsync(Due with { Address = "ann@example.com" }, Token));

        var (to, text) = Assert.Single(server.Taken);
        Assert.Equal("<ann@example.com>", to);
        var mail = await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);
        Assert.Equal(("0123456789abcdef0123456789abcdef@meridian.example", Due.Subject, "auto-generated"), (mail.MessageId, mail.Subject, mail.Headers["Auto-Submitted"]));
        Assert.Equal(Due.Body, $"{mail.TextBody}".ReplaceLineEndings("\n").TrimEnd('\n'));
        Assert.Equal("privacy@meridian.example", mail.From.Mailboxes.Single().Address);
        Assert.Null(mail.HtmlBody);
    }

    [Theory]
    [InlineData("ann@example.com\r\nBcc: eve@evil.example", "Code")]
    [InlineData("ann@example.com\nRCPT TO:<eve@evil.example>", "Code")]
    [InlineData("ann@example.com>\r\nRCPT TO:<eve@evil.example", "Code")]
    [InlineData("ann@example.com, eve@evil.example", "Code")]
    [InlineData("ann@example.com", "Code\r\nBcc: eve@evil.example")]
    [InlineData("ann@example.com", "Code\nBcc: eve@evil.example\n\nanother text")]
    [InlineData("ann@example.com", "Code\rBcc: eve@evil.example")]
    public async Task No_line_of_somebody_elses_gets_into_the_head_of_a_message(string address, string subject)
    {
        await using var server = MailServer.Start();
        try
        {
            await new SmtpSender(server.Place).SendAsync(Due with { Address = address, Subject = subject }, Token);
        }
        catch (Exception refused) when (refused is FormatException or ArgumentException or MailKit.CommandException or MailKit.ProtocolException)
        {
            // What is no address is not sent to.
        }

        foreach (var (to, text) in server.Taken)
        {
            var mail = await MimeMessage.LoadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);
            Assert.Empty(mail.Bcc);
            Assert.DoesNotContain(mail.To.Mailboxes, box => box.Address == "eve@evil.example");
            Assert.NotEqual("<eve@evil.example>", to);
            Assert.Equal(["auto-submitted", "content-language", "content-transfer-encoding", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"], mail.Headers.Concat(mail.Body!.Headers).Select(header => header.Field.ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("..\\evil")]
    [InlineData("/tmp/evil")]
    [InlineData("a/b")]
    [InlineData("%2e%2e%2fevil")]
    [InlineData("..")]
    [InlineData("evil\0")]
    [InlineData("")]
    public async Task No_message_is_written_outside_its_folder(string id)
    {
        using var folder = new Folder();
        var sender = new FolderSender(folder["mail"]);

        Assert.Equal(SendResult.Rejected, await sender.SendAsync(Due with { Id = id, Address = "ann@example.com" }, Token));

        Assert.Empty(Directory.EnumerateFiles(folder["mail"], "*", SearchOption.AllDirectories));
        Assert.False(File.Exists(folder["evil.eml"]));
    }

    [Theory]
    [InlineData("550 no such person", SendResult.Rejected)]
    [InlineData("450 try later", null)]
    [InlineData("", null)]
    public async Task A_refusal_for_good_is_not_tried_again_and_everything_else_is(string answer, SendResult? expected)
    {
        await using var server = MailServer.Start(answer);
        var sender = new SmtpSender(server.Place);

        if (expected is { } result)
        {
            Assert.Equal(result, await sender.SendAsync(Due with { Address = "ann@example.com" }, Token));
        }
        else
        {
            // What it throws counts as "later" with the outbox.
            await Assert.ThrowsAnyAsync<Exception>(async () => await sender.SendAsync(Due with { Address = "ann@example.com" }, Token));
        }

        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task A_server_elsewhere_is_not_spoken_to_in_the_clear()
    {
        await using var server = MailServer.Start();
        var elsewhere = server.Place with { Host = "127.0.0.1.nip.example" };
        Assert.False(elsewhere.IsLocal);
        Assert.True(server.Place.IsLocal);
        await Assert.ThrowsAnyAsync<Exception>(async () => await new SmtpSender(elsewhere).SendAsync(Due, Token));
        Assert.Empty(server.Taken);
    }

    [Fact]
    public async Task What_lies_in_a_folder_can_be_read_newest_first_and_a_file_of_somebody_else_is_passed_over()
    {
        using var folder = new Folder();
        var sender = new FolderSender(folder["mail"]);
        Assert.Empty(await new MessageFolder(folder["none"]).ListAsync(10, Token));
        Assert.Empty(await sender.Messages.ListAsync(10, Token));
        await sender.SendAsync(Due with { Address = "ann@example.com" }, Token);
        await sender.SendAsync(Due with { Id = "second", Channel = "sms", Address = "+447700900123" }, Token);
        File.SetLastWriteTimeUtc(folder["mail/second.txt"], DateTime.UtcNow.AddMinutes(1));
        await File.WriteAllTextAsync(folder["mail/odd.txt"], "a note of somebody else", Token);
        await File.WriteAllBytesAsync(folder["mail/odd.eml"], [0, 1, 2], Token);

        var read = await sender.Messages.ListAsync(10, Token);

        Assert.Equal(["+447700900123", "ann@example.com"], read.Select(message => message.Address));
        Assert.Equal(["", Due.Subject], read.Select(message => message.Subject));
        Assert.All(read, message => Assert.Equal(Due.Body, message.Body.ReplaceLineEndings("\n")));
        Assert.Equal(["+447700900123"], (await sender.Messages.ListAsync(1, Token)).Select(message => message.Address));
    }

    [Fact]
    public async Task A_folder_gets_one_file_a_message_however_often_it_is_sent()
    {
        using var folder = new Folder();
        var sender = new FolderSender(folder["mail"]);
        await sender.SendAsync(Due with { Address = "ann@example.com" }, Token);
        await sender.SendAsync(Due with { Address = "ann@example.com" }, Token);
        await sender.SendAsync(Due with { Id = "second", Channel = "sms", Address = "+447700900123" }, Token);

        Assert.Equal([$"{Due.Id}.eml", "second.txt"], Directory.GetFiles(folder["mail"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Due.Subject, (await MimeMessage.LoadAsync(Path.Combine(folder["mail"], $"{Due.Id}.eml"), Token)).Subject);
        Assert.Contains("1234 5678", await File.ReadAllTextAsync(Path.Combine(folder["mail"], "second.txt"), Token));
    }

    [Theory]
    [InlineData("smtp://mail.example", "a@b.example", "mail.example:587")]
    [InlineData("smtps://ann@mail.example", "a@b.example", "mail.example:465")]
    [InlineData("smtp://mail.example:25", "a@b.example", "mail.example:25")]
    [InlineData("smtp://ann:secret@mail.example", "a@b.example", null)]
    [InlineData("http://mail.example", "a@b.example", null)]
    [InlineData("smtp://mail.example/x", "a@b.example", null)]
    [InlineData("smtp://mail.example", "nobody at all", null)]
    [InlineData("nonsense", "a@b.example", null)]
    public void A_place_is_read_or_refused(string text, string from, string? expected) =>
        Assert.Equal(expected, SmtpPlace.TryParse(text, "p", from, "", out var place) ? place.ToString() : null);

    [Fact]
    public void A_place_that_cannot_be_read_ends_the_command_with_what_to_write()
    {
        var fault = Assert.Throws<CommandFault>(() => MailOptions.Sender("smtp://a:b@c", "a@b.example", "", Motors()));
        Assert.Equal((ExitCode.Usage, "mail-place"), (fault.ExitCode, fault.Faults[0].Fault.Code));
        Assert.DoesNotContain("a:b@c", fault.ToString());
    }

    [Fact]
    public void Without_a_place_nothing_is_sent_and_messages_wait() => Assert.Null(MailOptions.Sender(null, "a@b.example", "", Motors()));

    [Fact]
    public async Task A_file_is_kept_for_a_day()
    {
        using var folder = new Folder();
        var sender = new FolderSender(folder["mail"]);
        await sender.SendAsync(Due with { Id = "old", Address = "ann@example.com" }, Token);
        File.SetLastWriteTimeUtc(Path.Combine(folder["mail"], "old.eml"), DateTime.UtcNow - FolderSender.KeptFor - TimeSpan.FromMinutes(1));
        await sender.SendAsync(Due with { Address = "ann@example.com" }, Token);
        Assert.Equal([$"{Due.Id}.eml"], Directory.GetFiles(folder["mail"]).Select(Path.GetFileName));
    }

    private static Workspace Motors() =>
        WorkspaceReader.Read(WorkspaceFolder.Read(Path.Combine(Folder.Repository, "samples", "motors")), Numbering.Empty).Workspace!;

    /// <summary>Enough of a mail server (RFC 5321) to take a message, or to refuse a recipient. An empty answer hangs up.</summary>
    private sealed class MailServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly string _answer;
        private Task _running = Task.CompletedTask;

        private MailServer(string answer) => _answer = answer;

        public List<(string To, string Text)> Taken { get; } = [];

        public SmtpPlace Place => new("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port, false, "", "", "privacy@meridian.example", "Meridian");

        public static MailServer Start(string answer = "250 ok")
        {
            var server = new MailServer(answer);
            server._listener.Start();
            server._running = server.RunAsync();
            return server;
        }

        public async ValueTask DisposeAsync()
        {
            _listener.Stop();
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task RunAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync(Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail.test");
            var to = "";
            while (await reader.ReadLineAsync(Token) is { } line)
            {
                if (line.StartsWith("RCPT TO:", StringComparison.Ordinal))
                {
                    if (_answer.Length == 0)
                    {
                        return;
                    }

                    to = line["RCPT TO:".Length..].Split(' ')[0];
                    await writer.WriteLineAsync(_answer);
                }
                else if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var text = new StringBuilder();
                    while (await reader.ReadLineAsync(Token) is { } part && part != ".")
                    {
                        text.Append(part.StartsWith('.') ? part[1..] : part).Append("\r\n");
                    }

                    Taken.Add((to, text.ToString()));
                    await writer.WriteLineAsync("250 taken");
                }
                else
                {
                    await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 ok");
                }
            }
        }
    }
}
