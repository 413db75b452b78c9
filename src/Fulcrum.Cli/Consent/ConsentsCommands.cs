using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum consents export | import</c>: a subject's consent records out, and those of another system in.</summary>
internal static class ConsentsCommands
{
    private const string FromInput = "-";
    private const long FileBytesMax = 4 << 20;

    private static readonly string[] Formats = ["ours", "dpv", "kantara", "xdm"];

    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around) =>
        new("consents", "Hand consent records to other systems, and take theirs in.") { MakeExport(around), MakeImport(around) };

    private static Command MakeExport(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var format = MakeFormat("ours (the fields of ISO/IEC TS 27560), dpv (JSON-LD), kantara (receipts 1.1, grants only) or xdm (Adobe).");
        var subject = new Option<string>("--subject")
        {
            Description = $"TYPE=VALUE, for example user-id=u-1; {FromInput} reads it from standard input, which keeps it out of the machine's list of processes.", Required = true,
        };
        var isNamed = new Option<bool>("--named") { Description = "Name the subject in the file by the identifier given, instead of by its id here." };
        var language = new Option<string>("--language") { Description = "Of the texts: en or ru.", DefaultValueFactory = _ => "en" };
        var jurisdiction = new Option<string?>("--jurisdiction") { Description = "Whose law, for example GB; dpv and kantara demand it." };
        var names = new Option<string?>("--names") { Description = "A JSON file; for xdm its member purposes gives our purpose for each path." };
        var command = new Command("export", "Write a subject's consent records to standard output.") { subject, format, isNamed, language, jurisdiction, names, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            var (type, value) = SubjectOf(line.GetRequiredValue(subject));
            var body = new JsonObject
            {
                ["identifiers"] = new JsonObject { [type] = value },
                ["format"] = line.GetRequiredValue(format),
                ["language"] = line.GetRequiredValue(language),
                ["jurisdiction"] = line.GetValue(jurisdiction) ?? "",
                ["principal"] = line.GetValue(isNamed) ? type : "",
            };
            if (line.GetValue(names) is { } file)
            {
                body["purposes"] = ReadObject(file)["purposes"]?.DeepClone();
            }

            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            around.Screen.PutJson(await asked.Instance.AskAsync(HttpMethod.Post, "/v1/consents/export", body, cancellation));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Command MakeImport(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var file = new Argument<string>("FILE") { Description = $"The records, at most 4 MiB; {FromInput} for standard input." };
        var format = MakeFormat("ours, dpv, kantara or xdm.");
        var names = new Option<string?>("--names")
        {
            Description = "A JSON file that tells their names in ours: purposes, notices (objects), and for records that say none notice, language, channel.",
        };
        var principal = new Option<string?>("--principal") { Description = "The type of identifier that the ids in the file are, for example user-id." };
        var isVerified = new Option<bool>("--verified") { Description = "You vouch for the ids: each was confirmed by its subject." };
        var isTrial = new Option<bool>("--trial") { Description = "Record nothing; say what would be." };
        var command = new Command("import", "Take in consent records of another system, wholly or not at all.") { file, format, names, principal, isVerified, isTrial, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            var body = line.GetValue(names) is { } path ? ReadObject(path) : [];
            body["format"] = line.GetRequiredValue(format);
            body["verified"] = line.GetValue(isVerified);
            body["trial"] = line.GetValue(isTrial);
            body["content"] = ReadJson(line.GetRequiredValue(file));
            if (line.GetValue(principal) is { } type)
            {
                body["principal"] = type;
            }

            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            var answer = await asked.Instance.AskAsync(HttpMethod.Post, "/v1/consents/import", body, cancellation);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(answer);
                return ExitCode.Ok;
            }

            around.Screen.Put($"{answer.GetProperty("read")} read, {answer.GetProperty("decisions")} to record, {answer.GetProperty("recorded")} recorded{(line.GetValue(isTrial) ? " (a trial)" : "")}.");
            PutReasons(around.Screen, "kept as invalid", answer.GetProperty("invalid"));
            PutReasons(around.Screen, "left out", answer.GetProperty("skipped"));
            return ExitCode.Ok;
        }));
        return command;
    }

    private static Option<string> MakeFormat(string description)
    {
        var format = new Option<string>("--format") { Description = description, Required = true, HelpName = "FORMAT" };
        format.AcceptOnlyFromAmong(Formats);
        return format;
    }

    private static void PutReasons(Screen screen, string what, JsonElement reasons)
    {
        foreach (var reason in reasons.EnumerateObject())
        {
            screen.Put($"  {what}: {reason.Value} ({reason.Name})");
        }
    }

    /// <summary>A subject as commands name it; a dash reads it from the input, where nobody else on the machine sees it.</summary>
    internal static (string Type, string Value) SubjectOf(string given)
    {
        var text = given == FromInput ? Console.In.ReadLine() ?? "" : given;
        var split = text.IndexOf('=', StringComparison.Ordinal);
        return split > 0 && split < text.Length - 1
            ? (text[..split].Trim(), text[(split + 1)..].Trim())
            : throw new CommandFault(new Fault("bad-subject", "The subject is not of the form TYPE=VALUE.", "Write it like user-id=u-1; the types are those of the workspace's identifiers.yaml."), ExitCode.Usage);
    }

    private static JsonObject ReadObject(string path) => ReadJson(path) as JsonObject
        ?? throw new CommandFault(new Fault("names-unreadable", "The file of names is not a JSON object.", "Give it members purposes and notices, for example {\"purposes\": {\"theirs\": \"ours\"}}."), ExitCode.Failure, path);

    private static JsonNode? ReadJson(string path)
    {
        if (path != FromInput && !File.Exists(path))
        {
            throw new CommandFault(new Fault("file-missing", "There is no such file.", "Check the path."), ExitCode.NotFound, path);
        }

        if (path != FromInput && new FileInfo(path).Length > FileBytesMax)
        {
            throw new CommandFault(new Fault("records-too-large", "The file has more than 4 MiB.", "Split it; records are taken in file by file."), ExitCode.Failure, path);
        }

        try
        {
            return JsonNode.Parse(path == FromInput ? Console.In.ReadToEnd() : File.ReadAllText(path), documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException fault)
        {
            throw new CommandFault(
                new Fault("not-json", "The file is not JSON, or names a member twice.", "Mend it at the line named."), ExitCode.Failure,
                fault.LineNumber is { } number ? $"{path}:{number + 1}" : path);
        }
    }
}
