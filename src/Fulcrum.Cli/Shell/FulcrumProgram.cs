using System.CommandLine;
using System.CommandLine.Help;
using System.Reflection;
using Fulcrum.Backups;
using Fulcrum.Cli.Acts;
using Fulcrum.Cli.Assessments;
using Fulcrum.Cli.Backups;
using Fulcrum.Cli.Collect;
using Fulcrum.Cli.Consent;
using Fulcrum.Cli.Decisions;
using Fulcrum.Cli.Demo;
using Fulcrum.Cli.Doctor;
using Fulcrum.Cli.Import;
using Fulcrum.Cli.Keys;
using Fulcrum.Cli.Notices;
using Fulcrum.Cli.Prove;
using Fulcrum.Cli.Rights;
using Fulcrum.Cli.Snippet;
using Fulcrum.Cli.Staff;
using Fulcrum.Cli.Stores;
using Fulcrum.Cli.Stores.Copying;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Decisions;
using Fulcrum.Hosting.Doors;

namespace Fulcrum.Cli.Shell;

/// <summary>The <c>fulcrum</c> program: its commands, and what becomes of their faults. Start reading here.</summary>
internal static class FulcrumProgram
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(30);

    /// <summary>Runs one command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Surroundings around, CancellationToken cancellation)
    {
        var line = Make(around).Parse(arguments);
        var json = line.GetValue(around.Json);
        if (line.Errors.Count > 0 && line.Action is not HelpAction)
        {
            around.Screen.Complain(new CommandFault([.. UsageFaults.Of(line, arguments)]), json);
            return ExitCode.Usage;
        }

        try
        {
            var form = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopMax };
            return await line.InvokeAsync(form, cancellation);
        }
        catch (Exception exception) when (Explain(exception) is { } complaint)
        {
            around.Screen.Complain(complaint, json);
            return complaint.ExitCode;
        }
    }

    private static RootCommand Make(Surroundings around) =>
        new("Fulcrum: customer data in, permitted and explained decisions out.")
        {
            around.Json,
            DemoCommand.Make(around),
            ServeCommand.Make(around),
            WorkspaceCommands.Make(around),
            NoticeCommands.Make(around),
            SneakyCommand.Make(around),
            ImportCommand.Make(around),
            DecisionCommands.Make(around),
            ConsentsCommands.Make(around),
            AccessCommands.Make(around),
            VerifyCommands.Make(around),
            SignalCommands.Make(around),
            SnippetCommands.Make(around),
            LedgerCommands.Make(around),
            QuarantineCommands.Make(around),
            RulesCommands.Make(around),
            BackupCommands.Make(around),
            KeysCommands.Make(around),
            ClockCommand.Make(around),
            ActsCommand.Make(around),
            StaffCommands.Make(around),
            DowngradeCommand.Make(around),
            SweepCommand.Make(around),
            EraseCommands.Make(around),
            DoctorCommand.Make(around),
            ProveCommands.Make(around),
            StoreCopyCommand.Make(around),
            MakeVersion(around),
        };

    private static Command MakeVersion(Surroundings around)
    {
        var version = new Command("version", "Print the version of this program.");
        version.SetAction(line =>
        {
            var text = typeof(FulcrumProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(new { schema = 1, version = text });
            }
            else
            {
                around.Screen.Put(text);
            }

            return ExitCode.Ok;
        });
        return version;
    }

    /// <summary>What a person can do something about; anything else is our own mistake and shows itself.</summary>
    private static CommandFault? Explain(Exception exception) => exception switch
    {
        CommandFault complaint => complaint,
        CertificateRefusedException refused => new CommandFault(refused.Fault, ExitCode.NotAllowed, refused.Path),
        StoreStartException start => new CommandFault(start.Fault, start.Fault.Code == "store-in-use" ? ExitCode.Conflict : ExitCode.Failure),
        BackupRefusedException refused => new CommandFault(refused.Fault, refused.IsMismatch ? ExitCode.VerificationFailed : ExitCode.Conflict),
        StoreUnavailableException unavailable => new CommandFault(
            new Fault("store-unavailable", unavailable.Message, "Check the disk, then give the same command again: nothing acknowledged is lost, nothing is taken twice."),
            ExitCode.RetryLater),
        PinnedVersionUnreadableException pinned => new CommandFault(pinned.Fault, ExitCode.Conflict),
        OperationCanceledException => new CommandFault(
            new Fault("stopped", "The command was stopped.", "Give it again: it goes on where it stopped."), ExitCode.RetryLater),
        UnauthorizedAccessException forbidden => new CommandFault(
            new Fault("forbidden", forbidden.Message, "Give yourself the right to read and write there, or name another place."), ExitCode.NotAllowed),
        IOException io => new CommandFault(new Fault("input-output", io.Message, "Check the path, and that the disk is there and not full.")),
        _ => null,
    };
}
