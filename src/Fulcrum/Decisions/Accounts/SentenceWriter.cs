using System.Collections.Immutable;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>One plain sentence for the customer, made from verdicts alone. It names only facts the rules of what was shown looked at.</summary>
internal sealed class SentenceWriter(SentenceWords words, DecisionRecord record, PlacementPlan plan, DecisionOutcome outcome, VerdictWriter verdicts)
{
    private const int FactsMax = 3;

    internal string Write()
    {
        var titles = outcome.Chosen.Select(offer => words.In(offer.Title)).ToImmutableArray();
        var parts = new List<string>();
        switch (record.Mode)
        {
            case DecisionMode.Contextual:
                parts.Add(words.ShownWithoutData(titles, record.Why, words.In(plan.Placement.Purpose.Title)));
                break;
            case DecisionMode.Suppressed:
                var suppression = plan.Contact.Suppressions.First(known => known.Suppression.Name == record.Why).Suppression;
                parts.Add(words.Suppressed(words.In(suppression.Reason)));
                parts.Add(Shown(titles));
                break;
            default:
                parts.Add(Shown(titles));
                break;
        }

        if (FindCapped() is { } capped)
        {
            parts.Add(capped);
        }

        return SentenceWords.Sentence(parts);
    }

    private string Shown(ImmutableArray<string> titles)
    {
        if (titles.IsEmpty)
        {
            return words.NothingShown();
        }

        var facts = plan.Candidates
            .Where(candidate => outcome.Slots[candidate.Index] > 0)
            .OrderBy(candidate => outcome.Slots[candidate.Index])
            .SelectMany(candidate => verdicts.FactsOf(candidate))
            .DistinctBy(fact => fact.Name)
            .Take(FactsMax)
            .Select(Say)
            .ToImmutableArray();
        var purpose = plan.Placement.Purpose;
        var basis = record.Consent.Sequence > 0
            ? words.Agreed(words.In(purpose.Title), record.Consent.At, record.Consent.Synthetic)
            : words.Basis(purpose.Basis, words.In(purpose.Title));
        return words.Shown(titles, facts, basis);
    }

    private string Say(FactDefinition fact)
    {
        var reading = verdicts.Read(fact);
        return words.Fact(words.In(fact.Title), words.Value(reading.Value), reading.At);
    }

    /// <summary>The first, by rank, that a cap removed.</summary>
    private string? FindCapped()
    {
        foreach (var index in plan.Order)
        {
            if (outcome.Removals[index] is { Kind: RemovalKind.Cap } removal)
            {
                return words.Capped(words.In(plan.Candidates[index].Offer.Title), plan.Contact.Caps[removal.Which], removal.Contacts);
            }
        }

        return null;
    }
}
