using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum rules check | explain | clock | simulate</c>: whether rule packs are whole, and what they demand together.</summary>
internal static class RulesCommands
{
    private static readonly string[] DemandMembers = ["axis", "class", "value", "pack", "source", "confidence"];

    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder of rule packs (*.yaml)." };
        var check = new Command("check", "Read every pack; print each mistake with file, line and remedy.") { folder };
        check.SetAction(line =>
        {
            var book = Read(line.GetRequiredValue(folder));
            around.Screen.PutTable(
                ["pack", "jurisdiction", "version", "rules"],
                book.All.Select(pack => (IReadOnlyList<string>)[pack.Name, pack.Jurisdiction, pack.Version, pack.Rules.Length.ToString(CultureInfo.InvariantCulture)]));
            return ExitCode.Ok;
        });
        return new Command("rules", "Look into the rules of jurisdictions.") { check, MakeExplain(around), RulesClockCommand.Make(around, Read), MakeSimulate(around) };
    }

    private static Command MakeExplain(Surroundings around)
    {
        var folder = new Argument<string?>("FOLDER") { Description = "A folder of rule packs (*.yaml); not with --subject.", Arity = ArgumentArity.ZeroOrOne };
        var server = RunningInstance.MakeOption();
        var subject = new Option<string?>("--subject") { Description = "Whose law, as TYPE=VALUE, or - to read it from the input; asks the server, which knows where they live." };
        var purpose = new Option<string?>("--purpose") { Description = "The purpose asked about; with --subject." };
        var residence = new Option<string?>("--residence") { Description = "Where the subject says they live, for example RU or US-CA." };
        var source = new Option<string?>("--source-default") { Description = "Where visitors of the source are taken to live." };
        var at = new Option<DateTimeOffset?>("--at") { Description = "The moment asked about; now when left out." };
        var explain = new Command("explain", "Say what holds, which law decides, and what the others would be content with.") { folder, residence, source, at, server, subject, purpose };
        explain.SetAction(async (line, cancellation) =>
        {
            if (line.GetValue(subject) is { } who)
            {
                return await ExplainSubjectAsync(
                    line.GetValue(server) ?? throw Needs("--server"), who, line.GetValue(purpose) ?? throw Needs("--purpose"), line.GetValue(at), line.GetValue(around.Json), around.Screen, cancellation);
            }

            var book = Read(line.GetValue(folder) ?? throw Needs("a FOLDER or --subject"));
            var resolution = book.Resolve(line.GetValue(residence), line.GetValue(source), line.GetValue(at) is { } moment ? Instant.From(moment) : around.Now);
            if (line.GetValue(around.Json))
            {
                around.Screen.PutJson(Form(resolution));
            }
            else
            {
                around.Screen.Say($"By {resolution.Why}, at {resolution.At}:");
                around.Screen.PutTable(["axis", "class", "demands", "decided by", "source", "sure", "others"], resolution.Demands.Select(Row));
            }

            return ExitCode.Ok;
        });
        return explain;
    }

    private static CommandFault Needs(string what) => new(
        new Fault("argument-missing", $"The command needs {what}.", "fulcrum rules explain --help shows both ways to ask."), ExitCode.Usage);

    private static Command MakeSimulate(Surroundings around)
    {
        var folder = new Argument<string>("WORKSPACE") { Description = "The workspace folder, with the proposed packs in its laws/." };
        var server = RunningInstance.MakeOption();
        server.Required = true;
        var days = new Option<int>("--days") { Description = "How many days back decisions are run again.", DefaultValueFactory = _ => 30 };
        var simulate = new Command("simulate", "Replay the journal under proposed packs: reach lost and gained, before anything is in force.") { folder, server, days };
        simulate.SetAction((line, cancellation) => ServedWorkspaceCommands.ShowReachAsync(
            line.GetRequiredValue(server)!, line.GetRequiredValue(folder), line.GetValue(days), line.GetValue(around.Json), around.Screen, cancellation));
        return simulate;
    }

    /// <summary>Asks a running server about one subject and purpose: the packs of its workspace in force decide.</summary>
    private static async Task<int> ExplainSubjectAsync(
        string url, string subject, string purpose, DateTimeOffset? at, bool json, Screen screen, CancellationToken cancellation)
    {
        var (type, value) = ConsentsCommands.SubjectOf(subject);
        using var server = RunningInstance.At(url);
        var identifiers = new Dictionary<string, string> { [type] = value };
        object body = at is { } moment ? new { identifiers, purpose, at = Instant.From(moment).ToString() } : new { identifiers, purpose };
        var answer = await server.AskAsync(HttpMethod.Post, "/v1/consents/explain", body, cancellation);
        if (json)
        {
            screen.PutJson(answer);
            return ExitCode.Ok;
        }

        string Text(string member) => answer.GetProperty(member).GetString()!;
        screen.Put(answer.GetProperty("permitted").GetBoolean() ? $"{purpose} is permitted at {Text("at")}." : $"{purpose} is not permitted at {Text("at")}: {Text("why")}.");
        screen.Put($"Law by {Text("placeWhy")}. Basis: {Text("basis")}{(answer.GetProperty("needsConsent").GetBoolean() ? ", and only a yes allows it" : "")}. The subject's answer: {Text("state")}.");
        screen.PutTable(
            ["axis", "class", "demands", "decided by", "source", "sure", "others"],
            answer.GetProperty("demands").EnumerateArray().Select(demand => (IReadOnlyList<string>)
            [
                .. DemandMembers.Select(member => demand.GetProperty(member).GetString()!),
                string.Join("; ", demand.GetProperty("others").EnumerateArray().Select(other => other.GetString())),
            ]));
        return ExitCode.Ok;
    }

    private static Rulebook Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandFault(new Fault("folder-missing", "There is no such folder.", "Name a folder of rule packs; samples/rules has some."), ExitCode.NotFound, folder);
        }

        var texts = Directory.EnumerateFiles(folder, "*.yaml").ToDictionary(path => Path.GetFileName(path), File.ReadAllText);
        if (texts.Count == 0)
        {
            throw new CommandFault(new Fault("no-rule-packs", "There is no rule pack in this folder.", "Copy one from samples/rules and change it."), ExitCode.NotFound, folder);
        }

        var reading = RulePackReader.Read(texts);
        return reading.Packs ?? throw new CommandFault([.. reading.Faults.Select(fault => new PlacedFault(fault.At.ToString(), fault.Fault))]);
    }

    private static IReadOnlyList<string> Row(RuleDemand demand) =>
    [
        demand.Axis.Name,
        demand.Class,
        demand.IsConflict ? $"{demand.Value} (CONFLICT: refuse)" : demand.Value.ToString(),
        demand.Pack.Name,
        demand.Rule.Source,
        demand.Rule.Confidence.ToString().ToLowerInvariant(),
        string.Join("; ", demand.Others.Select(other => $"{other.Pack}: {other.Value}")),
    ];

    private static object Form(RuleResolution resolution) => new
    {
        schema = 1,
        resolution.Jurisdictions,
        resolution.Why,
        at = resolution.At.ToString(),
        demands = resolution.Demands.Select(demand => new
        {
            axis = demand.Axis.Name,
            @class = demand.Class,
            value = demand.Value.Words,
            conflict = demand.IsConflict,
            pack = demand.Pack.Name,
            rule = new { demand.Rule.Source, from = demand.Rule.From.ToString(), until = demand.Rule.Until?.ToString(), confidence = demand.Rule.Confidence.ToString().ToLowerInvariant() },
            others = demand.Others.Select(other => new { other.Pack, value = other.Value.Words }),
        }),
    };
}
