using System.CommandLine;
using System.Text.Json;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Collect;

/// <summary><c>fulcrum quarantine list | show | repair | replay | look-ups</c>: what was kept aside, and taking it in once it was mended.</summary>
internal static class QuarantineCommands
{
    private const string LookUpsName = "look-ups";

    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var id = new Argument<string>("ID") { Description = "The row's id, as list prints it." };
        var who = new Option<string>("--by") { Description = "Who looks, for the audit (default: the user of this machine).", DefaultValueFactory = _ => Environment.UserName };
        var why = new Option<string>("--why") { Description = "Why; it is journaled, and the subject may read it.", Required = true };
        var source = new Option<string?>("--source") { Description = "Only what this source sent." };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 1,000.", DefaultValueFactory = _ => 100 };
        var output = new Option<string>("--out") { Description = "Where to write the payload to be mended.", Required = true };
        var file = new Option<string?>("--file") { Description = "The mended payload; without it, what was kept is taken in as it is." };

        var list = new Command("list", "List what is kept aside and why, without its content.") { source, limit, around.Store, server };
        Act(list, async (asked, line, cancellation) => QuarantineForm.List(
            await asked.AskAsync(HttpMethod.Get, $"/v1/quarantine?limit={line.GetValue(limit)}{(line.GetValue(source) is { } name ? $"&source={Uri.EscapeDataString(name)}" : "")}", null, cancellation),
            line.GetValue(around.Json), around.Screen));

        var lookUps = new Command(LookUpsName, "List who looked into what was kept aside, and why.") { limit, around.Store, server };
        Act(lookUps, async (asked, line, cancellation) => QuarantineForm.LookUps(
            await asked.AskAsync(HttpMethod.Get, $"/v1/quarantine/look-ups?limit={line.GetValue(limit)}", null, cancellation), line.GetValue(around.Json), around.Screen));

        var show = new Command("show", "Show what was kept aside. It may be personal data; who and why is journaled first.") { id, who, why, around.Store, server };
        Act(show, async (asked, line, cancellation) => QuarantineForm.Show(
            await ReadAsync(asked, line.GetRequiredValue(id), line.GetRequiredValue(who), line.GetRequiredValue(why), cancellation), line.GetValue(around.Json), around.Screen));

        var repair = new Command("repair", "Write what was kept aside to a file, to be mended and given to replay. Who and why is journaled first.") { id, output, who, why, around.Store, server };
        Act(repair, async (asked, line, cancellation) => QuarantineForm.Write(
            await ReadAsync(asked, line.GetRequiredValue(id), line.GetRequiredValue(who), line.GetRequiredValue(why), cancellation), line.GetRequiredValue(output), around.Screen));

        var replay = new Command("replay", "Take in what was kept aside: mended, or unchanged after its contract was. Once.") { id, file, who, why, around.Store, server };
        Act(replay, async (asked, line, cancellation) =>
        {
            var mended = line.GetValue(file) is { } path ? QuarantineForm.Read(path) : (JsonElement?)null;
            object body = mended is { } payload
                ? new { who = line.GetRequiredValue(who), why = line.GetRequiredValue(why), payload }
                : new { who = line.GetRequiredValue(who), why = line.GetRequiredValue(why) };
            return QuarantineForm.Replayed(
                await asked.AskAsync(HttpMethod.Post, $"/v1/quarantine/{Uri.EscapeDataString(line.GetRequiredValue(id))}/replay", body, cancellation), line.GetValue(around.Json), around.Screen);
        });
        return new Command("quarantine", "Look into what was kept aside, and take it in once it was mended.") { list, show, repair, replay, lookUps };

        void Act(Command command, Func<RunningInstance, ParseResult, CancellationToken, Task<int>> act) => command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            return await act(asked.Instance, line, cancellation);
        }));
    }

    private static Task<JsonElement> ReadAsync(RunningInstance asked, string id, string who, string why, CancellationToken cancellation) =>
        asked.AskAsync(HttpMethod.Post, $"/v1/quarantine/{Uri.EscapeDataString(id)}/read", new { who, why }, cancellation);
}
