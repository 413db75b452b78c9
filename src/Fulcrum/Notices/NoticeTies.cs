using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Reading;

namespace Fulcrum.Notices;

/// <summary>Ties notices to what was built of them and to one another: drift is a fault, and a material change ends earlier yeses. Pure.</summary>
/// <remarks>Worked out once, when a workspace is read, so that a decision only looks at a bit.</remarks>
internal static class NoticeTies
{
    /// <summary>Completes a workspace that has no other fault.</summary>
    public static Workspace Complete(Workspace workspace, WorkspaceDraft draft)
    {
        var successors = workspace.Notices.Values.Where(notice => notice.Supersedes.Length > 0).ToDictionary(notice => notice.Supersedes, StringComparer.Ordinal);
        var built = ReadBuilt(workspace, draft, successors);
        var lapsed = new Dictionary<string, PurposeSet>(StringComparer.Ordinal);
        foreach (var notice in workspace.Notices.Values)
        {
            lapsed[notice.Id] = Lapsed(notice, workspace, built, successors);
            if (successors.ContainsKey(notice.Id))
            {
                continue;
            }

            if (built.TryGetValue(notice.Id, out var page))
            {
                if (!page.IsGated)
                {
                    draft.Warn(page.At, "notice-not-read", $"Whether {notice.Id} can be read was not checked when it was built.", "Build it without \"--without-gate\", and mend what is hard to read.");
                }

                Compare(draft.ComparesNotices, page, FactsOfWorkspace.Of(workspace, notice), draft.Faults);
            }
            else
            {
                draft.Warn(
                    draft.NoticePlaces[notice.Id],
                    "notice-not-built",
                    $"The notice {notice.Id} was never built, so nothing compares it with what the system does.",
                    $"Run: fulcrum notice build WORKSPACE --notice {notice.Id} --write");
            }
        }

        foreach (var notice in workspace.Notices.Values.Where(notice => notice.ReAsk.IsEmpty && notice.Supersedes.Length > 0))
        {
            if (!lapsed[notice.Supersedes].IsEmpty)
            {
                draft.Faults.Add(
                    draft.NoticePlaces[notice.Id],
                    "nobody-asks-again",
                    $"{notice.Id} changes what {notice.Supersedes} said about {draft.NamesOf(lapsed[notice.Supersedes])}, so those who agreed must be asked again, and nothing says where.",
                    "Name the surfaces that ask again, for example \"re-ask: [privacy-centre, web-banner]\".");
            }
        }

        return workspace with
        {
            BuiltNotices = built,
            Notices = workspace.Notices.Values.ToFrozenDictionary(
                notice => notice.Id,
                notice => notice with { Lapsed = lapsed[notice.Id], IsSuperseded = successors.ContainsKey(notice.Id) },
                StringComparer.Ordinal),
        };
    }

    private static FrozenDictionary<string, BuiltNotice> ReadBuilt(Workspace workspace, WorkspaceDraft draft, Dictionary<string, Notice> successors)
    {
        var built = new Dictionary<string, BuiltNotice>(StringComparer.Ordinal);
        foreach (var (id, keys) in draft.Files.Built())
        {
            if (!workspace.Notices.ContainsKey(id))
            {
                draft.Faults.Add(keys.At, "built-undeclared", $"The notice {YamlFile.Shown(id)} was built, and is not declared.", "Declare it again: consents name it. Delete the folder only if nobody was ever shown it.");
                continue;
            }

            // Pages about to be written anew need not be whole.
            var pageFaults = draft.ComparesNotices || successors.ContainsKey(id) ? draft.Faults : new FaultList();
            built[id] = FactsFile.Read(id, keys, name => draft.Files.PageOf(id, name), draft.Faults, pageFaults);
        }

        return built.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Purposes for which a yes under this version no longer stands; each step to a later version may end some, and none comes back.</summary>
    private static PurposeSet Lapsed(Notice notice, Workspace workspace, FrozenDictionary<string, BuiltNotice> built, Dictionary<string, Notice> successors)
    {
        var lapsed = PurposeSet.Empty;
        var step = notice;
        while (successors.TryGetValue(step.Id, out var next))
        {
            lapsed |= Ended(step, next, workspace, built, successors);
            step = next;
        }

        return lapsed & notice.Purposes;
    }

    private static PurposeSet Ended(Notice earlier, Notice later, Workspace workspace, FrozenDictionary<string, BuiltNotice> built, Dictionary<string, Notice> successors)
    {
        var told = built.GetValueOrDefault(earlier.Id)?.Facts;
        var now = built.GetValueOrDefault(later.Id)?.Facts ?? (successors.ContainsKey(later.Id) ? null : FactsOfWorkspace.Of(workspace, later));
        if (told is null || now is null)
        {
            return earlier.Purposes; // What was told is not on record: unknown is no.
        }

        var ended = earlier.Purposes - later.Purposes;
        foreach (var name in NoticeComparison.Material(told, now))
        {
            ended |= workspace.Purposes.TryGetValue(name, out var purpose) ? purpose.Alone : PurposeSet.Empty;
        }

        return ended;
    }

    private static void Compare(bool isCompared, BuiltNotice built, NoticeFacts now, FaultList faults)
    {
        foreach (var difference in isCompared ? NoticeComparison.Between(built.Facts, now) : [])
        {
            var drift = NoticeComparison.Drift(built.Facts.Notice, difference);
            faults.Add(built.PurposePlaces.GetValueOrDefault(difference.Purpose, built.At), drift.Code, drift.What, drift.Remedy);
        }
    }
}
