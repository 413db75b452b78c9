using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Decisions.Rules;
using Fulcrum.Profiles;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads every rule and formula, and holds what they look at against what they may.</summary>
internal static class RulesReader
{
    public static void Check(WorkspaceDraft draft)
    {
        var vocabulary = new RuleVocabulary(draft.Facts.Values, draft.Segments.Values);
        var scores = new Dictionary<string, (RuleText Text, Rule Rule)>(StringComparer.Ordinal);
        var consequences = new List<WorkspaceFault>();
        foreach (var text in draft.Rules.All)
        {
            var reading = RuleReader.Read(text.Text.Text, text.Use, vocabulary);
            var source = draft.Files.TextOf(text.Text.At.File);
            foreach (var fault in reading.Faults)
            {
                var at = RulePlace.Of(text.Text, fault.Offset, source);
                if (fault.Fault.Code == "rule-segment-faulty")
                {
                    consequences.Add(new WorkspaceFault(at, fault.Fault));
                }
                else
                {
                    draft.Faults.Add(at, fault.Fault.Code, fault.Fault.What, fault.Fault.Remedy);
                }
            }

            if (reading.Rule is not { } rule)
            {
                continue;
            }

            CheckFacts(text, rule, draft);
            if (text.Use == RuleUse.Score)
            {
                scores.TryAdd(text.Owner, (text, rule));
            }
        }

        CheckCycles(scores, draft.Faults);

        // A segment's mistake is said where the segment is written; rules naming it follow once it is mended.
        foreach (var fault in draft.Faults.IsEmpty ? consequences : [])
        {
            draft.Faults.Add(fault.At, fault.Fault.Code, fault.Fault.What, fault.Fault.Remedy);
        }
    }

    private static void CheckFacts(RuleText text, Rule rule, WorkspaceDraft draft)
    {
        switch (text.Use)
        {
            case RuleUse.Score:
                CheckScore(text, rule, draft);
                break;
            case RuleUse.Suppression:
                foreach (var fact in rule.Facts.Where(fact => !draft.Purposes.Values.Any(purpose => purpose.Protective && fact.Purposes.Contains(purpose))))
                {
                    Report(text, fact, draft, "not-protective", $"\"{fact.Name}\" is for no protective purpose, so a suppression may not look at it.", "Add a protective purpose to the fact and to what it is made from, or leave it out.");
                }

                break;
            case RuleUse.Eligibility when draft.Offers.TryGetValue(text.Owner, out var offer):
                foreach (var name in offer.Placements)
                {
                    CheckPlacement(text, rule, draft.Placements[name].Purpose, name, draft);
                }

                break;
            case RuleUse.Ranking when draft.Placements.TryGetValue(text.Owner, out var placement):
                CheckPlacement(text, rule, placement.Purpose, placement.Name, draft);
                break;
        }
    }

    private static void CheckPlacement(RuleText text, Rule rule, Purpose purpose, string placement, WorkspaceDraft draft)
    {
        foreach (var fact in rule.Facts.Where(fact => purpose.Name.Length > 0 && !fact.Purposes.Contains(purpose)))
        {
            Report(
                text,
                fact,
                draft,
                "fact-not-permitted",
                $"\"{fact.Name}\" is not for the purpose \"{purpose.Name}\" of the placement \"{placement}\", so it would never be known there.",
                "Add the purpose to the fact and to what it is made from, or leave one of the two out.");
        }
    }

    private static void CheckScore(RuleText text, Rule rule, WorkspaceDraft draft)
    {
        if (!draft.Facts.TryGetValue(text.Owner, out var score))
        {
            return;
        }

        foreach (var input in rule.Facts)
        {
            if (score.Label.WeakerThan(input.Label) is { } why)
            {
                Report(text, input, draft, "label-weaker-than-input", $"The label of \"{score.Name}\" is weaker than that of \"{input.Name}\": {why}.", "Make it at least as strict as its inputs.");
            }

            if (WorkspaceDraft.IsWider(score.Purposes, input.Purposes))
            {
                Report(text, input, draft, "purposes-wider-than-input", $"\"{score.Name}\" is for {draft.NamesOf(score.Purposes - input.Purposes)}, but \"{input.Name}\" is not.", "Remove the purpose here, or add it to the input with its reason.");
            }
        }
    }

    private static void CheckCycles(Dictionary<string, (RuleText Text, Rule Rule)> scores, FaultList faults)
    {
        foreach (var (name, (text, _)) in scores)
        {
            if (FindWayBack(name, name, scores, []) is { } way)
            {
                faults.Add(text.Text.At, "score-cycle", $"\"{name}\" is computed from itself: {string.Join(", then ", way)}.", "Break the circle: let one of them read events.");
            }
        }
    }

    private static ImmutableArray<string>? FindWayBack(
        string from, string target, Dictionary<string, (RuleText Text, Rule Rule)> scores, HashSet<string> seen)
    {
        if (!scores.TryGetValue(from, out var score) || !seen.Add(from))
        {
            return null;
        }

        foreach (var input in score.Rule.Facts)
        {
            if (input.Name == target)
            {
                return [from, target];
            }

            if (FindWayBack(input.Name, target, scores, seen) is { } way)
            {
                return [from, .. way];
            }
        }

        return null;
    }

    /// <summary>Points at the fact's name in the rule; at the rule when a segment names it.</summary>
    private static void Report(RuleText text, FactDefinition fact, WorkspaceDraft draft, string code, string what, string remedy)
    {
        var offset = text.Text.Text.IndexOf(fact.Name, StringComparison.Ordinal);
        var at = offset < 0 ? text.Text.At : RulePlace.Of(text.Text, offset, draft.Files.TextOf(text.Text.At.File));
        draft.Faults.Add(at, code, what, remedy);
    }
}
