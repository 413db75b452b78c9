using System.Collections.Immutable;
using Fulcrum.Decisions;
using Fulcrum.Decisions.Accounts;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Tests.Decisions;

/// <summary>The motors sample, compiled, and decisions over facts given by name.</summary>
internal static class DecisionSamples
{
    /// <summary>12 November 2026, 10:30 UTC.</summary>
    internal static readonly Instant At = Instant.From(new DateTimeOffset(2026, 11, 12, 10, 30, 0, TimeSpan.Zero));

    internal static readonly KeptConsent Consent = new(77, At - TimeSpan.FromDays(9), "web-notice@2026-11", false);

    internal static DecisionPlans Motors { get; } = DecisionPlans.Compile(
        WorkspaceReader.Read(Samples.MotorsFiles, Numbering.Empty).Workspace ?? throw new InvalidOperationException("samples/motors has faults."));

    internal static PlacementPlan Plan(string placement) => Motors.Find(placement)!;

    /// <summary>Somebody who put a Comet together yesterday, looked at financing and has bought twice.</summary>
    internal static Dictionary<string, FactReading> Roadster => new(StringComparer.Ordinal)
    {
        ["last-configured-car"] = Seen(FactValue.Of("comet"), 1),
        ["configured-price"] = Seen(FactValue.Of(64_500), 1),
        ["configurations-30d"] = Seen(FactValue.Of(2), 1),
        ["finance-pages-30d"] = Seen(FactValue.Of(1), 2),
        ["pages-viewed-30d"] = Seen(FactValue.Of(14), 0),
        ["top-pages"] = Seen(FactValue.Of(["/models/comet", "/finance", "/"]), 0),
        ["purchases"] = Seen(FactValue.Of(2), 40),
        ["lead-score"] = Seen(FactValue.Of(58), 0),
    };

    internal static FactReading Seen(FactValue value, int daysAgo) =>
        new(value, At - TimeSpan.FromDays(daysAgo), "web", 1_000 + daysAgo, Provenance.Observed, Absence.None);

    internal static FactReading Missing { get; } = new(default, Instant.Never, "", 0, Provenance.Observed, Absence.NotKnown);

    internal static Made Decide(
        string placement,
        IReadOnlyDictionary<string, FactReading> facts,
        IReadOnlyList<Contact>? contacts = null,
        IReadOnlyDictionary<string, FactReading>? protective = null,
        IReadOnlyDictionary<string, FactValue>? context = null,
        Instant? at = null,
        KeptConsent? consent = null)
    {
        var plan = Plan(placement);
        return Decide(Motors, plan, new DecisionInputs
        {
            At = at ?? At,
            Personal = true,
            Why = "",
            Facts = Readings(plan.Program.Facts, facts),
            Context = Values(plan, context),
            Protective = Readings(plan.Contact.Facts, protective ?? NoFacts),
            Counts = plan.Count(contacts ?? [], at ?? At),
        }, consent ?? Consent);
    }

    internal static Made DecideWithoutSubject(string placement, string why, IReadOnlyDictionary<string, FactValue>? context = null, Instant? at = null)
    {
        var plan = Plan(placement);
        return Decide(Motors, plan, new DecisionInputs { At = at ?? At, Personal = false, Why = why, Context = Values(plan, context) }, KeptConsent.None);
    }

    internal static Made Decide(DecisionPlans plans, PlacementPlan plan, scoped in DecisionInputs inputs, KeptConsent consent)
    {
        var outcome = DecisionEngine.Decide(plan, inputs);
        return new Made(outcome, RecordWriter.Write(DecisionRecords.Of(outcome, inputs, plans, consent)).ToArray(), plans);
    }

    internal static Contact Shown(string offer, string placement, TimeSpan ago, long decision = 1, bool lapsed = false) =>
        new(decision, offer, placement, At - ago, lapsed ? At : Instant.Never);

    internal static readonly Dictionary<string, FactReading> NoFacts = new(StringComparer.Ordinal);

    internal static FactReading[] Readings(ImmutableArray<FactDefinition> facts, IReadOnlyDictionary<string, FactReading> known) =>
        [.. facts.Select(fact => known.GetValueOrDefault(fact.Name, Missing))];

    private static FactValue[] Values(PlacementPlan plan, IReadOnlyDictionary<string, FactValue>? context) =>
        context is null ? [] : [.. plan.Program.Context.Select(name => context.GetValueOrDefault(name))];
}

/// <summary>A decision as made and as kept.</summary>
internal sealed record Made(DecisionOutcome Outcome, ReadOnlyMemory<byte> Bytes, DecisionPlans Plans)
{
    internal IEnumerable<string> Shown => Outcome.Chosen.Select(offer => offer.Name);

    internal Account Explain() => AccountWriter.Write("d-test", new SubjectId(7), RecordReader.Read(Bytes.Span), Plans);

    internal CandidateAccount Explain(string offer) => Explain().Candidates.Single(candidate => candidate.Offer == offer);
}
