using System.CommandLine;
using System.Globalization;
using Fulcrum.Assessments.Sneakiness;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Assessments;

/// <summary><c>fulcrum sneaky</c>: "are we being sneaky here?", asked of everything a workspace asks of people, says to them or concludes about them; or of cases that somebody labelled.</summary>
internal static class SneakyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around)
    {
        var what = new Argument<string>("WHAT") { Description = "A workspace folder, or a file of cases, one line of JSON each (*.jsonl)." };
        var command = new Command("sneaky", "Ask of every prompt, offer, conclusion, segment and recipient whether it is honest; a red flag ends with an exit code of its own.") { what };
        command.SetAction(line => line.GetRequiredValue(what) is var path && path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? Score(path, line.GetValue(around.Json), around.Screen)
            : Judge(path, line.GetValue(around.Json), around.Screen));
        return command;
    }

    private static int Judge(string folder, bool json, Screen screen)
    {
        var reading = WorkspaceReader.Read(WorkspaceFolder.Read(folder), Numbering.Empty);
        WorkspaceFolder.Require(reading, folder);
        var verdicts = WorkspaceObjects.Judge(reading.Workspace!);
        var flagged = verdicts.Count(verdict => verdict.IsFlagged);
        if (json)
        {
            screen.PutJson(new { schema = 1, tested = verdicts.Length, flagged, found = verdicts.Where(verdict => !verdict.Findings.IsEmpty).Select(verdict => new { name = verdict.Tested.Key, redFlag = verdict.IsFlagged, findings = verdict.Findings.Select(Shown) }) });
            return flagged > 0 ? ExitCode.VerificationFailed : ExitCode.Ok;
        }

        foreach (var verdict in verdicts.Where(verdict => !verdict.Findings.IsEmpty))
        {
            screen.Put($"{verdict.Tested.Key}{(verdict.IsFlagged ? ": RED FLAG" : "")}");
            foreach (var finding in verdict.Findings)
            {
                screen.Put($"  {finding.Rule.Key}: {finding.Evidence}");
                screen.Put($"    {finding.Rule.Question.En} {finding.Rule.Why.En}");
                screen.Put($"    {finding.Rule.Question.Ru} {finding.Rule.Why.Ru}");
            }
        }

        screen.Put($"{verdicts.Length} tested, {flagged} with a red flag.");
        return flagged > 0 ? ExitCode.VerificationFailed : ExitCode.Ok;
    }

    private static int Score(string path, bool json, Screen screen)
    {
        if (!File.Exists(path))
        {
            throw new CommandFault(new Fault("cases-missing", "The file of cases is not there.", "Name a file of cases, one line of JSON each; docs/guides/sneaky.md shows their form."), ExitCode.NotFound, path);
        }

        var judged = File.ReadLines(path).Select((line, at) => Read(line, path, at + 1)).Select(one => (Case: one, Verdict: SneakyTest.Judge(one.Tested))).ToArray();
        var score = SneakyScore.Of(judged.Select(one => (one.Case, one.Verdict.IsFlagged)));
        if (json)
        {
            screen.PutJson(new { schema = 1, cases = judged.Length, labelled = score.Cases, precision = score.Precision, recall = score.Recall, judged = judged.Select(one => new { id = one.Case.Tested.Name, redFlag = one.Verdict.IsFlagged, findings = one.Verdict.Findings.Select(Shown) }) });
            return ExitCode.Ok;
        }

        foreach (var (one, verdict) in judged.Where(one => one.Case.IsBad is { } bad && one.Verdict.IsFlagged != bad))
        {
            screen.Put($"{one.Tested.Name}: {(one.IsBad == true ? "labelled bad, nothing found" : $"labelled good, found {string.Join("; ", verdict.Findings)}")}");
        }

        screen.Put(string.Create(CultureInfo.InvariantCulture, $"{score.Cases} labelled cases: precision {score.Precision:0.000}, recall {score.Recall:0.000}"));
        return ExitCode.Ok;
    }

    private static SneakyCase Read(string line, string path, int at)
    {
        try
        {
            return CaseReader.Read(line);
        }
        catch (FormatException fault)
        {
            throw new CommandFault(new Fault("bad-case", fault.Message, "Mend the line; docs/guides/sneaky.md shows the form of a case."), where: string.Create(CultureInfo.InvariantCulture, $"{path}:{at}"));
        }
    }

    private static object Shown(SneakyFinding finding) => new { rule = finding.Rule.Key, evidence = finding.Evidence, stops = finding.Rule.Stops, question = new { en = finding.Rule.Question.En, ru = finding.Rule.Question.Ru }, why = new { en = finding.Rule.Why.En, ru = finding.Rule.Why.Ru } };
}
