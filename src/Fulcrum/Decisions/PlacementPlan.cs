using System.Collections.Frozen;
using System.Collections.Immutable;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions;

/// <summary>Everything one placement needs to decide, worked out once a workspace version: candidates, rules, the one use, caps.</summary>
/// <remarks>Immutable; safe from many threads.</remarks>
internal sealed class PlacementPlan
{
    private readonly FrozenDictionary<string, int> _candidates;
    private readonly ImmutableArray<QuietSpan> _quiet;
    private readonly Spares<DecisionOutcome> _outcomes;
    private readonly Spares<int[]> _counts;

    /// <summary>By cap and candidate (the last column: any candidate): the number of their group; -1 where the cap concerns none.</summary>
    private readonly int[,] _groupOf;

    private PlacementPlan(
        Placement placement, ContactPlan contact, RuleProgram program, ImmutableArray<Candidate> candidates, ImmutableArray<CapGroup> groups, ImmutableArray<QuietSpan> quiet)
    {
        (Placement, Contact, Program, Candidates, Groups, _quiet) = (placement, contact, program, candidates, groups, quiet);
        _candidates = candidates.ToFrozenDictionary(candidate => candidate.Offer.Name, candidate => candidate.Index, StringComparer.Ordinal);
        Order = [.. candidates.OrderByDescending(candidate => candidate.Offer.Priority).ThenBy(candidate => candidate.Index).Select(candidate => candidate.Index)];
        Use = new Use($"placement:{placement.Name}", placement.Purpose, null, program.Facts, placement.AgeMax) { Channel = placement.Channel };
        Fallback = contact.Workspace.Offers.GetValueOrDefault(placement.Fallback);
        RanksByPriority = candidates.All(candidate => candidate.RankingStep < 0);
        _groupOf = GroupsByCap(contact.Caps.Length, candidates.Length, groups);
        _counts = new Spares<int[]>(() => new int[groups.Length]);
        _outcomes = new Spares<DecisionOutcome>(() => new DecisionOutcome(this));
    }

    internal Placement Placement { get; }

    internal ContactPlan Contact { get; }

    /// <summary>Rules and formulas of all candidates.</summary>
    internal RuleProgram Program { get; }

    /// <summary>By name: a candidate's place here is its number in decision records.</summary>
    internal ImmutableArray<Candidate> Candidates { get; }

    /// <summary>Numbers of candidates by priority, then name.</summary>
    internal ImmutableArray<int> Order { get; }

    /// <summary>Whether <see cref="Order"/> is the ranking, whatever the facts.</summary>
    internal bool RanksByPriority { get; }

    /// <summary>What is counted together, over all caps that concern a candidate.</summary>
    internal ImmutableArray<CapGroup> Groups { get; }

    /// <summary>What the door is asked for.</summary>
    internal Use Use { get; }

    /// <summary>Shown in a contextual answer when nothing else is; null for none.</summary>
    internal Offer? Fallback { get; }

    internal static PlacementPlan Compile(Placement placement, ContactPlan contact, RuleVocabulary vocabulary)
    {
        var compiler = new RuleCompiler();
        var ranking = placement.Ranking.Length > 0 ? Checked(placement.Ranking, RuleUse.Ranking, vocabulary) : null;
        var groups = ImmutableArray.CreateBuilder<CapGroup>();
        var candidates = contact.Workspace.Offers.Values
            .Where(offer => offer.Placements.Contains(placement.Name))
            .OrderBy(offer => offer.Name, StringComparer.Ordinal)
            .Select((offer, index) => Compile(offer, index))
            .ToImmutableArray();
        var quiet = contact.Workspace.ContactPolicy.QuietHours
            .Where(hours => hours.Channel == placement.Channel)
            .Select(QuietSpan.Of)
            .ToImmutableArray();
        return new PlacementPlan(placement, contact, compiler.Build(), candidates, groups.ToImmutable(), quiet);

        Candidate Compile(Offer offer, int index)
        {
            var rule = offer.Rule.Length > 0 ? Checked(offer.Rule, RuleUse.Eligibility, vocabulary) : null;
            return new Candidate(
                offer,
                index,
                placement.Kinds.Contains(offer.Kind),
                rule,
                rule is null ? -1 : compiler.Add(rule, offer),
                ranking,
                ranking is null ? -1 : compiler.Add(ranking, offer),
                [.. Enumerable.Range(0, contact.Caps.Length).Where(cap => Concerns(contact.Caps[cap], offer, placement)).Select(cap => GroupOf(cap, index))]);
        }

        int GroupOf(int cap, int candidate)
        {
            var group = new CapGroup(cap, contact.Caps[cap].Scope == CapScope.EachOffer ? candidate : -1);
            if (groups.IndexOf(group) < 0)
            {
                groups.Add(group);
            }

            return groups.IndexOf(group);
        }
    }

    /// <summary>A rule of a workspace that was checked when it was applied.</summary>
    internal static Rule Checked(string text, RuleUse use, RuleVocabulary vocabulary) =>
        RuleReader.Read(text, use, vocabulary) is { Rule: { } rule } ? rule : throw new InvalidOperationException("The workspace holds a rule that was never checked.");

