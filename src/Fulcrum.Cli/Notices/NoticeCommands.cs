using System.CommandLine;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Consent;
using Fulcrum.Notices;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Notices;

/// <summary><c>fulcrum notice build | check | diff | read</c>: what people are told, out of the workspace, in words they can read.</summary>
internal static class NoticeCommands
{
    /// <summary>Makes the commands.</summary>
    public static Command Make(Surroundings around)
    {
        var folder = new Argument<string>("WORKSPACE") { Description = "The folder with workspace.yaml in it." };
        var only = new Option<string?>("--notice") { Description = "Only this one, as NAME@VERSION; every version in force when left out." };
        var ungated = new Option<bool>("--without-gate") { Description = "Let pass what is hard to read; the built notice says that it was not checked." };
        var write = new Option<bool>("--write") { Description = "Write the pages and facts below notices/built; without it nothing is written." };
        var build = new Command("build", "Write notices out of the workspace. Fails where a built one tells something else, or is hard to read.") { folder, only, write, ungated };
        build.SetAction(line => Build(
            line.GetRequiredValue(folder), line.GetValue(only), line.GetValue(write), !line.GetValue(ungated), line.GetValue(around.Json), around.Screen));

        var check = new Command("check", "Say whether the built notices tell what is so, word by word, and can be read.") { folder, only };
        check.SetAction(line => NoticeCheck.Run(line.GetRequiredValue(folder), line.GetValue(only), line.GetValue(around.Json), around.Screen));

        var diff = new Command("diff", "Say what each version changes of the one before it: what is material, or only words.") { folder, only };
        diff.SetAction(line => NoticeDiff.Run(line.GetRequiredValue(folder), line.GetValue(only), line.GetValue(around.Json), around.Screen));
        return new Command("notice", "Write, check and compare what people are told.") { build, check, diff, ReadCommand.Make(around) };
    }

    /// <summary>Reads a workspace in which notices may tell something else than what is so.</summary>
    public static Workspace Open(string folder)
    {
        var reading = WorkspaceReader.Read(WorkspaceFolder.Read(folder), Numbering.Empty, comparesNotices: false);
        WorkspaceFolder.Require(reading, folder);
        return reading.Workspace!;
    }

    /// <summary>The notices asked about: one, or every version in force.</summary>
    public static IReadOnlyList<Notice> Asked(Workspace workspace, string? only)
    {
        if (only is null)
        {
            return [.. workspace.Notices.Values.Where(notice => !notice.IsSuperseded).OrderBy(notice => notice.Id, StringComparer.Ordinal)];
        }

        if (!workspace.Notices.TryGetValue(only, out var notice))
        {
            throw new CommandFault(
                new Fault("unknown-notice", $"There is no notice \"{only}\" in this workspace.", $"Name one as NAME@VERSION: {string.Join(", ", workspace.Notices.Keys.Order(StringComparer.Ordinal))}."), ExitCode.NotFound);
        }

        return notice.IsSuperseded
            ? throw new CommandFault(
                new Fault("notice-superseded", $"{only} was told to people and another version took its place: it stays as it is.", "Build the version in force."), ExitCode.Conflict)
            : [notice];
    }

    /// <summary>Every fault of what was built, with the folder it concerns.</summary>
    public static void Require(IEnumerable<NoticeBuilt> built, Workspace workspace, string folder)
    {
        var faults = built.SelectMany(one => Drift(one, workspace).Concat(one.Faults).Select(fault => new PlacedFault(Path.Combine(folder, NoticeBuild.FolderOf(one.Notice.Id)), fault))).ToArray();
        if (faults.Length > 0)
        {
            throw new CommandFault([.. faults], ExitCode.VerificationFailed);
        }
    }

    private static IEnumerable<Fault> Drift(NoticeBuilt one, Workspace workspace) =>
        workspace.BuiltNotices.TryGetValue(one.Notice.Id, out var told)
            ? NoticeComparison.Between(told.Facts, one.Facts).Select(difference => NoticeComparison.Drift(one.Notice.Id, difference))
            : [];

    private static int Build(string folder, string? only, bool writes, bool isGated, bool json, Screen screen)
    {
        var workspace = Open(folder);
        NoticeBuilt[] built = [.. Asked(workspace, only).Select(notice => NoticeBuild.Of(workspace, notice, isGated))];
        Require(built, workspace, folder);
        if (!isGated)
        {
            screen.Say("Whether it can be read was not checked; each built notice says so.");
        }

        foreach (var one in built.Where(_ => writes))
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, NoticeBuild.FolderOf(one.Notice.Id)));
            foreach (var (name, text) in one.Files)
            {
                File.WriteAllText(Path.Combine(target.FullName, name), text);
            }
        }

        if (json)
        {
            screen.PutJson(new { schema = 1, written = writes, notices = built.Select(NoticeForm.Of) });
        }
        else
        {
            foreach (var one in built)
            {
                screen.Put($"{one.Notice.Id}: {one.Facts.Purposes.Count} purposes, {one.Facts.Recipients.Count} recipients, {one.Facts.Places.Count} places; {(writes ? $"written to {NoticeBuild.FolderOf(one.Notice.Id)}" : "nothing written, add --write")}");
            }

            screen.PutTable(["notice", "language", "section", "score", "words", "sentences", "longest"], built.SelectMany(NoticeForm.Rows));
        }

        return ExitCode.Ok;
    }
}
