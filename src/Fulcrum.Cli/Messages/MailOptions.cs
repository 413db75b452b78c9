using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Mail;
using Fulcrum.Messages;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Messages;

/// <summary>Where messages to people go, as the command line and the environment say.</summary>
internal sealed class MailOptions
{
    private const string PasswordVariable = "FULCRUM_SMTP_PASSWORD";
    private const string FolderPrefix = "folder:";

    /// <summary>Where messages go.</summary>
    public Option<string?> To { get; } = new("--mail")
    {
        Description = $"Where messages to people go: smtp://USER@HOST:587, smtps://USER@HOST:465 (password in ${PasswordVariable}) or folder:PATH. Without it they wait, three days at most.",
        HelpName = "PLACE",
    };

    /// <summary>Whom they come from.</summary>
    public Option<string?> From { get; } = new("--mail-from")
    {
        Description = "The address messages come from (default: the controller's e-mail address in the workspace).", HelpName = "ADDRESS",
    };

    /// <summary>Makes the sender; null when messages are to wait.</summary>
    /// <param name="line">What was asked.</param>
    /// <param name="workspace">Knows the controller.</param>
    /// <exception cref="CommandFault">The place cannot be read.</exception>
    public IMessageSender? Sender(ParseResult line, Workspace workspace) => Sender(
        line.GetValue(To), line.GetValue(From) ?? workspace.Disclosures.Controller?.Email ?? "", Environment.GetEnvironmentVariable(PasswordVariable) ?? "", workspace);

    internal static IMessageSender? Sender(string? to, string from, string password, Workspace workspace)
    {
        if (to is null)
        {
            return null;
        }

        if (to.StartsWith(FolderPrefix, StringComparison.Ordinal) && to.Length > FolderPrefix.Length)
        {
            return new FolderSender(to[FolderPrefix.Length..]);
        }

        return SmtpPlace.TryParse(to, password, from, workspace.Disclosures.Controller?.Name.En ?? workspace.Name, out var place)
            ? new SmtpSender(place)
            : throw new CommandFault(
                new Fault(
                    "mail-place",
                    "--mail or --mail-from cannot be read.",
                    "Write smtp://USER@HOST:587, smtps://USER@HOST:465 or folder:PATH, the password in $FULCRUM_SMTP_PASSWORD and never in the address, and an e-mail address in --mail-from."),
                ExitCode.Usage);
    }
}