    /// <summary>Whether showing the offer here is a contact the cap counts.</summary>
    private static bool Concerns(Cap cap, Offer offer, Placement placement) => cap.Scope switch
    {
        CapScope.EachOffer => cap.Of.Length == 0 ? offer.Promotional : string.Equals(cap.Of, offer.Kind.ToString(), StringComparison.OrdinalIgnoreCase),
        CapScope.Promotional => offer.Promotional,
        CapScope.Tag => offer.Tags.Contains(cap.Of),
        CapScope.Channel => placement.Channel == cap.Of,
        _ => placement.Name == cap.Of,
    };

    /// <summary>An empty outcome to decide into. Give it back with <see cref="Return"/> once its record is written.</summary>
    internal DecisionOutcome Rent()
    {
        var outcome = _outcomes.Rent();
        outcome.Clear();
        return outcome;
    }

    /// <summary>Takes an outcome back for the next decision.</summary>
    internal void Return(DecisionOutcome outcome) => _outcomes.Return(outcome);

    /// <summary>How many contacts each group holds at an instant, over the half-open spans (at − span, at]. Give it back with <see cref="ReturnCounts"/>.</summary>
    /// <remarks>A contact that seems to lie in the future counts too: a clock that was set back must not widen a cap.</remarks>
    internal int[] Count(IReadOnlyList<Contact> contacts, Instant at)
    {
        var counts = _counts.Rent();
        Array.Clear(counts);
        for (var index = contacts.Count - 1; index >= 0 && Groups.Length > 0; index--)
        {
            var contact = contacts[index];
            if (contact.At > at - Contact.SpanMax && contact.CountsAt(at))
            {
                Count(contact, at, counts);
            }
        }

        return counts;
    }

    /// <summary>Takes counts back for the next decision.</summary>
    internal void ReturnCounts(int[] counts) => _counts.Return(counts);

    private void Count(Contact contact, Instant at, int[] counts)
    {
        var candidate = _candidates.GetValueOrDefault(contact.Offer, -1);
        var offer = Contact.Workspace.Offers.GetValueOrDefault(contact.Offer);
        var placement = Contact.Workspace.Placements.GetValueOrDefault(contact.Placement);
        for (var number = 0; number < Contact.Caps.Length; number++)
        {
            var cap = Contact.Caps[number];
            var each = cap.Scope == CapScope.EachOffer;
            var group = each && candidate < 0 ? -1 : _groupOf[number, each ? candidate : Candidates.Length];
            if (group < 0 || contact.At <= at - cap.Span)
            {
                continue;
            }

            var counted = cap.Scope switch
            {
                CapScope.EachOffer => true,
                CapScope.Promotional => offer is null or { Promotional: true }, // One that is no longer declared may have promoted.
                CapScope.Tag => offer?.Tags.Contains(cap.Of) ?? false,
                CapScope.Channel => placement is null || placement.Channel == cap.Of, // Where it was is forgotten: it may have been here.
                _ => contact.Placement.Length == 0 || contact.Placement == cap.Of,
            };
            counts[group] += counted ? 1 : 0;
        }
    }

    private static int[,] GroupsByCap(int caps, int candidates, ImmutableArray<CapGroup> groups)
    {
        var numbers = new int[caps, candidates + 1];
        for (var cap = 0; cap < caps; cap++)
        {
            for (var candidate = 0; candidate <= candidates; candidate++)
            {
                numbers[cap, candidate] = -1;
            }
        }

        for (var group = 0; group < groups.Length; group++)
        {
            numbers[groups[group].Cap, groups[group].Candidate < 0 ? candidates : groups[group].Candidate] = group;
        }

        return numbers;
    }

    /// <summary>What the clocks on the wall say at an instant.</summary>
    internal LocalMoment LocalAt(Instant at) => new(Contact.Workspace.Settings.Zone.OffsetMinutes(at), IsQuiet(at));

    /// <summary>Whether the placement's channel must not speak at an instant.</summary>
    internal bool IsQuiet(Instant at)
    {
        foreach (var quiet in _quiet)
        {
            if (quiet.Covers(at))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A candidate of a placement, ready to be judged.</summary>
/// <param name="Offer">The offer, content or experience.</param>
/// <param name="Index">Its place among the candidates.</param>
/// <param name="KindFits">Whether the placement takes its kind.</param>
/// <param name="Rule">Its eligibility rule; null for everybody.</param>
/// <param name="RuleStep">Where the rule is in the program; -1 for none.</param>
/// <param name="Ranking">The formula that scores it; null where priority does.</param>
/// <param name="RankingStep">Where the formula is in the program; -1 for none.</param>
/// <param name="Groups">The groups of contacts that cap it, in the order of the caps.</param>
internal sealed record Candidate(
    Offer Offer, int Index, bool KindFits, Rule? Rule, int RuleStep, Rule? Ranking, int RankingStep, ImmutableArray<int> Groups);

/// <summary>Contacts one cap counts together.</summary>
/// <param name="Cap">The cap's number.</param>
/// <param name="Candidate">The candidate, where the cap counts each by itself; -1 otherwise.</param>
internal readonly record struct CapGroup(int Cap, int Candidate);
