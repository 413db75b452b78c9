using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Renders the account of a decision by running its pinned rules again over the inputs it kept.</summary>
internal static class AccountWriter
{
    internal static Account Write(string id, SubjectId subject, DecisionRecord record, DecisionPlans plans)
    {
        var plan = PlanOf(record, plans);
        var outcome = DecisionRecords.Run(record, plan, plans);
        var verdicts = new VerdictWriter(record, plan, plans, outcome);
        var candidates = plan.Candidates.Select(verdicts.Write).ToImmutableArray();
        var read = plan.Program.Facts.Where((_, slot) => outcome.FactsRead[slot]).Select(plans.NumberOf).ToHashSet();
        return new Account(
            Answer(id, record, plans),
            record.At,
            record.Workspace,
            subject,
            record.Consent.Sequence,
            record.Consent.Notice,
            [.. record.Facts.Where(pair => read.Contains(pair.Key)).Concat(record.Protective).DistinctBy(pair => pair.Key).Select(pair => Used(plans.Facts[pair.Key], pair.Value, record.At))],
            outcome.FellBack ? WithFallback(candidates, plan.Fallback!) : candidates,
            new LocalText(Sentence(new EnglishWords()), Sentence(new RussianWords())),
            DecisionRecords.Agree(record, outcome) && verdicts.Agrees);

        string Sentence(SentenceWords words) => new SentenceWriter(words, record, plan, outcome, verdicts).Write();
    }

    /// <summary>The answer as it was given.</summary>
    internal static Decision Answer(string id, DecisionRecord record, DecisionPlans plans) => new(
        id, PlanOf(record, plans).Placement, record.Mode, record.Why, [.. record.Chosen.Select(name => plans.Workspace.Offers[name])]);

    private static PlacementPlan PlanOf(DecisionRecord record, DecisionPlans plans) =>
        plans.Find(record.Placement) ?? throw new InvalidDataException("The decision's placement is not in the workspace version it was made under.");

    private static UsedFact Used(FactDefinition fact, FactReading reading, Instant at) =>
        new(fact.Name, reading, reading.Value.IsPresent && at > reading.At ? at - reading.At : TimeSpan.Zero);

    private static ImmutableArray<CandidateAccount> WithFallback(ImmutableArray<CandidateAccount> candidates, Offer fallback)
    {
        var shown = new Verdict("fallback", true, []);
        var found = candidates.FirstOrDefault(candidate => candidate.Offer == fallback.Name);
        return found is null
            ? candidates.Add(new CandidateAccount(fallback.Name, 1, 0, [shown]))
            : candidates.Replace(found, found with { Chosen = 1, Verdicts = found.Verdicts.Add(shown) });
    }
}
