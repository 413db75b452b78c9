using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Fulcrum.Cli.Consent;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;

namespace Fulcrum.Cli.Rights;

/// <summary><c>fulcrum access export</c>: everything kept about somebody, as a file for them.</summary>
internal static class AccessCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around) => new("access", "Hand people what is kept about them.") { MakeExport(around) };

    private static Command MakeExport(Surroundings around)
    {
        var server = RunningInstance.MakeOption();
        var subject = new Option<string>("--subject")
        {
            Description = "TYPE=VALUE, for example user-id=u-1; - reads it from standard input, which keeps it out of the machine's list of processes.", Required = true,
        };
        var output = new Option<string>("--out") { Description = "The ZIP file to write; it must not exist yet.", Required = true, HelpName = "FILE" };
        var by = new Option<string>("--by") { Description = "Who does it; journaled with the access.", Required = true, HelpName = "WHO" };
        var why = new Option<string>("--why") { Description = "Why; journaled with the access.", Required = true, HelpName = "REASON" };
        var language = new Option<string>("--language") { Description = "Of what is read by people: en or ru.", DefaultValueFactory = _ => "en" };
        var command = new Command("export", "Write everything kept about a subject to a ZIP file: a page, JSON, tables and checksums.") { subject, output, by, why, language, around.Store, server };
        command.SetAction((line, cancellation) => OpenStore.AloneAsync(async () =>
        {
            var (type, value) = ConsentsCommands.SubjectOf(line.GetRequiredValue(subject));
            var body = new JsonObject
            {
                ["identifiers"] = new JsonObject { [type] = value },
                ["by"] = line.GetRequiredValue(by),
                ["why"] = line.GetRequiredValue(why),
                ["language"] = line.GetRequiredValue(language),
            };
            var path = line.GetRequiredValue(output);
            if (File.Exists(path))
            {
                throw new CommandFault(new Fault("file-exists", "There is a file already.", "Name another with --out."), ExitCode.Conflict, path);
            }

            await using var asked = await AskedServer.OpenAsync(line.GetValue(server), line.GetRequiredValue(around.Store), around, cancellation);
            var bytes = 0L;
            await around.Screen.RunStepAsync("Writing what is kept", async progress =>
            {
                bytes = await SaveAsync(asked.Instance, body, path, progress, cancellation);
                return $"{Megabytes(bytes)} MB";
            });
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(new { schema = 1, file = path, bytes });
            }
            else
            {
                around.Screen.Put($"{path}: open index.html in it; SHA256SUMS has the sum of each file.");
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    /// <summary>Under another name until it is whole.</summary>
    private static async Task<long> SaveAsync(RunningInstance instance, JsonObject body, string path, StepProgress progress, CancellationToken cancellation)
    {
        var part = path + ".part";
        try
        {
            long bytes;
            await using (var file = PrivateFile.Create(part))
            {
                bytes = await instance.SaveAsync("/v1/access/export", body, file, seen => progress.Show(0, () => $"{Megabytes(seen)} MB"), cancellation);
            }

            File.Move(part, path);
            return bytes;
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    private static string Megabytes(long bytes) => (bytes / 1_000_000.0).ToString("0.0", CultureInfo.InvariantCulture);
}
