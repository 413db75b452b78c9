using System.Collections.Immutable;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Decides. Pure: the same plan and inputs give the same outcome, now and when the decision is explained.</summary>
/// <remarks>
/// Kind, dates, eligibility, suppression, caps, quiet hours; then ranking, then slots, where caps see what was chosen before.
/// What protects the subject can only remove: it is looked at after eligibility and never while ranking.
/// <see cref="DecideInOrder"/> gives the same answer with fewer questions where the order is known beforehand.
/// </remarks>
internal static class DecisionEngine
{
    /// <summary>Judges every candidate.</summary>
    internal static DecisionOutcome Decide(PlacementPlan plan, scoped in DecisionInputs inputs)
    {
        var (run, outcome) = (plan.Program.Rent(), plan.Rent());
        outcome.Local = LocalOf(plan, inputs);
        var suppression = FindSuppression(plan, inputs, outcome.Local);
        var counts = outcome.Counts;
        inputs.Counts.CopyTo(counts);
        foreach (var candidate in plan.Candidates)
        {
            outcome.Removals[candidate.Index] = Judge(plan, candidate, inputs, run, suppression, outcome.Local);
        }

        Rank(plan, inputs, run, outcome);
        Choose(plan, inputs, counts, outcome);
        return Finish(plan, inputs, run, suppression, outcome);
    }

    /// <summary>Whether the slots can be filled in an order known beforehand, and whether who comes after them changes nothing.</summary>
    /// <remarks>
    /// Where priority ranks. A suppression has to be told even when it removed a candidate far behind; and a context value is kept only
    /// when a rule read it, which is known only once all rules were asked.
    /// </remarks>
    internal static bool IsInOrder(PlacementPlan plan, scoped in DecisionInputs inputs) =>
        plan.RanksByPriority && inputs.Context.IsEmpty && FindSuppression(plan, inputs, LocalOf(plan, inputs)) < 0;

    /// <summary>The same answer as <see cref="Decide"/>, where <see cref="IsInOrder"/>: asks candidates best first, until the slots are filled.</summary>
    internal static DecisionOutcome DecideInOrder(PlacementPlan plan, scoped in DecisionInputs inputs)
    {
        var (run, outcome) = (plan.Program.Rent(), plan.Rent());
        outcome.Local = LocalOf(plan, inputs);
        var counts = outcome.Counts;
        inputs.Counts.CopyTo(counts);
        var slots = 0;
        foreach (var index in plan.Order)
        {
            var candidate = plan.Candidates[index];
            ref var removal = ref outcome.Removals[index];
            if (slots == plan.Placement.Slots)
            {
                removal = new Removal(RemovalKind.NotAsked);
                outcome.AskedAll = false;
                continue;
            }

            removal = Judge(plan, candidate, inputs, run, suppression: -1, outcome.Local);
            if (removal.Kind == RemovalKind.None && (removal = Capped(plan, candidate, inputs, counts)).Kind == RemovalKind.None)
            {
                outcome.Scores[index] = candidate.Offer.Priority;
                Take(candidate, ++slots, counts, outcome);
            }
        }

        Show(plan, inputs, outcome);
        return Finish(plan, inputs, run, suppression: -1, outcome);
    }

    private static DecisionOutcome Finish(PlacementPlan plan, scoped in DecisionInputs inputs, RuleRun run, int suppression, DecisionOutcome outcome)
    {
        (outcome.Mode, outcome.Why) = ModeOf(plan, inputs, suppression, outcome);
        outcome.TakeReads(run);
        plan.Program.Return(run);
        return outcome;
    }

    private static LocalMoment LocalOf(PlacementPlan plan, scoped in DecisionInputs inputs) => inputs.Local ?? plan.LocalAt(inputs.At);

    private static int FindSuppression(PlacementPlan plan, scoped in DecisionInputs inputs, LocalMoment local) =>
        inputs.Personal ? plan.Contact.FindSuppression(inputs.Protective, inputs.At, local.OffsetMinutes) : -1;

    /// <summary>What removes a candidate by itself, before any other is chosen.</summary>
    private static Removal Judge(
        PlacementPlan plan, Candidate candidate, scoped in DecisionInputs inputs, RuleRun run, int suppression, LocalMoment local)
    {
        var rules = new RuleInputs(inputs.Facts, inputs.Context, inputs.At, local.OffsetMinutes);
        return !candidate.KindFits ? new Removal(RemovalKind.Kind)
            : !IsInDates(candidate.Offer, inputs.At) ? new Removal(RemovalKind.Dates)
            : candidate.RuleStep >= 0 && run.Ask(candidate.RuleStep, rules) != Truth.Yes ? new Removal(RemovalKind.Eligibility)
            : suppression >= 0 && candidate.Offer.Promotional ? new Removal(RemovalKind.Suppression, suppression)
            : Capped(plan, candidate, inputs, inputs.Counts) is { Kind: RemovalKind.Cap } capped ? capped
            : local.Quiet ? new Removal(RemovalKind.QuietHours)
            : default;
    }

    private static bool IsInDates(Offer offer, Instant at) => !(at < offer.From) && !(at >= offer.Until);

    private static Removal Capped(PlacementPlan plan, Candidate candidate, scoped in DecisionInputs inputs, ReadOnlySpan<int> counts)
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
    private static void Choose(PlacementPlan plan, scoped in DecisionInputs inputs, int[] counts, DecisionOutcome outcome)
    {
        var slots = 0;
        while (slots < plan.Placement.Slots && FindBest(plan, outcome) is { } best)
        {
            if (Capped(plan, best, inputs, counts) is { Kind: RemovalKind.Cap } capped)
            {
                outcome.Removals[best.Index] = capped;
                continue;
            }

            Take(best, ++slots, counts, outcome);
        }

        Show(plan, inputs, outcome);
    }

    private static void Take(Candidate candidate, int slot, int[] counts, DecisionOutcome outcome)
    {
        outcome.Slots[candidate.Index] = slot;
        outcome.Taken.Add(candidate.Offer);
        foreach (var group in candidate.Groups)
        {
            counts[group]++;
        }
    }

    /// <summary>Shows what took the slots; without a subject and with none, the fallback.</summary>
    private static void Show(PlacementPlan plan, scoped in DecisionInputs inputs, DecisionOutcome outcome)
    {
        outcome.FellBack = outcome.Taken.Count == 0 && !inputs.Personal
            && plan.Fallback is { } fallback && IsInDates(fallback, inputs.At) && !outcome.Local.Quiet;
        outcome.Chosen = outcome.FellBack ? [plan.Fallback!] : [.. outcome.Taken];
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

    /// <summary>What took the slots, best first.</summary>
    internal List<Offer> Taken { get; } = [];

    /// <summary>What is shown, best first.</summary>
    internal ImmutableArray<Offer> Chosen { get; set; } = [];

    /// <summary>Whether what is shown is the placement's fallback.</summary>
    internal bool FellBack { get; set; }

    /// <summary>Whether every candidate was asked, so that what was not read is not needed to run it again.</summary>
    internal bool AskedAll { get; set; } = true;

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
        (Mode, Why, Chosen, FellBack, AskedAll) = (default, "", [], false, true);
        Taken.Clear();
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

    /// <summary>Nothing did: candidates that come before it had filled the slots, so it was not asked. Only in records; an account asks everybody.</summary>
    NotAsked,
}
