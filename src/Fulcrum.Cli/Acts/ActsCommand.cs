using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Rights;

namespace Fulcrum.Cli.Acts;

/// <summary><c>fulcrum acts</c>: who did what to the store itself.</summary>
internal static class ActsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var command = new Command("acts", "List privileged acts on a store: of keys, backups and clocks.") { around.Store };
        command.SetAction(async (line, cancellation) =>
        {
            await using var store = await OpenStore.OpenAsync(line.GetRequiredValue(around.Store), around, cancellation);
            var acts = new List<Act>();
            await foreach (var act in store.Core.Acts.ReadAsync(cancellation))
            {
                acts.Add(act);
            }

            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(new { schema = 1, acts = acts.Select(act => new { act.Id, at = act.At.ToString(), act.What, act.By, act.Detail }) });
            }
            else
            {
                around.Screen.PutTable(["at", "act", "by", "of"], acts.Select(act => (IReadOnlyList<string>)[act.At.ToString(), act.What, act.By, act.Detail]));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
