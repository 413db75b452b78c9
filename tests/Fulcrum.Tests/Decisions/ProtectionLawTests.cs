using CsCheck;
using Fulcrum.Decisions;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions;

/// <summary>Law 1: what protects a subject may remove candidates, and never adds or ranks one.</summary>
public sealed class ProtectionLawTests
{
    private static readonly Gen<Dictionary<string, FactReading>> Facts = Gen.Select(Gen.Int[0, 3].Array[8], Gen.Int[0, 100].Array[8], (present, numbers) =>
    {
        var facts = DecisionSamples.Roadster;
        foreach (var (name, index) in facts.Keys.Order(StringComparer.Ordinal).Select((name, index) => (name, index)).ToArray())
        {
            if (present[index] == 0)
            {
                facts.Remove(name);
            }
            else if (facts[name].Value.Type == FactType.Number)
            {
                facts[name] = facts[name] with { Value = FactValue.Of(numbers[index]) };
            }
        }

        return facts;
    });

    private static readonly Gen<Contact[]> Contacts = Gen.Select(
        Gen.OneOf("drive-what-you-built", "leasing-what-you-built", "drive-comet", "gone"), Gen.Int[0, 200], (offer, hours) =>
            DecisionSamples.Shown(offer, "home-tiles", TimeSpan.FromHours(hours))).Array[0, 20];

    private static readonly Gen<string> Placement = Gen.OneOf("home-hero", "home-tiles", "dealer-desk", "app-home");

    [Fact]
    public void Protection_only_removes_and_never_adds_or_ranks() =>
        Gen.Select(Placement, Facts, Contacts, Gen.Int[0, 3]).Sample((placement, facts, contacts, complaints) =>
        {
            var free = DecisionSamples.Decide(placement, facts).Outcome;
            var guarded = DecisionSamples.Decide(placement, facts, contacts, new Dictionary<string, FactReading>(StringComparer.Ordinal)
            {
                ["open-complaints"] = DecisionSamples.Seen(FactValue.Of(complaints), 1),
            }).Outcome;
            for (var index = 0; index < free.Removals.Length; index++)
            {
                Assert.True(guarded.Removals[index].Kind != RemovalKind.None || free.Removals[index].Kind == RemovalKind.None);
                Assert.True(guarded.Removals[index].Kind != RemovalKind.None || guarded.Scores[index] == free.Scores[index]);
            }

            // What remains keeps its order: it is the free ranking with some taken out.
            var ranked = DecisionSamples.Plan(placement).Candidates
                .Where(candidate => free.Removals[candidate.Index].Kind == RemovalKind.None)
                .OrderByDescending(candidate => free.Scores[candidate.Index])
                .ThenByDescending(candidate => candidate.Offer.Priority)
                .ThenBy(candidate => candidate.Offer.Name, StringComparer.Ordinal)
                .Where(candidate => guarded.Removals[candidate.Index].Kind == RemovalKind.None)
                .Select(candidate => candidate.Offer.Name);
            Assert.Equal(ranked.Take(guarded.Chosen.Length), guarded.Chosen.Select(offer => offer.Name));
        }, iter: 3_000);

    [Fact]
    public void No_cap_is_ever_exceeded_by_what_is_chosen() =>
        Gen.Select(Placement, Facts, Contacts).Sample((placement, facts, contacts) =>
        {
            var plan = DecisionSamples.Plan(placement);
            var chosen = DecisionSamples.Decide(placement, facts, contacts).Outcome.Chosen;
            var after = contacts.Concat(chosen.Select(offer => DecisionSamples.Shown(offer.Name, placement, TimeSpan.Zero))).ToArray();
            var (before, then) = (plan.Count(contacts, DecisionSamples.At), plan.Count(after, DecisionSamples.At));
            Assert.All(Enumerable.Range(0, then.Length), group =>
                Assert.True(then[group] == before[group] || then[group] <= plan.Contact.Caps[plan.Groups[group].Cap].ContactsMax));
        }, iter: 3_000);

    [Fact]
    public void The_same_inputs_give_the_same_outcome_and_the_record_gives_it_again() =>
        Gen.Select(Placement, Facts, Contacts).Sample((placement, facts, contacts) =>
        {
            var made = DecisionSamples.Decide(placement, facts, contacts);
            Assert.Equal(made.Bytes.ToArray(), DecisionSamples.Decide(placement, facts, contacts).Bytes.ToArray());
            Assert.True(made.Explain().Agrees);
        }, iter: 1_000);

    [Fact]
    public void A_fact_the_account_does_not_list_never_changes_the_answer() =>
        Gen.Select(Placement, Facts, Facts).Sample((placement, facts, others) =>
        {
            var made = DecisionSamples.Decide(placement, facts);
            var listed = made.Explain().Facts.Select(fact => fact.Name).ToHashSet(StringComparer.Ordinal);
            var changed = others.Where(fact => !listed.Contains(fact.Key))
                .Concat(facts.Where(fact => listed.Contains(fact.Key)))
                .ToDictionary(fact => fact.Key, fact => fact.Value, StringComparer.Ordinal);
            var again = DecisionSamples.Decide(placement, changed);
            Assert.Equal(made.Shown, again.Shown);
            Assert.Equal(made.Outcome.Removals, again.Outcome.Removals);
            Assert.Equal(made.Explain().Sentence, again.Explain().Sentence);
        }, iter: 1_000);
}
