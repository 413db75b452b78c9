using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Between a decision's inputs and its record: out for the journal, back in to run it again.</summary>
internal static class DecisionRecords
{
    /// <summary>The record of an outcome: only what rules looked at, or could have, where not all were asked. Valid until the outcome is given back to its plan.</summary>
    internal static DecisionRecord Of(DecisionOutcome outcome, scoped in DecisionInputs inputs, DecisionPlans plans, KeptConsent consent)
    {
        var plan = outcome.Plan;
        var counts = ImmutableArray.CreateBuilder<KeyValuePair<CapGroup, int>>();
        for (var group = 0; group < inputs.Counts.Length; group++)
        {
            if (inputs.Counts[group] > 0)
            {
                counts.Add(new(plan.Groups[group], inputs.Counts[group]));
            }
        }

        var context = ImmutableArray.CreateBuilder<KeyValuePair<string, FactValue>>();
        for (var slot = 0; slot < inputs.Context.Length; slot++)
        {
            if (outcome.ContextRead[slot] && inputs.Context[slot].IsPresent)
            {
                context.Add(new(plan.Program.Context[slot], inputs.Context[slot]));
            }
        }

        return new DecisionRecord
        {
            Workspace = plans.Workspace.Version,
            Placement = plan.Placement.Name,
            At = inputs.At,
            Local = outcome.Local,
            Mode = outcome.Mode,
            Why = outcome.Why,
            Consent = consent,
            Facts = Numbered(plan.Program.Facts, inputs.Facts, outcome.AskedAll ? outcome.FactsRead : [], plans),
            Protective = Numbered(plan.Contact.Facts, inputs.Protective, [], plans),
            Context = context.ToImmutable(),
            Counts = counts.ToImmutable(),
            Removals = ImmutableCollectionsMarshal.AsImmutableArray(outcome.Removals),
            Chosen = NamesOf(outcome.Chosen),
        };
    }

    /// <summary>Names of offers, in their order.</summary>
    internal static ImmutableArray<string> NamesOf(ImmutableArray<Offer> offers)
    {
        var names = new string[offers.Length];
        for (var at = 0; at < names.Length; at++)
        {
            names[at] = offers[at].Name;
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(names);
    }

    /// <summary>Runs a decision again from its record, by the rules of the version it was made under.</summary>
    internal static DecisionOutcome Run(DecisionRecord record, PlacementPlan plan, DecisionPlans plans)
    {
        var counts = new int[plan.Groups.Length];
        foreach (var (group, count) in record.Counts)
        {
            if (plan.Groups.IndexOf(group) is var index && index >= 0)
            {
                counts[index] = count;
            }
        }

        return DecisionEngine.Decide(plan, new DecisionInputs
        {
            At = record.At,
            Local = record.Local ?? new LocalMoment(0, plan.IsQuiet(record.At)),
            Personal = record.Mode != DecisionMode.Contextual,
            Why = record.Why,
            Facts = Readings(plan.Program.Facts, record.Facts, plans),
            Context = plan.Program.Context.Select(name => record.Context.FirstOrDefault(pair => pair.Key == name).Value).ToArray(),
            Protective = Readings(plan.Contact.Facts, record.Protective, plans),
            Counts = counts,
        });
    }

    /// <summary>Whether running again gave what was kept. What was not asked then is asked now, and has nothing to agree with.</summary>
    internal static bool Agree(DecisionRecord record, DecisionOutcome outcome) =>
        record.Mode == outcome.Mode
        && record.Why == outcome.Why
        && record.Removals.Length == outcome.Removals.Length
        && !record.Removals.Where((kept, index) => kept.Kind != RemovalKind.NotAsked && kept != outcome.Removals[index]).Any()
        && record.Chosen.SequenceEqual(outcome.Chosen.Select(offer => offer.Name), StringComparer.Ordinal);

    private static ImmutableArray<KeyValuePair<int, FactReading>> Numbered(
        ImmutableArray<FactDefinition> facts, ReadOnlySpan<FactReading> readings, ReadOnlySpan<bool> read, DecisionPlans plans)
    {
        var numbered = ImmutableArray.CreateBuilder<KeyValuePair<int, FactReading>>(read.IsEmpty || readings.IsEmpty ? readings.Length : read.Count(true));
        for (var slot = 0; slot < readings.Length; slot++)
        {
            if (read.IsEmpty || read[slot])
            {
                numbered.Add(new(plans.NumberOf(facts[slot]), readings[slot]));
            }
        }

        return numbered.MoveToImmutable();
    }

    private static FactReading[] Readings(ImmutableArray<FactDefinition> facts, ImmutableArray<KeyValuePair<int, FactReading>> kept, DecisionPlans plans) =>
        [.. facts.Select(fact => Find(kept, plans.NumberOf(fact), fact))];

    /// <summary>A kept reading by the fact's number; absent when no rule looked at it.</summary>
    internal static FactReading Find(ImmutableArray<KeyValuePair<int, FactReading>> kept, int number, FactDefinition fact)
    {
        foreach (var (known, reading) in kept)
        {
            if (known == number)
            {
                return reading;
            }
        }

        return new FactReading(default, Instant.Never, "", 0, fact.Provenance, Absence.NotKnown);
    }
}
