using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Cli.Consent;

/// <summary><c>fulcrum rules check | explain</c>: whether rule packs are whole, and what they demand together.</summary>
internal static class RulesCommands
{
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
        return new Command("rules", "Look into the rules of jurisdictions.") { check, MakeExplain(around) };
    }

    private static Command MakeExplain(Surroundings around)
    {
        var folder = new Argument<string>("FOLDER") { Description = "A folder of rule packs (*.yaml)." };
        var residence = new Option<string?>("--residence") { Description = "Where the subject says they live, for example RU or US-CA." };
        var source = new Option<string?>("--source-default") { Description = "Where visitors of the source are taken to live." };
        var at = new Option<DateTimeOffset?>("--at") { Description = "The moment asked about; now when left out." };
        var explain = new Command("explain", "Say what holds, which law decides, and what the others would be content with.") { folder, residence, source, at };
        explain.SetAction(line =>
        {
            var book = Read(line.GetRequiredValue(folder));
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
