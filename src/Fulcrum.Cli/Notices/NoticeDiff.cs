using System.Collections.Immutable;
using Fulcrum.Cli.Shell;
using Fulcrum.Consent;
using Fulcrum.Notices;
using Fulcrum.Workspaces;

namespace Fulcrum.Cli.Notices;

/// <summary><c>fulcrum notice diff</c>: what a version changes of the one it takes the place of, or of itself as it was built.</summary>
internal static class NoticeDiff
{
    /// <summary>Compares and says it.</summary>
    public static int Run(string folder, string? only, bool json, Screen screen)
    {
        var workspace = NoticeCommands.Open(folder);
        var compared = NoticeCommands.Asked(workspace, only).Select(notice => Compare(workspace, notice)).ToArray();
        if (json)
        {
            screen.PutJson(new
            {
                schema = 1,
                notices = compared.Select(one => new
                {
                    notice = one.Notice.Id,
                    comparedWith = one.With,
                    changes = one.Differences.Select(difference => new { purpose = difference.Purpose, difference.Missing, difference.What, material = difference.IsMaterial }),
                    askAgain = one.AskAgain,
                    surfaces = one.Notice.ReAsk,
                }),
            });
            return ExitCode.Ok;
        }

        foreach (var one in compared)
        {
            screen.Put(one.With.Length == 0 ? $"{one.Notice.Id}: no earlier version, and never built." : $"{one.Notice.Id} against {one.With}:");
            foreach (var difference in one.Differences)
            {
                screen.Put($"  {difference}");
            }

            if (one.With.Length > 0)
            {
                screen.Put(Outcome(one));
            }
        }

        return ExitCode.Ok;
    }

    private static string Outcome(Compared one) => one switch
    {
        { AskAgain.Length: > 0 } => $"  To be asked again: {string.Join(", ", one.AskAgain)}{(one.Notice.ReAsk.IsEmpty ? "" : $"; at: {string.Join(", ", one.Notice.ReAsk)}")}.",
        { Differences.Length: > 0 } => "  Nothing material: every yes stands.",
        _ => "  The same is told, at most in other words: every yes stands.",
    };

    private static Compared Compare(Workspace workspace, Notice notice)
    {
        var with = notice.Supersedes.Length > 0 ? notice.Supersedes : workspace.BuiltNotices.ContainsKey(notice.Id) ? notice.Id : "";
        if (with.Length == 0)
        {
            return new Compared(notice, "", [], []);
        }

        var now = FactsOfWorkspace.Of(workspace, notice);
        var asked = with == notice.Id ? notice.Purposes : workspace.Notices[with].Purposes;
        var ended = asked & (workspace.BuiltNotices.TryGetValue(with, out var told) ? Material(NoticeComparison.Material(told.Facts, now), workspace) : asked);
        return new Compared(
            notice,
            with,
            told is null ? [] : NoticeComparison.Between(told.Facts, now),
            [.. workspace.Purposes.Values.Where(ended.Contains).Select(purpose => purpose.Name).Order(StringComparer.Ordinal)]);
    }

    private static PurposeSet Material(ImmutableSortedSet<string> names, Workspace workspace) =>
        workspace.Purposes.Values.Where(purpose => names.Contains(purpose.Name)).Aggregate(PurposeSet.Empty, static (set, purpose) => set | purpose.Alone);

    private sealed record Compared(Notice Notice, string With, ImmutableArray<NoticeDifference> Differences, ImmutableArray<string> AskAgain);
}
