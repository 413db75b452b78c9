using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Power;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove power</c>.</summary>
internal static class PowerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var images = new Option<int>("--images") { Description = "Disks rebuilt after a power cut.", DefaultValueFactory = _ => 500 };
        return ProveCommands.Instrument(
            around, "power", "Cut the power of a scratch store at seeded moments, and see that nothing acknowledged is lost.", [images],
            (line, cancellation) => new PowerProof(line.GetValue(images), (int)line.GetValue(ProveCommands.Seed)).RunAsync(cancellation));
    }
}
