using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Workspaces;
using Fulcrum.Notices;

namespace Fulcrum.Cli.Notices;

/// <summary><c>fulcrum notice check</c>: whether what was built is, file by file, what would be built now.</summary>
internal static class NoticeCheck
{
    /// <summary>Checks; every difference is a fault.</summary>
    public static int Run(string folder, string? only, bool json, Screen screen)
    {
        var workspace = NoticeCommands.Open(folder);
        var files = WorkspaceFolder.Read(folder);
        NoticeBuilt[] built = [.. NoticeCommands.Asked(workspace, only).Select(notice => NoticeBuild.Of(
            workspace, notice, workspace.BuiltNotices.GetValueOrDefault(notice.Id)?.IsGated ?? true))];
        NoticeCommands.Require(built, workspace, folder);
        var faults = new List<PlacedFault>();
        foreach (var one in built)
        {
            var at = NoticeBuild.FolderOf(one.Notice.Id);
            if (!workspace.BuiltNotices.ContainsKey(one.Notice.Id))
            {
                faults.Add(new PlacedFault(Path.Combine(folder, at), new Fault("notice-not-built", $"The notice {one.Notice.Id} was never built.", $"Run: fulcrum notice build WORKSPACE --notice {one.Notice.Id} --write")));
                continue;
            }

            foreach (var (name, text) in one.Files.Where(file => files.GetValueOrDefault($"{at}/{file.Key}")?.ReplaceLineEndings("\n") != file.Value))
            {
                faults.Add(new PlacedFault(
                    Path.Combine(folder, at, name),
                    new Fault("notice-stale", "This is not what would be built now: the same is told in other words, or a file was changed or is missing.", "Run \"fulcrum notice build WORKSPACE --write\" and read the difference; a new wording for people who were shown this one is a new version.")));
            }
        }

        if (faults.Count > 0)
        {
            throw new CommandFault([.. faults], ExitCode.VerificationFailed);
        }

        if (json)
        {
            screen.PutJson(new { schema = 1, notices = built.Select(NoticeForm.Of) });
        }
        else
        {
            screen.Put($"{built.Length} notices tell what is so, and can be read.");
        }

        return ExitCode.Ok;
    }
}
