using System.CommandLine;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove restore</c>: does a restored backup revive a withdrawn consent or an erased customer?</summary>
internal static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var customers = new Option<int>("--customers") { Description = "How many made-up customers withdraw after the backup.", DefaultValueFactory = _ => 1000 };
        customers.Validators.Add(result =>
        {
            if (result.GetValue(customers) is < 1 or > 1_000_000)
            {
                result.AddError("--customers takes a whole number from 1 to 1,000,000.");
            }
        });
        return ProveCommands.Instrument(
            around,
            "restore",
            "Lose a scratch store and put it back with its tail log, without, and naively.",
            [customers],
            async (line, cancellation) =>
            {
                var scratch = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
                try
                {
                    var clock = new DrillClock(around.Clock);
                    var drill = new DrillStore(scratch, Path.Combine(AppContext.BaseDirectory, "samples"), clock, clock.Advance);
                    return await new RestoreDrill(drill, line.GetValue(customers)).RunAsync(around.Clock, around.Screen.Say, cancellation);
                }
                finally
                {
                    Directory.Delete(scratch, recursive: true);
                }
            });
    }
}
