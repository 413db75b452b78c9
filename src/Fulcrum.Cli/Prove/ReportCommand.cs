using System.CommandLine;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Results;
using Fulcrum.Prove.Scorecards;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove report</c>: the last results as a page, in English and in Russian.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var file = new Option<string>("--out") { Description = "The page; its Russian one lies beside it as NAME.ru.html.", HelpName = "FILE.html", Required = true };
        var command = new Command("report", "Write the last results as a page.") { file, ProveCommands.Results };
        command.SetAction(line => Write(line.GetRequiredValue(file), line.GetRequiredValue(ProveCommands.Results), line.GetValue(around.Json), around.Screen));
        return command;
    }

    private static int Write(string english, string folder, bool json, Screen screen)
    {
        try
        {
            var results = new ResultFolder(folder).ReadAll();
            var russian = Path.ChangeExtension(english, ".ru.html");
            File.WriteAllText(english, ScorecardPage.Write(results, "en", Path.GetFileName(russian)));
            File.WriteAllText(russian, ScorecardPage.Write(results, "ru", Path.GetFileName(english)));
            if (json)
            {
                screen.PutJson(new { schema = 1, english, russian, results = results.Length, holds = results.All(result => result.Holds) });
            }
            else
            {
                screen.Say($"{results.Length} results, {results.Count(result => result.Holds)} hold: {english}, {russian}");
            }

            return ExitCode.Ok;
        }
        catch (JsonException fault)
        {
            throw new CommandFault(new Fault("result-unreadable", $"A kept result cannot be read: {fault.Message}", "Delete that file and run its instrument again."));
        }
    }
}
