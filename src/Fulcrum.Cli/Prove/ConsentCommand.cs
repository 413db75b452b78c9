using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Prove.Consent;
using Fulcrum.Prove.Servers;

namespace Fulcrum.Cli.Prove;

/// <summary><c>fulcrum prove consent</c>: does a withdrawal bind the very next decision, over HTTP, with many clients at once?</summary>
internal static class ConsentCommand
{
    private const string KeyVariable = "FULCRUM_DECIDE_KEY";

    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var operations = new Option<int>("--operations") { Description = "How many operations, each about one subject and one purpose.", DefaultValueFactory = _ => 200_000 };
        var kills = new Option<int>("--kills") { Description = "How often the server is killed on the way; not with --url.", DefaultValueFactory = _ => 0 };
        var url = new Option<string?>("--url") { Description = $"A server that runs already, with its decide key in ${KeyVariable}. Made-up subjects stay in its store: name a test server.", HelpName = "URL" };
        var spots = new Option<string[]>("--spot") { Description = "With --url: a purpose resting on consent and a placement that uses it.", HelpName = "PURPOSE=PLACEMENT", AllowMultipleArgumentsPerToken = true };
        var notice = new Option<string>("--notice") { Description = "With --url: the notice of the grants.", HelpName = "NAME@VERSION", DefaultValueFactory = _ => "" };
        return ProveCommands.Instrument(
            around,
            "consent",
            "Let many clients grant, withdraw, decide and read at once, and check that no decision used what was withdrawn.",
            [operations.AtLeastOne(), kills, url, spots, notice],
            async (line, cancellation) =>
            {
                var plan = new ConsentPlan(line.GetValue(operations), line.GetValue(ProveCommands.Seed)) { Say = around.Screen.Say };
                if (line.GetValue(url) is { } server)
                {
                    return await ConsentRun.RunAsync(Theirs(plan, line.GetValue(spots) ?? [], line.GetValue(notice)!), AddressOf(server), KeyOfTheirs(), around.Clock, cancellation);
                }

                await using var store = ScratchStore.Sqlite();
                return await ConsentRun.RunAsync(plan with { Kills = line.GetValue(kills) }, ServerProgram.OfThisProcess(), store, around.Clock, cancellation);
            });
    }

    private static ConsentPlan Theirs(ConsentPlan plan, string[] spots, string notice)
    {
        var pairs = spots.Select(spot => spot.Split('=', 2)).ToArray();
        if (pairs.Length == 0 || notice.Length == 0 || pairs.Any(pair => pair.Length != 2))
        {
            throw new CommandFault(
                new Fault("spots-missing", "A server of yours has purposes of its own.", "Name them: --spot personalization=home-hero --notice web-privacy@2026-11."), ExitCode.Usage);
        }

        return plan with { Spots = [.. pairs.Select(pair => (pair[0], pair[1]))], Notice = notice };
    }

    private static Uri AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        ? address
        : throw new CommandFault(new Fault("url-unreadable", "What --url names is no web address.", "Write it whole, for example --url http://127.0.0.1:5080."), ExitCode.Usage);

    private static ServerKeys KeyOfTheirs() => Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key
        ? new ServerKeys(key, "")
        : throw new CommandFault(
            new Fault("decide-key-missing", $"The decide key of the server is not in ${KeyVariable}.", "Put the key of a test server there; keys on a command line are seen by others."), ExitCode.Usage);
}
