using System.Collections.Immutable;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Decides. Pure: the same plan and inputs give the same outcome, now and when the decision is explained.</summary>
/// <remarks>
/// Kind, dates, eligibility, suppression, caps, quiet hours; then ranking, then slots, where caps see what was chosen before.
/// What protects the subject can only remove: it is looked at after eligibility and never while ranking.
/// </remarks>
internal static class DecisionEngine
{
    internal static DecisionOutcome Decide(PlacementPlan plan, scoped in DecisionInputs inputs)
    {
        var run = plan.Program.Rent();
        var outcome = plan.Rent();
        outcome.Local = inputs.Local ?? plan.LocalAt(inputs.At);
        var suppression = inputs.Personal ? plan.Contact.FindSuppression(inputs.Protective, inputs.At, outcome.Local.OffsetMinutes) : -1;
        var counts = outcome.Counts;
        inputs.Counts.CopyTo(counts);
        Remove(plan, inputs, run, suppression, counts, outcome);
        Rank(plan, inputs, run, outcome);
        outcome.Chosen = Choose(plan, inputs, counts, outcome);
        (outcome.Mode, outcome.Why) = ModeOf(plan, inputs, suppression, outcome);
        outcome.TakeReads(run);
        plan.Program.Return(run);
        return outcome;
    }

    private static void Remove(
        PlacementPlan plan, scoped in DecisionInputs inputs, RuleRun run, int suppression, int[] counts, DecisionOutcome outcome)
    {
        var rules = new RuleInputs(inputs.Facts, inputs.Context, inputs.At, outcome.Local.OffsetMinutes);
        var (quiet, removals) = (outcome.Local.Quiet, outcome.Removals);
        foreach (var candidate in plan.Candidates)
        {
            removals[candidate.Index] =
                !candidate.KindFits ? new Removal(RemovalKind.Kind)
                : !IsInDates(candidate.Offer, inputs.At) ? new Removal(RemovalKind.Dates)
                : candidate.RuleStep >= 0 && run.Ask(candidate.RuleStep, rules) != Truth.Yes ? new Removal(RemovalKind.Eligibility)
                : suppression >= 0 && candidate.Offer.Promotional ? new Removal(RemovalKind.Suppression, suppression)
                : Capped(plan, candidate, inputs, counts) is { Kind: RemovalKind.Cap } capped ? capped
                : quiet ? new Removal(RemovalKind.QuietHours)
                : default;
        }
    }

    private static bool IsInDates(Offer offer, Instant at) => !(at < offer.From) && !(at >= offer.Until);

    private static Removal Capped(PlacementPlan plan, Candidate candidate, scoped in DecisionInputs inputs, int[] counts)
    {
        if (inputs.Personal)
        {
            foreach (var group in candidate.Groups)
            {
                var cap = plan.Groups[group].Cap;
                if (counts[group] >= plan.Contact.Caps[cap].ContactsMax)
                {
                    return new Removal(RemovalKind.Cap, cap, counts[group]);
                }
            }
        }

        return default;
    }

    private static void Rank(PlacementPlan plan, scoped in DecisionInputs inputs, RuleRun run, DecisionOutcome outcome)
    {
        var rules = new RuleInputs(inputs.Facts, inputs.Context, inputs.At, outcome.Local.OffsetMinutes);
        foreach (var candidate in plan.Candidates)
        {
            if (outcome.Removals[candidate.Index].Kind == RemovalKind.None)
            {
                outcome.Scores[candidate.Index] = candidate.RankingStep < 0 ? candidate.Offer.Priority : run.Measure(candidate.RankingStep, rules);
            }
        }
    }

    /// <summary>Fills the slots, best first. The order of equals is the plan's: priority, then name. An unknown score comes last.</summary>
    private static ImmutableArray<Offer> Choose(PlacementPlan plan, scoped in DecisionInputs inputs, int[] counts, DecisionOutcome outcome)
    {
        var chosen = ImmutableArray.CreateBuilder<Offer>();
        while (chosen.Count < plan.Placement.Slots && FindBest(plan, outcome) is { } best)
        {
            if (Capped(plan, best, inputs, counts) is { Kind: RemovalKind.Cap } capped)
            {
                outcome.Removals[best.Index] = capped;
                continue;
            }

            chosen.Add(best.Offer);
            outcome.Slots[best.Index] = chosen.Count;
            foreach (var group in best.Groups)
            {
                counts[group]++;
            }
        }

        var shown = chosen.Count == 0 && !inputs.Personal && plan.Fallback is { } fallback && IsInDates(fallback, inputs.At) && !outcome.Local.Quiet;
        outcome.FellBack = shown;
        return shown ? [plan.Fallback!] : chosen.ToImmutable();
    }

    private static Candidate? FindBest(PlacementPlan plan, DecisionOutcome outcome)
    {
        var best = -1;
        foreach (var index in plan.Order)
        {
            if (outcome.Removals[index].Kind == RemovalKind.None && outcome.Slots[index] == 0 && (best < 0 || Beats(outcome.Scores[index], outcome.Scores[best])))
            {
                best = index;
            }
        }

        return best < 0 ? null : plan.Candidates[best];
    }

