using System.Collections.Frozen;
using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>notices/*.yaml</c>: the texts people are shown, one version a file.</summary>
internal static class NoticesReader
{
    public static FrozenDictionary<string, Notice> Read(WorkspaceDraft draft)
    {
        var notices = draft.Files.In("notices/").Select(keys => ReadOne(keys, draft)).ToArray();
        foreach (var (at, notice) in notices)
        {
            draft.NoticePlaces.TryAdd(notice.Id, at);
        }

        var byName = draft.ByName(notices.Select(notice => (notice.Value.Id, notice.At, notice.Value)), "notice");
        CheckOrder(byName, draft);
        return byName;
    }

    private static (Place At, Notice Value) ReadOne(KeyReader keys, WorkspaceDraft draft)
    {
        var name = keys.NeedScalar("notice", "Name the notice, for example \"notice: web-privacy\".");
        if (name is not null)
        {
            Names.Check(name.Text, name.At, draft.Faults);
        }

        var version = keys.NeedScalar("version", "Say which version of the text this is, for example \"version: 2026-11\".");
        if (version is not null && (version.Text.Length is 0 or > 32 || !version.Text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-')))
        {
            draft.Faults.Add(version.At, "bad-version", "This is no version.", "Use letters, digits, points and dashes; at most 32 characters.");
        }

        var purposes = draft.ReadPurposes(keys, "purposes", "Name the purposes this text asks about.");
        foreach (var asked in keys.Scalars("purposes"))
        {
            if (draft.Purposes.TryGetValue(asked.Text, out var purpose) && purpose.Protective)
            {
                draft.Faults.Add(asked.At, "protective-asked", $"\"{asked.Text}\" is protective: it rests on no consent, so no notice asks for it.", "Remove it from this notice.");
            }
        }

        var text = keys.Local("text", "missing-text", "Write what people are shown, in en and ru.");
        var until = keys.FindTime("until");
        var supersedes = keys.Text("supersedes");
        var surfaces = keys.Scalars("re-ask");
        foreach (var surface in surfaces)
        {
            Names.Check(surface.Text, surface.At, draft.Faults);
        }

        if (surfaces.Length > 0 && supersedes.Length == 0)
        {
            draft.Faults.Add(keys.PlaceOf("re-ask"), "nothing-to-ask-again", "This version takes no other one's place, so nobody is asked again.", "Remove \"re-ask\", or name the earlier version below \"supersedes\".");
        }

        NoVariants.Check(keys, "A notice", draft.Faults);
        keys.Done();
        return (name?.At ?? keys.At, new Notice(name?.Text ?? "", version?.Text ?? "", purposes, text, until) { Supersedes = supersedes, ReAsk = [.. surfaces.Select(surface => surface.Text)] });
    }

    /// <summary>Reports versions that follow on none, on another notice, on one that has a follower already, or on themselves.</summary>
    private static void CheckOrder(FrozenDictionary<string, Notice> notices, WorkspaceDraft draft)
    {
        var followed = new Dictionary<string, Notice>(StringComparer.Ordinal);
        foreach (var notice in notices.Values.Where(notice => notice.Supersedes.Length > 0).OrderBy(notice => notice.Id, StringComparer.Ordinal))
        {
            var at = draft.NoticePlaces[notice.Id];
            if (!notices.TryGetValue(notice.Supersedes, out var earlier))
            {
                draft.Faults.AddUnresolved(at, "unknown-name", $"There is no notice \"{YamlFile.Shown(notice.Supersedes)}\".", Nearest.Remedy(notice.Supersedes, notices.Keys));
            }
            else if (earlier.Name != notice.Name)
            {
                draft.Faults.Add(at, "supersedes-another", $"{notice.Id} cannot take the place of {earlier.Id}: that is another notice.", "Name an earlier version of the same notice.");
            }
            else if (!followed.TryAdd(earlier.Id, notice))
            {
                draft.Faults.Add(at, "superseded-twice", $"{followed[earlier.Id].Id} takes the place of {earlier.Id} already.", "Let this version take the place of the latest one.");
            }
            else if (LeadsBack(notice, notices))
            {
                draft.Faults.Add(at, "supersedes-itself", $"{notice.Id} follows on itself, by way of {earlier.Id}.", "Let each version take the place of the one before it.");
            }
        }
    }

    private static bool LeadsBack(Notice notice, FrozenDictionary<string, Notice> notices)
    {
        var step = notice;
        for (var steps = 0; steps <= notices.Count; steps++)
        {
            if (!notices.TryGetValue(step.Supersedes, out step!))
            {
                return false;
            }
        }

        return true;
    }
}
