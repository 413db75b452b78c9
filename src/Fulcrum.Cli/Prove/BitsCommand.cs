using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Bits;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove bits</c>.</summary>
internal static class BitsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var damages = new Option<int>("--damages") { Description = "Files damaged: one bit, or a sector.", DefaultValueFactory = _ => 500 };
        return ProveCommands.Instrument(
            around, "bits", "Damage the files of a scratch store, and see that no consent changes in silence.", [damages],
            (line, cancellation) => new BitProof(line.GetValue(damages), (int)line.GetValue(ProveCommands.Seed)).RunAsync(cancellation));
    }
}
