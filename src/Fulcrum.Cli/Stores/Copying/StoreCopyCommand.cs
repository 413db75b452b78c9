using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores.Copying;

/// <summary><c>fulcrum store copy</c>: moves a company from one kind of store to the other, either way, and proves that nothing is missing.</summary>
internal static class StoreCopyCommand
{
    /// <summary>Makes <c>fulcrum store</c> with what is under it.</summary>
    public static Command Make(Surroundings around)
    {
        var from = new Option<string>("--from") { Description = "The store to read: a folder or postgres:FOLDER. A server may go on running over it; what it writes meanwhile is not in the copy.", HelpName = "STORE", Required = true };
        var to = new Option<string>("--to") { Description = "The store to make: a folder or postgres:FOLDER, empty or of the same copy that was stopped.", HelpName = "STORE", Required = true };
        var copy = new Command("copy", "Copy everything a store keeps into another, and compare both by a logical checksum.") { from, to };
        copy.SetAction((line, cancellation) => RunAsync(
            StorePlace.Parse(line.GetRequiredValue(from)), StorePlace.Parse(line.GetRequiredValue(to)), line.GetValue(around.Json), around, cancellation));
        return new Command("store", "Work on a whole store.") { copy };
    }

    private static async Task<int> RunAsync(StorePlace from, StorePlace to, bool json, Surroundings around, CancellationToken cancellation)
    {
        CopyMark.RequireNone(from.Folder);
        var run = new CopyRun(from, to, around);
        using var source = from.OpenContents(around);
        await run.RequireTargetAsync(source.Secrets, cancellation);
        var (checksum, seconds) = await run.RunAsync(source, cancellation);
        run.Finish();
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, rows = source.Head, seconds, checksum });
        }
        else
        {
            around.Screen.Put($"{source.Head} journal rows and everything else of {from} are in {to}. Checksum of both: {checksum}");
        }

        return ExitCode.Ok;
    }
}
