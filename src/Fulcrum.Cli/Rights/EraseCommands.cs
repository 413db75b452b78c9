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
        var command = new Command("subject", "Destroy a subject's keys, delete their rows, leave a tombstone.") { subject, who, why, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            var (type, value) = ConsentsCommands.SubjectOf(line.GetRequiredValue(subject));
            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            var body = new JsonObject { ["identifiers"] = new JsonObject { [type] = value }, ["by"] = line.GetRequiredValue(who), ["why"] = line.GetRequiredValue(why) };
            var answer = await asked.Instance.AskAsync(HttpMethod.Post, "/v1/erasures", body, cancellation);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(answer);
                return ExitCode.Ok;
            }

            if (!answer.GetProperty("erased").GetBoolean())
            {
                around.Screen.Put("Nobody is known by that identifier.");
                return ExitCode.Ok;
            }

            around.Screen.PutTable(["member", "value"], answer.EnumerateObject().Select(member => (IReadOnlyList<string>)[member.Name, member.Value.ToString()]));
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
            var told = 0;
            while (true)
            {
                var answer = await asked.Instance.AskAsync(HttpMethod.Post, "/v1/erasures/compaction", new { thorough = line.GetValue(thorough) }, cancellation);
                var places = answer.GetProperty("places").EnumerateArray().ToArray();
                foreach (var place in places.Skip(told))
                {
                    around.Screen.Say(Line(place));
                }

                told = Math.Max(told, places.Length);
                if (answer.GetProperty("finished").GetBoolean())
                {
                    return Tell(answer, line.GetValue(around.Json), around.Screen);
                }
            }
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

    private static string Line(JsonElement place) =>
        $"{(place.GetProperty("clean").GetBoolean() ? "clean   " : "not yet ")} {place.GetProperty("place").GetString()}: {place.GetProperty("method").GetString()}";

    private static int Tell(JsonElement answer, bool json, Screen screen)
    {
        if (json)
        {
            screen.PutJson(answer);
        }
        else if (answer.GetProperty("clean").GetBoolean())
        {
            screen.Put($"Nothing of the erased is left in any place. Erasures compacted now: {answer.GetProperty("erasures").GetInt32()}");
        }
        else
        {
            screen.Put($"Not every place is clean. Erasures compacted now: {answer.GetProperty("erasures").GetInt32()}");
        }

        return ExitCode.Ok;
    }
}
