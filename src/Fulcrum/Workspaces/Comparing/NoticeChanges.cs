using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Comparing;

/// <summary>Changes of notices, of what was built of them, and of whose yes ends with them.</summary>
internal static class NoticeChanges
{
    public static void Compare(Workspace? before, Workspace after, ChangeList changes)
    {
        changes.Compare(
            "notice",
            before?.Notices,
            after.Notices,
            _ => false,
            _ => false,
            (fields, old, now) =>
            {
                fields.Purposes("purposes", old.Purposes, now.Purposes);

                // Grants name this version: another text under it is not what people agreed to.
                fields.Text("text", old.Text, now.Text, loosens: true);
                fields.Field("until", old.Until, now.Until, now.Until is null || now.Until > old.Until);
                fields.Field("supersedes", old.Supersedes, now.Supersedes);
                fields.Names("re-ask", old.ReAsk, now.ReAsk);
                fields.Names("no longer stands for", Lapsed(old, before!), Lapsed(now, after), removeLoosens: true);
            });

        changes.Compare(
            "built notice",
            before?.BuiltNotices,
            after.BuiltNotices,
            _ => false,
            _ => true,
            (fields, old, now) =>
            {
                foreach (var purpose in old.Facts.Purposes.Keys.Union(now.Facts.Purposes.Keys).Order(StringComparer.Ordinal))
                {
                    // As with its text: what was told under this version is what people agreed to.
                    fields.Field($"{purpose} told as", old.Facts.DigestOf(purpose), now.Facts.DigestOf(purpose), loosens: true);
                }

                fields.Field("read", old.IsGated, now.IsGated, loosens: !now.IsGated);
                foreach (var language in now.Pages.Keys.Order(StringComparer.Ordinal))
                {
                    fields.Text($"page in {language}", old.Pages.GetValueOrDefault(language), now.Pages[language], loosens: true);
                }
            });
        SayWhoIsAskedAgain(before, after, changes);
    }

    private static void SayWhoIsAskedAgain(Workspace? before, Workspace after, ChangeList changes)
    {
        foreach (var notice in after.Notices.Values.Where(notice => notice.Supersedes.Length > 0 && before?.Notices.ContainsKey(notice.Id) == false).OrderBy(notice => notice.Id, StringComparer.Ordinal))
        {
            var ended = after.Notices[notice.Supersedes].Lapsed;
            changes.Changed(
                "notice",
                notice.Id,
                ended.IsEmpty
                    ? $"every yes to {notice.Supersedes} stands"
                    : $"those who agreed under {notice.Supersedes} are asked again for {changes.NamesOf(ended)}, at {string.Join(", ", notice.ReAsk)}",
                loosens: false);
        }
    }

    private static IEnumerable<string> Lapsed(Notice notice, Workspace workspace) =>
        workspace.Purposes.Values.Where(notice.Lapsed.Contains).Select(purpose => purpose.Name);
}
