using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Faults;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove faults</c>.</summary>
internal static class FaultsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var faults = new Option<int>("--faults") { Description = "Failed writes and syncs.", DefaultValueFactory = _ => 50 };
        return ProveCommands.Instrument(
            around, "faults", "Let writes and syncs of a scratch store fail, and see that nothing is acknowledged after that.", [faults],
            (line, cancellation) => new FaultProof(line.GetValue(faults), (int)line.GetValue(ProveCommands.Seed)).RunAsync(cancellation));
    }
}
