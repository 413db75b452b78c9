using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Results;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove</c>: the instruments of the proof tests, run against this installation. One file an instrument.</summary>
internal static class ProveCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around) => new("prove", "Try to break this installation, and say what held. Never touches a store in use.")
    {
        KillCommand.Make(around),
        ConsentCommand.Make(around),
        ReportCommand.Make(around),
        PowerCommand.Make(around),
        BitsCommand.Make(around),
        FaultsCommand.Make(around),
        RestoreCommand.Make(around),
        ErasureCommand.Make(around),
    };

    /// <summary>Where results are kept; every instrument takes it.</summary>
    public static Option<string> Results { get; } = new("--results")
    {
        Description = "Folder that keeps the last result of each instrument.",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => "./fulcrum-prove",
    };

    /// <summary>What chance starts from; every instrument takes it.</summary>
    public static Option<long> Seed { get; } = new("--seed") { Description = "What chance starts from; the same seed tries the same again.", DefaultValueFactory = _ => 1 };

    /// <summary>Makes the command of one instrument: it runs, its result is kept, and its lines are printed.</summary>
    /// <param name="around">Where it speaks.</param>
    /// <param name="name">As in <c>fulcrum prove NAME</c>.</param>
    /// <param name="description">For the help page.</param>
    /// <param name="options">Its own options.</param>
    /// <param name="run">Runs it; what it says while it runs goes to the screen as remarks.</param>
    public static Command Instrument(
        Surroundings around, string name, string description, IEnumerable<Option> options, Func<ParseResult, CancellationToken, Task<ProofResult>> run)
    {
        var command = new Command(name, description) { Seed, Results };
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.SetAction(async (line, cancellation) =>
        {
            var result = await RunAsync(line, run, cancellation);
            var file = new ResultFolder(line.GetRequiredValue(Results)).Keep(result);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(result);
            }
            else
            {
                foreach (var text in result.Lines())
                {
                    around.Screen.Put(text);
                }
            }

            around.Screen.Say(result.Holds ? $"It holds. Kept in {file}." : $"It does NOT hold. Kept in {file}; again: {result.Replay}");
            return result.Holds ? ExitCode.Ok : ExitCode.VerificationFailed;
        });
        return command;
    }

    private static async Task<ProofResult> RunAsync(ParseResult line, Func<ParseResult, CancellationToken, Task<ProofResult>> run, CancellationToken cancellation)
    {
        try
        {
            return await run(line, cancellation);
        }
        catch (ProofStoppedException stopped)
        {
            throw new CommandFault(
                new Fault("prove-stopped", $"The instrument could not go on, so it proves nothing. {stopped.Message}", "Mend what is said there, then run it again."));
        }
    }

    /// <summary>Refuses a count that tries nothing.</summary>
    public static Option<int> AtLeastOne(this Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{option.Name} must be 1 at least: nothing tried proves nothing.");
            }
        });
        return option;
    }
}
