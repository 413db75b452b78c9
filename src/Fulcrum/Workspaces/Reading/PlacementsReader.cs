using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Reads <c>placements.yaml</c>: the spots that ask what to show.</summary>
internal static class PlacementsReader
{
    private static readonly TimeSpan UsualLapse = TimeSpan.FromMinutes(30);

    public static FrozenDictionary<string, Placement> Read(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("placements.yaml");
        if (keys is null)
        {
            return FrozenDictionary<string, Placement>.Empty;
        }

        var placements = keys.Named("placements").Select(entry => (entry.Key, entry.At, ReadOne(entry, draft))).ToArray();
        keys.Done();
        return draft.ByName(placements, "placement");
    }

    /// <summary>Holds fallbacks against the offers, once those are known.</summary>
    public static void CheckFallbacks(WorkspaceDraft draft)
    {
        var keys = draft.Files.Find("placements.yaml");
        foreach (var entry in keys?.Entries("placements") ?? [])
        {
            var fallback = entry.Value is YamlMap map ? map.Entries.FirstOrDefault(pair => pair.Key == "fallback")?.Value as YamlScalar : null;
            if (fallback is null || !draft.Placements.TryGetValue(entry.Key, out var placement) || !draft.Offers.TryResolve(fallback, "offer", draft.Faults, out var offer))
            {
                continue;
            }

            if (!offer.Placements.Contains(placement.Name) || !placement.Kinds.Contains(offer.Kind))
            {
                draft.Faults.Add(fallback.At, "fallback-elsewhere", $"\"{offer.Name}\" cannot appear in \"{placement.Name}\".", "Name an offer that lists this placement and is of a kind it takes.");
            }
            else if (offer.Rule.Length > 0)
            {
                draft.Faults.Add(fallback.At, "fallback-with-rule", $"\"{offer.Name}\" has a rule, so it is not for everybody.", "Name an offer without a rule: the fallback is shown to people nothing is known about.");
            }
        }
    }

    private static Placement ReadOne(YamlEntry entry, WorkspaceDraft draft)
    {
        var keys = new KeyReader(entry.Value, $"The placement \"{YamlFile.Shown(entry.Key)}\"", draft.Faults);
        var title = keys.Local("title", "missing-text", "Give it a short name in en and ru.");
        var purpose = ReadPurpose(keys, draft, "Name the purpose personal data is used for here.");
        var goal = keys.NeedScalar("goal", "Name the business goal it serves, for example \"goal: book-test-drive\".")?.Text ?? "";
        var kinds = ReadKinds(keys, draft.Faults);
        var channel = keys.NeedScalar("channel", "Say by what way it speaks: web, app, e-mail, in-person, …");
        if (channel is not null)
        {
            Names.Check(channel.Text, channel.At, draft.Faults);
        }

        var slots = keys.Whole("slots", 1, 1, 50);
        var ageMax = keys.FindSpan("age-max");
        var impressions = ReadImpressions(keys, draft);
        var lapse = keys.FindSpan("reservation-lapse");
        if (lapse is not null && impressions.Length == 0)
        {
            draft.Faults.Add(keys.PlaceOf("reservation-lapse"), "lapse-without-impressions", "This placement reports no impressions, so nothing lapses.", "Add \"impression-event\", or remove \"reservation-lapse\".");
        }

        var ranking = keys.FindScalar("ranking");
        draft.Rules.Note(ranking, RuleUse.Ranking, entry.Key);
        var fallback = keys.Text("fallback");
        keys.Done();
        return new Placement(
            entry.Key, purpose, goal, kinds, channel?.Text ?? "", slots, ageMax, impressions, lapse ?? UsualLapse, ranking?.Text ?? "", fallback, title, entry.At);
    }

    /// <summary>The one purpose of a placement or view.</summary>
    internal static Purpose ReadPurpose(KeyReader keys, WorkspaceDraft draft, string remedy)
    {
        var name = keys.NeedScalar("purpose", remedy);
        if (name is null || !draft.Purposes.TryResolve(name, "purpose", draft.Faults, out var purpose))
        {
            return new Purpose("", 0, LegalBasis.Consent, false, new LocalText("", ""), new LocalText("", ""));
        }

        if (purpose.Protective)
        {
            draft.Faults.Add(name.At, "protective-use", $"\"{purpose.Name}\" is protective: it can only remove candidates, never choose or show.", "Name a purpose that is not protective.");
        }

        return purpose;
    }

    private static ImmutableArray<CandidateKind> ReadKinds(KeyReader keys, FaultList faults)
    {
        var kinds = ImmutableArray.CreateBuilder<CandidateKind>();
        foreach (var word in keys.Scalars("kinds"))
        {
            switch (word.Text)
            {
                case "offer":
                    kinds.Add(CandidateKind.Offer);
                    break;
                case "content":
                    kinds.Add(CandidateKind.Content);
                    break;
                case "experience":
                    kinds.Add(CandidateKind.Experience);
                    break;
                default:
                    faults.Add(word.At, "unknown-word", $"\"kinds\" cannot hold \"{YamlFile.Shown(word.Text)}\".", Nearest.Remedy(word.Text, ["offer", "content", "experience"]));
                    break;
            }
        }

        return kinds.Count == 0 ? [CandidateKind.Offer, CandidateKind.Content, CandidateKind.Experience] : kinds.ToImmutable();
    }

    private static string ReadImpressions(KeyReader keys, WorkspaceDraft draft)
    {
        var name = keys.FindScalar("impression-event");
        if (name is null)
        {
            return "";
        }

        var tracks = draft.ContractDrafts.SelectMany(contract => contract.Events).Where(rule => rule.Rule.Type == EventType.Track).Select(rule => rule.Name).Distinct(StringComparer.Ordinal).ToArray();
        if (!tracks.Contains(name.Text))
        {
            draft.Faults.AddUnresolved(name.At, "unknown-event", $"No contract allows the track event \"{YamlFile.Shown(name.Text)}\".", Nearest.Remedy(name.Text, tracks));
        }

        return name.Text;
    }
}
