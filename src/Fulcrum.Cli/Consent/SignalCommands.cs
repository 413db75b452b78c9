using System.CommandLine;
using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum signal decode</c>: what a consent string says, field by field, and why it would be refused.</summary>
internal static class SignalCommands
{
    private const string FromInput = "-";

    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around) => new("signal", "Look into consent signals.")
    {
        new Command("decode", "Print every field of a consent string, and why it would be refused.")
        {
            Decoder(around, "tcf", "A Transparency and Consent string of version 2.", SignalForm.Tcf),
            Decoder(around, "gpp", "A Global Privacy Platform string.", SignalForm.Gpp),
            Decoder(around, "gpc", "The value of a Sec-GPC header.", SignalForm.Gpc),
        },
    };

    private static Command Decoder(Surroundings around, string kind, string what, Func<string, IReadOnlyDictionary<string, object?>> decode)
    {
        var text = new Argument<string>("STRING") { Description = $"The string, or {FromInput} to read it from standard input." };
        var command = new Command(kind, what) { text };
        command.SetAction(line =>
        {
            var given = line.GetRequiredValue(text);
            var fields = decode(given == FromInput ? Console.In.ReadToEnd().Trim() : given);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(fields);
            }
            else
            {
                around.Screen.PutTable(["field", "value"], fields.SelectMany(field => SignalForm.Lines(field.Key, field.Value)));
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
