using System.CommandLine;
using Fulcrum.Cli.Prove.Erasure;
using Fulcrum.Cli.Prove.Restore;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove erasure</c>: is anything left of somebody erased, in any file, in any form?</summary>
internal static class ErasureCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var canaries = new Option<int>("--canaries") { Description = "How many made-up customers are erased.", DefaultValueFactory = _ => 100 }.AtLeastOne();
        return ProveCommands.Instrument(
            around,
            "erasure",
            "Erase canaries from a scratch store, compact it, and look for their bytes in every file.",
            [canaries],
            async (line, cancellation) =>
            {
                var scratch = Directory.CreateTempSubdirectory("fulcrum-prove-").FullName;
                try
                {
                    var clock = new DrillClock(around.Clock);
                    var drill = new DrillStore(scratch, Path.Combine(AppContext.BaseDirectory, "samples"), clock, clock.Advance);
                    var files = new EmbeddedFiles(drill.Path("store"), TailPlace.Of(drill.Path("store"), drill.Around));
                    return await new ErasureProof(drill, files, line.GetValue(canaries), line.GetValue(ProveCommands.Seed)).RunAsync(around.Clock, around.Screen.Say, cancellation);
                }
                finally
                {
                    Directory.Delete(scratch, recursive: true);
                }
            });
    }
}
