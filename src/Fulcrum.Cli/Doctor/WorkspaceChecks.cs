using Fulcrum.Notices;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Doctor;

/// <summary>Whether what the company decided is in force, whole, and what people are told of it.</summary>
internal static class WorkspaceChecks
{
    /// <summary>All of them.</summary>
    /// <param name="applied">What is in force; null for nothing.</param>
    /// <param name="numbering">Its numbers.</param>
    public static IEnumerable<Check> Of(AppliedWorkspace? applied, Numbering numbering)
    {
        if (applied is null)
        {
            yield return Check.Mend("workspace", "none in force", "Apply one: fulcrum workspace apply FOLDER");
            yield break;
        }

        var reading = WorkspaceReader.Read(applied.Files, numbering);
        yield return InForce(applied, reading);
        yield return Warnings(reading);
        if (reading.Workspace is { } workspace)
        {
            yield return Notices(StaleOf(workspace, applied.Files));
        }
    }

    /// <summary>Whether this program can read it.</summary>
    public static Check InForce(AppliedWorkspace applied, WorkspaceReading reading) => reading.Faults.IsEmpty
        ? Check.Good("workspace", $"version {applied.Version}, applied {applied.At} by {applied.By}")
        : Check.Mend("workspace", $"version {applied.Version} no longer passes the checks of this program: {reading.Faults[0]}", "Mend the files and apply them: fulcrum workspace check FOLDER, fulcrum workspace apply FOLDER.");

    /// <summary>What is allowed and should not stay so.</summary>
    public static Check Warnings(WorkspaceReading reading) => reading.Warnings.IsEmpty
        ? Check.Good("workspace warnings", "none")
        : Check.Look("workspace warnings", $"{reading.Warnings.Length}, the first: {reading.Warnings[0]}", "fulcrum workspace check FOLDER lists them with file and line.");

    /// <summary>Notices whose built pages are not what would be built.</summary>
    public static Check Notices(IReadOnlyList<string> stale) => stale.Count == 0
        ? Check.Good("notices", "built as they would be built now")
        : Check.Look("notices", $"not built as they would be now: {string.Join(", ", stale)}", "fulcrum notice build WORKSPACE --write, read the difference, and apply the workspace.");

    /// <summary>Ids of the notices in force whose pages differ from what would be built.</summary>
    public static List<string> StaleOf(Workspace workspace, IReadOnlyDictionary<string, string> files) =>
    [
        .. from notice in workspace.Notices.Values
           where !notice.IsSuperseded
           let built = NoticeBuild.Of(workspace, notice, workspace.BuiltNotices.GetValueOrDefault(notice.Id)?.IsGated ?? true)
           where built.Files.Any(file => files.GetValueOrDefault($"{NoticeBuild.FolderOf(notice.Id)}/{file.Key}")?.ReplaceLineEndings("\n") != file.Value)
           orderby notice.Id
           select notice.Id,
    ];
}
