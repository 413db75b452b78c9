using System.Collections.Frozen;
using Fulcrum.Consent;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>notices/*.yaml</c>: the texts people are shown, one version a file.</summary>
internal static class NoticesReader
{
    public static FrozenDictionary<string, Notice> Read(WorkspaceDraft draft)
    {
        var notices = draft.Files.In("notices/").Select(keys => ReadOne(keys, draft)).ToArray();
        return draft.ByName(notices.Select(notice => (notice.Value.Id, notice.At, notice.Value)), "notice");
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
        keys.Done();
        return (name?.At ?? keys.At, new Notice(name?.Text ?? "", version?.Text ?? "", purposes, text, until));
    }
}
