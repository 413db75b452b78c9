using System.Collections.Frozen;
using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>segments.yaml</c>: named predicates over facts.</summary>
internal static class SegmentsReader
{
    public static FrozenDictionary<string, SegmentDefinition> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("segments.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, SegmentDefinition>.Empty;
        }

        var segments = keys.Named("segments").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return draft.ByName(segments, "segment");
    }

    private static SegmentDefinition ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The segment \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var rule = keys.NeedScalar("rule", "Write who is in it, for example \"rule: purchases >= 3\".");
        keys.Done();
        draft.Rules.Note(rule, RuleUse.Segment, entry.Key);
        return new SegmentDefinition(entry.Key, rule?.Text ?? "", title, rule?.At ?? entry.At);
    }
}