    private static bool Beats(double score, double best) => score > best || (double.IsNaN(best) && !double.IsNaN(score));

    private static (DecisionMode Mode, string Why) ModeOf(PlacementPlan plan, scoped in DecisionInputs inputs, int suppression, DecisionOutcome outcome)
    {
        if (!inputs.Personal)
        {
            return (DecisionMode.Contextual, inputs.Why);
        }

        return Array.Exists(outcome.Removals, removal => removal.Kind == RemovalKind.Suppression)
            ? (DecisionMode.Suppressed, plan.Contact.Suppressions[suppression].Suppression.Name)
            : (DecisionMode.Personal, "");
    }
}

/// <summary>What a decision is made from.</summary>
internal readonly ref struct DecisionInputs
{
    /// <summary>When.</summary>
    internal required Instant At { get; init; }

    /// <summary>What the clocks on the wall said when it was made; null for a decision being made now.</summary>
    internal LocalMoment? Local { get; init; }

    /// <summary>Whether there is a permit. Without one every other input about the subject is empty.</summary>
    internal required bool Personal { get; init; }

    /// <summary>Without a permit: why.</summary>
    internal string Why { get; init; }

    /// <summary>Permitted facts, in the order of the plan's use.</summary>
    internal ReadOnlySpan<FactReading> Facts { get; init; }

    /// <summary>Context values, in the order of the plan's program.</summary>
    internal ReadOnlySpan<FactValue> Context { get; init; }

    /// <summary>Protective facts, in the order of the contact plan.</summary>
    internal ReadOnlySpan<FactReading> Protective { get; init; }

    /// <summary>Contacts by the plan's groups.</summary>
    internal ReadOnlySpan<int> Counts { get; init; }
}

/// <summary>What was decided, and what became of each candidate. Used again by the plan it was rented from.</summary>
internal sealed class DecisionOutcome(PlacementPlan plan)
{
    internal PlacementPlan Plan { get; } = plan;

    /// <summary>What the clocks on the wall say.</summary>
    internal LocalMoment Local { get; set; }

    internal DecisionMode Mode { get; set; }

    internal string Why { get; set; } = "";

    /// <summary>Best first.</summary>
    internal ImmutableArray<Offer> Chosen { get; set; } = [];

    /// <summary>Whether what is shown is the placement's fallback.</summary>
    internal bool FellBack { get; set; }

    /// <summary>By candidate: what removed it first.</summary>
    internal Removal[] Removals { get; } = new Removal[plan.Candidates.Length];

    /// <summary>By candidate: what it was ranked by; 0 when it was removed before, not a number when unknown.</summary>
    internal double[] Scores { get; } = new double[plan.Candidates.Length];

    /// <summary>By candidate: its slot, from 1; 0 for none.</summary>
    internal int[] Slots { get; } = new int[plan.Candidates.Length];

    /// <summary>By slot of the program: whether a rule looked at the fact.</summary>
    internal bool[] FactsRead { get; } = new bool[plan.Program.Facts.Length];

    /// <summary>By slot of the program: whether a rule looked at the context value.</summary>
    internal bool[] ContextRead { get; } = new bool[plan.Program.Context.Length];

    /// <summary>By group: contacts counted, with those of what was chosen here.</summary>
    internal int[] Counts { get; } = new int[plan.Groups.Length];

    internal void TakeReads(RuleRun run)
    {
        run.FactsRead.CopyTo(FactsRead);
        run.ContextRead.CopyTo(ContextRead);
    }

    /// <summary>Back to before anything was decided.</summary>
    internal void Clear()
    {
        (Mode, Why, Chosen, FellBack) = (default, "", [], false);
        Array.Clear(Removals);
        Array.Clear(Scores);
        Array.Clear(Slots);
        Array.Clear(Counts);
    }
}

/// <summary>What removed a candidate.</summary>
/// <param name="Kind">Which kind of rule.</param>
/// <param name="Which">Number of the suppression or cap.</param>
/// <param name="Contacts">For a cap: the contacts it counted.</param>
internal readonly record struct Removal(RemovalKind Kind, int Which = 0, int Contacts = 0);

/// <summary>The rules that can remove a candidate, in the order asked.</summary>
internal enum RemovalKind : byte
{
    /// <summary>Nothing removed it.</summary>
    None,

    /// <summary>The placement does not take its kind.</summary>
    Kind,

    /// <summary>It is not yet, or no longer, to be shown.</summary>
    Dates,

    /// <summary>Its rule does not hold, or cannot be said to.</summary>
    Eligibility,

    /// <summary>Something protects the subject from promotion.</summary>
    Suppression,

    /// <summary>It, or its like, was shown often enough.</summary>
    Cap,

    /// <summary>The channel must not speak now.</summary>
    QuietHours,
}
