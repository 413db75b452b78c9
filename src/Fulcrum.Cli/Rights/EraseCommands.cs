using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Cli.Consent;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Rights;

/// <summary><c>fulcrum erase subject | compact | certificate</c>: forget somebody, have the disk forget them at once, and certify it.</summary>
internal static class EraseCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around) =>
        new("erase", "Erase a subject, and remove the bytes of the erased from every file.") { MakeSubject(around), MakeCompact(around), MakeCertificate(around) };

    private static Command MakeSubject(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var subject = new Option<string>("--subject")
        {
            Description = "TYPE=VALUE, for example user-id=u-1; - reads it from standard input, which keeps it out of the machine's list of processes.", Required = true,
        };
        var who = new Option<string>("--by") { Description = "Who erases, for the audit (default: the user of this machine).", DefaultValueFactory = _ => Environment.UserName };
        var why = new Option<string>("--why") { Description = "Why; it is journaled with the tombstone.", Required = true };
        var now = new Option<bool>("--now") { Description = "Also remove their bytes from every file now, not within 24 hours, as \"erase compact\" does." };
        var command = new Command("subject", "Destroy a subject's keys, delete their rows, leave a tombstone.") { subject, who, why, now, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            var (type, value) = ConsentsCommands.SubjectOf(line.GetRequiredValue(subject));
            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            var body = new JsonObject { ["identifiers"] = new JsonObject { [type] = value }, ["by"] = line.GetRequiredValue(who), ["why"] = line.GetRequiredValue(why) };
            var answer = await asked.Instance.AskAsync(HttpMethod.Post, "/v1/erasures", body, cancellation);
            var (isErased, json) = (answer.GetProperty("erased").GetBoolean(), line.GetValue(around.Json));
            if (json)
            {
                around.Screen.PutJson(answer);
            }
            else if (isErased)
            {
                around.Screen.PutTable(["member", "value"], answer.EnumerateObject().Select(member => (IReadOnlyList<string>)[member.Name, member.Value.ToString()]));
            }
            else
            {
                around.Screen.Put("Nobody is known by that identifier.");
            }

            if (isErased && line.GetValue(now))
            {
                // What is data stays the erasure's own answer, with the salt that is kept nowhere else; how the disk fares is said beside it.
                var compacted = await CompactAsync(asked, isThorough: false, around, cancellation);
                around.Screen.Say(SumOf(compacted));
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command MakeCompact(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var thorough = new Option<bool>("--thorough") { Description = "Also write whole tables anew, which makes others wait; only a store in PostgreSQL needs it." };
        var command = new Command("compact", "Remove the bytes of the erased from every file now, not within 24 hours.") { thorough, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            var answer = await CompactAsync(asked, line.GetValue(thorough), around, cancellation);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(answer);
            }
            else
            {
                around.Screen.Put(SumOf(answer));
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command MakeCertificate(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var id = new Argument<string>("ID") { Description = "Its id, as the erasure answered it, for example e-42." };
        var command = new Command("certificate", "Print the signed certificate of an erasure; fulcrum verify erasure verifies it anywhere.") { id, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            around.Screen.PutJson(await asked.Instance.AskAsync(HttpMethod.Post, "/v1/erasures/certificate", new { certificate = line.GetRequiredValue(id) }, cancellation));
            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>Removes the bytes of the erased, and says each place as it is done.</summary>
    private static async Task<JsonElement> CompactAsync(AskedServer asked, bool isThorough, Surroundings around, CancellationToken cancellation)
    {
        var told = 0;
        while (true)
        {
            var answer = await asked.Instance.AskAsync(HttpMethod.Post, "/v1/erasures/compaction", new { thorough = isThorough }, cancellation);
            var places = answer.GetProperty("places").EnumerateArray().ToArray();
            foreach (var place in places.Skip(told))
            {
                around.Screen.Say(Line(place));
            }

            told = Math.Max(told, places.Length);
            if (answer.GetProperty("finished").GetBoolean())
            {
                return answer;
            }
        }
    }

    private static string Line(JsonElement place) =>
        $"{(place.GetProperty("clean").GetBoolean() ? "clean   " : "not yet ")} {place.GetProperty("place").GetString()}: {place.GetProperty("method").GetString()}";

    private static string SumOf(JsonElement answer) => answer.GetProperty("clean").GetBoolean()
        ? $"Nothing of the erased is left in any place. Erasures compacted now: {answer.GetProperty("erasures").GetInt32()}"
        : $"Not every place is clean. Erasures compacted now: {answer.GetProperty("erasures").GetInt32()}";
}
