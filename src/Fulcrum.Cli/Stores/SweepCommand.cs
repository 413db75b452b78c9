using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Stores;

/// <summary><c>fulcrum sweep</c>: delete now what retention allows to delete; a running server does it by itself.</summary>
internal static class SweepCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var command = new Command("sweep", "Delete what only withdrawn purposes justified and quarantined payloads, as far as their retention is over.") { around.Store };
        command.SetAction((line, cancellation) => RunAsync(line.GetRequiredValue(around.Store), line.GetValue(around.Json), around, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, bool json, Surroundings around, CancellationToken cancellation)
    {
        await using var store = await OpenStore.OpenAsync(folder, around, cancellation);
        var swept = await store.Core.SweepAsync(cancellation);
        if (json)
        {
            around.Screen.PutJson(new { schema = 1, swept.Subjects, swept.Deleted, swept.Trimmed, swept.Quarantined });
        }
        else
        {
            around.Screen.PutTable(
                ["swept", "count"],
                [
                    ["subjects concerned", $"{swept.Subjects}"],
                    ["event rows deleted", $"{swept.Deleted}"],
                    ["event rows made shorter", $"{swept.Trimmed}"],
                    ["quarantined payloads deleted", $"{swept.Quarantined}"],
                ]);
        }

        return ExitCode.Ok;
    }
}
