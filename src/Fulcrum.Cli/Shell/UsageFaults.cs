using System.CommandLine;

namespace Fulcrum.Cli.Shell;

/// <summary>What is wrong with a command line, in words that never repeat a value that belongs to nothing: it may be a password whose option was mistyped, and errors end up in logs.</summary>
internal static class UsageFaults
{
    /// <summary>Finds them.</summary>
    /// <param name="line">The line, with errors.</param>
    /// <param name="arguments">As it was given.</param>
    public static IEnumerable<PlacedFault> Of(ParseResult line, IReadOnlyList<string> arguments)
    {
        var command = line.CommandResult.Command;
        var name = command is RootCommand ? "fulcrum" : $"fulcrum {string.Join(' ', command.Parents.OfType<Command>().Where(parent => parent is not RootCommand).Select(parent => parent.Name).Append(command.Name))}";
        foreach (var message in line.Errors.Select(error => Told(error.Message, line.UnmatchedTokens, arguments, command.Subcommands.Count > 0)).Distinct())
        {
            yield return new PlacedFault("", new Fault("usage", message, $"See: {name} --help"));
        }
    }

    private static string Told(string message, IReadOnlyList<string> unmatched, IReadOnlyList<string> arguments, bool takesCommand)
    {
        foreach (var token in unmatched.Where(token => message.Contains($"'{token}'", StringComparison.Ordinal)))
        {
            if (token.StartsWith('-'))
            {
                // What stands behind the sign is a value.
                return $"There is no option {token.Split('=', 2)[0]}.";
            }

            var isValue = arguments.Zip(arguments.Skip(1)).Any(pair => pair.Second == token && pair.First.StartsWith('-'));
            return takesCommand && !isValue ? $"There is no command \"{token}\"." : "A value belongs to no option and no argument. It is not repeated here, since it may be a secret.";
        }

        return message;
    }
}
