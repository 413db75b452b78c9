using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Kill;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove kill</c>: this program as a server over a scratch store, killed under load.</summary>
internal static class KillCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var kills = new Option<int>("--kills") { Description = "How often the server is killed.", DefaultValueFactory = _ => 20 };
        var all = new Option<bool>("--all-moments") { Description = "Also wait for snapshots, checkpoints and index merges; some seconds a kill." };
        return ProveCommands.Instrument(
            around,
            "kill",
            "Kill this program's server with SIGKILL under load, over a scratch store, and compare it with what its clients were told.",
            [kills.AtLeastOne(), all],
            async (line, cancellation) =>
            {
                await using var store = ScratchStore.Sqlite();
                var plan = new KillPlan(ServerProgram.OfThisProcess(), store, line.GetValue(kills), line.GetValue(ProveCommands.Seed))
                {
                    Say = around.Screen.Say,
                    Moments = line.GetValue(all) ? KillMoment.All : KillMoment.Usual,
                };
                return await KillRun.RunAsync(plan, around.Clock, cancellation);
            });
    }
}
