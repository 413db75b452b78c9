using CsCheck;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Tests.Decisions;

/// <summary>Asking best first until the slots are filled gives the same answer as asking everybody, and the same account.</summary>
public sealed class InOrderTests
{
    private static readonly string[] ByPriority =
        [.. DecisionSamples.Motors.Workspace.Placements.Keys.Where(name => DecisionSamples.Plan(name).RanksByPriority).Order(StringComparer.Ordinal)];

    private static readonly Gen<(string Placement, Dictionary<string, FactReading> Facts, Contact[] Contacts)> Asked = Gen.Select(
        Gen.OneOf(ByPriority),
        Gen.Bool.Array[8],
        Gen.Select(Gen.OneOf("drive-what-you-built", "leasing-what-you-built", "drive-comet"), Gen.Int[0, 200]).Array[0, 20],
        (placement, present, contacts) => (
            placement,
            DecisionSamples.Roadster.Where((_, index) => present[index % 8]).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal),
            contacts.Select(contact => DecisionSamples.Shown(contact.Item1, placement, TimeSpan.FromHours(contact.Item2))).ToArray()));

    [Fact]
    public void The_answer_and_its_account_are_those_of_asking_everybody()
    {
        var stopped = 0;
        Asked.Sample(
            asked =>
            {
                var (all, some) = (Decide(asked, inOrder: false), Decide(asked, inOrder: true));
                Interlocked.Add(ref stopped, some.Outcome.AskedAll ? 0 : 1);

                Assert.Equal(
                    (all.Outcome.Mode, all.Outcome.Why, all.Outcome.FellBack, string.Join(',', all.Shown)),
                    (some.Outcome.Mode, some.Outcome.Why, some.Outcome.FellBack, string.Join(',', some.Shown)));
                var (one, other) = (all.Explain(), some.Explain());
                Assert.True(other.Agrees);
                Assert.Equal(one.Sentence, other.Sentence);
                Assert.Equal(one.Facts, other.Facts);
                Assert.Equal(one.Candidates.Select(Told), other.Candidates.Select(Told));
            },
            iter: 2_000);
        Assert.True(stopped > 100, "Hardly any decision stopped early: the test compared nothing.");
    }

    [Fact]
    public void An_account_of_what_was_not_asked_still_disagrees_with_a_record_that_was_changed()
    {
        var asked = ("home-hero", DecisionSamples.Roadster, Array.Empty<Contact>());
        var made = Decide(asked, inOrder: true);
        Assert.False(made.Outcome.AskedAll);
        var record = RecordReader.Read(made.Bytes.Span);
        var changed = record with { Facts = [] };
        Assert.True(AccountWriter.Write("d-test", new SubjectId(7), record, DecisionSamples.Motors).Agrees);
        Assert.False(AccountWriter.Write("d-test", new SubjectId(7), changed, DecisionSamples.Motors).Agrees);
    }

    [Fact]
    public void A_formula_a_suppression_and_a_context_make_everybody_be_asked()
    {
        var hero = DecisionSamples.Plan("home-hero");
        var facts = DecisionSamples.Readings(hero.Program.Facts, DecisionSamples.Roadster);
        var complaint = DecisionSamples.Readings(hero.Contact.Facts, new Dictionary<string, FactReading>(StringComparer.Ordinal)
        {
            ["open-complaints"] = DecisionSamples.Seen(FactValue.Of(1), 1),
        });
        var calm = DecisionSamples.Readings(hero.Contact.Facts, DecisionSamples.NoFacts);

        Assert.True(DecisionEngine.IsInOrder(hero, Inputs(facts, [], calm)));
        Assert.False(DecisionEngine.IsInOrder(hero, Inputs(facts, [], complaint)));
        Assert.False(DecisionEngine.IsInOrder(hero, Inputs(facts, [FactValue.Of("x")], calm)));
        Assert.False(DecisionSamples.Plan("dealer-desk").RanksByPriority);
    }

    private static DecisionInputs Inputs(FactReading[] facts, FactValue[] context, FactReading[] protective) => new()
    {
        At = DecisionSamples.At,
        Personal = true,
        Why = "",
        Facts = facts,
        Context = context,
        Protective = protective,
    };

    private static Made Decide((string Placement, Dictionary<string, FactReading> Facts, Contact[] Contacts) asked, bool inOrder)
    {
        var plan = DecisionSamples.Plan(asked.Placement);
        var inputs = new DecisionInputs
        {
            At = DecisionSamples.At,
            Personal = true,
            Why = "",
            Facts = DecisionSamples.Readings(plan.Program.Facts, asked.Facts),
            Protective = DecisionSamples.Readings(plan.Contact.Facts, DecisionSamples.NoFacts),
            Counts = plan.Count(asked.Contacts, DecisionSamples.At),
        };
        var outcome = inOrder ? DecisionEngine.DecideInOrder(plan, inputs) : DecisionEngine.Decide(plan, inputs);
        return new Made(outcome, RecordWriter.Write(DecisionRecords.Of(outcome, inputs, DecisionSamples.Motors, DecisionSamples.Consent)).ToArray(), DecisionSamples.Motors);
    }

    private static string Told(CandidateAccount candidate) => string.Join('|', candidate.Verdicts
        .Select(verdict => $"{verdict.Rule} {verdict.Keeps} {string.Join(';', verdict.Readings.Select(reading => $"{reading} {reading.Value}"))}")
        .Prepend($"{candidate.Offer} {candidate.Chosen} {candidate.Score}"));
}
