using Fulcrum.Consent;
using Fulcrum.Profiles;

namespace Fulcrum.Tests.Profiles;

/// <summary>The naive way to every fact: keep all rows, count again each time. What the fold must equal.</summary>
internal sealed class Recount
{
    private readonly List<(long Sequence, AcceptedEvent Event)> _events = [];

    internal void Add(long sequence, Entry entry)
    {
        switch (entry)
        {
            case AcceptedEvent happened:
                _events.Add((sequence, happened));
                break;
            case ConsentEntry({ State: ConsentState.Refused or ConsentState.Withdrawn } record)
                when FoldWorkspace.Purposes.Single(one => one.Name == record.Purpose) is { Basis: LegalBasis.Consent or LegalBasis.LegitimateInterest, Protective: false } purpose:
                for (var at = 0; at < _events.Count; at++)
                {
                    _events[at] = (_events[at].Sequence, _events[at].Event with { Kept = _events[at].Event.Kept - purpose.Alone });
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The fact in words; empty when there is none.</summary>
    internal static string Read(IEnumerable<Recount> parts, FactDefinition fact, Purpose purpose, Instant at)
    {
        var computed = fact.Computed;
        var first = computed?.Window is { } window ? (at - window).UnixMs : long.MinValue;
        var seen = parts.SelectMany(part => part._events)
            .Where(row => row.Event.Kept.Contains(purpose) && row.Event.OccurredAt.UnixMs > first && row.Event.OccurredAt <= at)
            .OrderBy(row => row.Event.OccurredAt).ThenBy(row => row.Sequence).Select(row => row.Event).ToList();
        if (computed is null)
        {
            return Last(seen.Where(one => one.Name == "identify"));
        }

        var counted = seen.Where(one => computed.Events.Contains(one.Name)
            && computed.Where.All(pair => one.Properties[0].Path == pair.Key && one.Properties[0].Value.Text == pair.Value)).ToList();
        return computed.Kind switch
        {
            ComputationKind.Count => FactValue.Of(counted.Count).Reveal(),
            ComputationKind.Sum => FactValue.Of(counted.Sum(one => one.Properties[0].Value.Number)).Reveal(),
            ComputationKind.LastSeen => counted.Count == 0 ? "" : FactValue.Of(counted[^1].OccurredAt).Reveal(),
            ComputationKind.Last => Last(counted),
            ComputationKind.Top => string.Join(", ", counted.GroupBy(one => one.Properties[0].Value.Text)
                .OrderByDescending(text => text.Count()).ThenByDescending(text => text.Max(one => one.OccurredAt)).ThenBy(text => text.Key, StringComparer.Ordinal)
                .Take(computed.Count).Select(text => text.Key)),
            ComputationKind.OpenCases => FactValue.Of(seen.Where(one => one.Name is "opened" or "closed")
                .GroupBy(one => one.Properties[0].Value.Text).Count(one => one.Last().Name == "opened")).Reveal(),
            _ => FactValue.Of((2 * Number(FoldWorkspace.VisitsWeek)) + Number(FoldWorkspace.Spend)).Reveal(),
        };

        double Number(FactDefinition of) => double.Parse(Read(parts, of, purpose, at), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Last(IEnumerable<AcceptedEvent> events) => events.LastOrDefault()?.Properties[0].Value.Reveal() ?? "";
}
