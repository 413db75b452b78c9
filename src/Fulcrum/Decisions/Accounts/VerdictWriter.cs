using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Decisions.Accounts;

/// <summary>Says, for each candidate, what each rule said and what it looked at, up to the first that removed it.</summary>
internal sealed class VerdictWriter(DecisionRecord record, PlacementPlan plan, DecisionPlans plans, DecisionOutcome outcome)
{
    private readonly Dictionary<int, ImmutableArray<FactDefinition>> _facts = [];

    /// <summary>Whether every traced rule said what the compiled one did.</summary>
    internal bool Agrees { get; private set; } = true;

    /// <summary>Facts that were there and that the rule or formula of a candidate looked at.</summary>
    internal ImmutableArray<FactDefinition> FactsOf(Candidate candidate) => _facts.GetValueOrDefault(candidate.Index, []);

    internal FactReading Read(FactDefinition fact) => DecisionRecords.Find(record.Facts, plans.NumberOf(fact), fact);

    internal CandidateAccount Write(Candidate candidate)
    {
        var removal = outcome.Removals[candidate.Index];
        var verdicts = ImmutableArray.CreateBuilder<Verdict>();
        var facts = new List<FactDefinition>();
        for (var kind = RemovalKind.Kind; kind <= (removal.Kind == RemovalKind.None ? RemovalKind.QuietHours : removal.Kind); kind++)
        {
            Add(verdicts, candidate, kind, removal, facts);
        }

        if (removal.Kind == RemovalKind.None && candidate.Ranking is { } ranking)
        {
            var trace = Trace(candidate, record.Facts);
            var score = trace.Take(ranking.Root);
            facts.AddRange(trace.Facts);
            verdicts.Add(new Verdict("ranking", true, [new Reading(ranking.Text, score.IsPresent ? score.Reveal() : "unknown", "", score.IsPresent)]));
        }

        _facts[candidate.Index] = [.. facts.DistinctBy(fact => fact.Name)];
        var ranked = outcome.Scores[candidate.Index];
        return new CandidateAccount(candidate.Offer.Name, outcome.Slots[candidate.Index], double.IsNaN(ranked) ? 0 : ranked, verdicts.ToImmutable())
        {
            Looked = [.. FactsOf(candidate).Select(fact => fact.Name)],
        };
    }

    private void Add(ImmutableArray<Verdict>.Builder verdicts, Candidate candidate, RemovalKind kind, Removal removal, List<FactDefinition> facts)
    {
        var removed = removal.Kind == kind;
        switch (kind)
        {
            case RemovalKind.Kind:
                verdicts.Add(new Verdict("kind", !removed, [new Reading("kind", Lower(candidate.Offer.Kind), $"in [{string.Join(", ", plan.Placement.Kinds.Select(Lower))}]", !removed)]));
                break;
            case RemovalKind.Dates when candidate.Offer.From is not null || candidate.Offer.Until is not null:
                verdicts.Add(new Verdict("dates", !removed, DatesOf(candidate.Offer)));
                break;
            case RemovalKind.Eligibility when candidate.Rule is { } rule:
                var trace = Trace(candidate, record.Facts);
                var keeps = trace.Ask(rule.Root) == Truth.Yes;
                Agrees &= keeps != removed;
                facts.AddRange(trace.Facts);
                verdicts.Add(new Verdict("eligibility", !removed, [.. trace.Readings]));
                break;
            case RemovalKind.Suppression when record.Mode != DecisionMode.Contextual && candidate.Offer.Promotional:
                AddSuppressions(verdicts, candidate, removed ? removal.Which : -1);
                break;
            case RemovalKind.Cap when record.Mode != DecisionMode.Contextual:
                AddCaps(verdicts, candidate, removal);
                break;
            case RemovalKind.QuietHours when removed:
                verdicts.Add(new Verdict("quiet-hours", false, [new Reading("channel", plan.Placement.Channel, "", true)]));
                break;
            default:
                break;
        }
    }

    private ImmutableArray<Reading> DatesOf(Offer offer)
    {
        var readings = ImmutableArray.CreateBuilder<Reading>();
        if (offer.From is { } from)
        {
            readings.Add(new Reading("now", record.At.ToString(), $">= {from}", record.At >= from));
        }

        if (offer.Until is { } until)
        {
            readings.Add(new Reading("now", record.At.ToString(), $"< {until}", record.At < until));
        }

        return readings.ToImmutable();
    }

    private void AddSuppressions(ImmutableArray<Verdict>.Builder verdicts, Candidate candidate, int removedBy)
    {
        for (var index = 0; index < plan.Contact.Suppressions.Length && (removedBy < 0 || index <= removedBy); index++)
        {
            var (suppression, rule) = plan.Contact.Suppressions[index];
            var trace = Trace(candidate, record.Protective);
            Agrees &= trace.Ask(rule.Root) == Truth.Yes == (index == removedBy);
            verdicts.Add(new Verdict("suppression:" + suppression.Name, index != removedBy, [.. trace.Readings]));
        }
    }

    private void AddCaps(ImmutableArray<Verdict>.Builder verdicts, Candidate candidate, Removal removal)
    {
        foreach (var group in candidate.Groups)
        {
            var number = plan.Groups[group].Cap;
            var cap = plan.Contact.Caps[number];
            var removed = removal.Kind == RemovalKind.Cap && removal.Which == number;
            var contacts = removed ? removal.Contacts : record.Counts.FirstOrDefault(pair => pair.Key == plan.Groups[group]).Value;
            verdicts.Add(new Verdict("cap:" + cap.Name, !removed,
            [
                new Reading("contacts", Say(contacts), "< " + Say(cap.ContactsMax), !removed),
                new Reading("contacts-max", Say(cap.ContactsMax), "", true),
                new Reading("span-hours", Say(cap.Span.TotalHours), "", true),
            ]));
            if (removed)
            {
                break;
            }
        }
    }

    private RuleTrace Trace(Candidate candidate, ImmutableArray<KeyValuePair<int, FactReading>> kept) => new(
        fact => DecisionRecords.Find(kept, plans.NumberOf(fact), fact),
        name => record.Context.FirstOrDefault(pair => pair.Key == name).Value,
        record.At,
        candidate.Offer,
        outcome.Local.OffsetMinutes);

    private static string Lower(CandidateKind kind) => kind switch { CandidateKind.Offer => "offer", CandidateKind.Content => "content", _ => "experience" };

    private static string Say(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
