using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>offers/*.yaml</c>: offers, contents and experiences.</summary>
internal static class OffersReader
{
    private const int PriorityMax = 1_000_000;

    public static FrozenDictionary<string, Offer> Read(WorkspaceDraft draft)
    {
        var offers = new List<(string Name, Place At, Offer Value)>();
        foreach (var keys in draft.Files.In("offers/"))
        {
            keys.Need("offers", "List the offers below \"offers:\".");
            offers.AddRange(keys.Named("offers").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))));
            keys.Done();
        }

        return draft.ByName(offers, "offer");
    }

    private static Offer ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The offer \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        keys.Need("kind", "Say what it is: offer, content or experience.");
        var kind = keys.Choice("kind", CandidateKind.Offer, ("offer", CandidateKind.Offer), ("content", CandidateKind.Content), ("experience", CandidateKind.Experience));
        var isPromotional = keys.Flag("promotional", kind == CandidateKind.Offer);
        var title = keys.Local("title", "missing-title", "Write its title in en and ru: explanations name it to the customer.");
        var placements = ReadPlacements(keys, kind, draft);
        var priority = keys.Whole("priority", 0, -PriorityMax, PriorityMax);
        var value = keys.Number("value", 0);
        var rule = keys.FindScalar("rule");
        draft.Rules.Note(rule, RuleUse.Eligibility, entry.Key);
        var from = keys.FindTime("from");
        var until = keys.FindTime("until");
        if (from >= until)
        {
            draft.Faults.Add(keys.PlaceOf("until"), "never-shown", "This ends before it begins.", "Make \"until\" later than \"from\".");
        }

        var tags = keys.Scalars("tags");
        foreach (var tag in tags)
        {
            Names.Check(tag.Text, tag.At, draft.Faults);
        }

        var payload = keys.Find("payload") is { } node ? Payload.Json(node, draft.Faults) : "{}";
        keys.Done();
        return new Offer(
            entry.Key, kind, placements, isPromotional, priority, value, rule?.Text ?? "", from, until, [.. tags.Select(tag => tag.Text).Distinct(StringComparer.Ordinal)], payload, title, rule?.At ?? entry.At);
    }

    private static ImmutableArray<string> ReadPlacements(KeyReader keys, CandidateKind kind, WorkspaceDraft draft)
    {
        keys.Need("placements", "Name the placements it may appear in.");
        var placements = ImmutableArray.CreateBuilder<string>();
        foreach (var name in keys.Scalars("placements"))
        {
            if (!draft.Placements.TryResolve(name, "placement", draft.Faults, out var placement))
            {
                continue;
            }

            placements.Add(placement.Name);
            if (!placement.Kinds.Contains(kind))
            {
                draft.Faults.Add(name.At, "kind-not-taken", $"\"{placement.Name}\" takes no {kind.ToString().ToLowerInvariant()}.", "Name another placement, or add the kind to it.");
            }
        }

        return placements.ToImmutable();
    }
}
