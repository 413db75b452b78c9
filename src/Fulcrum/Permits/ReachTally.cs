using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Permits;

/// <summary>Counts people and decisions under two versions of a workspace. Not safe from many threads.</summary>
internal sealed class ReachTally(Workspace before, Workspace after, Instant from, Instant now)
{
    private readonly Dictionary<string, (long Before, long Lost, long Gained, long Decisions)> _purposes = new(StringComparer.Ordinal);
    private long _decisions;

    /// <summary>People counted so far.</summary>
    public long People { get; private set; }

    /// <summary>Takes a subject in, with all it is linked with.</summary>
    /// <param name="rows">Their rows in journal order.</param>
    public void Add(List<(long Sequence, SubjectId Subject, Entry Entry)> rows)
    {
        var (old, next) = (new SortedDictionary<long, ProfilePart>(), new SortedDictionary<long, ProfilePart>());
        foreach (var (sequence, subject, entry) in rows)
        {
            if (entry is DecisionEntry decision && decision.At >= from && before.Placements.TryGetValue(decision.Placement, out var placement))
            {
                Judge(decision.At, placement.Purpose.Name, old, next);
            }

            Apply(old, subject, sequence, entry, before);
            Apply(next, subject, sequence, entry, after);
        }

        People++;
        var (permittedBefore, permittedAfter) = (PermittedAt(old, now, before), PermittedAt(next, now, after));
        foreach (var name in before.Purposes.Keys.Union(after.Purposes.Keys, StringComparer.Ordinal))
        {
            var (was, will) = (Contains(permittedBefore, name, before), Contains(permittedAfter, name, after));
            var counts = _purposes.GetValueOrDefault(name);
            _purposes[name] = counts with
            {
                Before = counts.Before + (was ? 1 : 0),
                Lost = counts.Lost + (was && !will ? 1 : 0),
                Gained = counts.Gained + (!was && will ? 1 : 0),
            };
        }
    }

    /// <summary>The sums.</summary>
    public Reach ToReach(bool isWhole)
    {
        var changed = _purposes.Where(purpose => purpose.Value is not { Lost: 0, Gained: 0, Decisions: 0 }).Select(purpose => purpose.Key).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> objects =
        [
            .. before.Placements.Values.Where(placement => changed.Contains(placement.Purpose.Name)).Select(placement => $"placement {placement.Name}")
                .Concat(before.Views.Values.Where(view => changed.Contains(view.Purpose.Name)).Select(view => $"view {view.Name}"))
                .Order(StringComparer.Ordinal),
        ];
        return new Reach(
            People, isWhole, _decisions,
            [
                .. _purposes.OrderBy(purpose => purpose.Key, StringComparer.Ordinal)
                    .Select(purpose => new PurposeReach(purpose.Key, purpose.Value.Before, purpose.Value.Lost, purpose.Value.Gained, purpose.Value.Decisions)),
            ],
            objects);
    }

    private void Judge(Instant at, string purpose, SortedDictionary<long, ProfilePart> old, SortedDictionary<long, ProfilePart> next)
    {
        _decisions++;
        if (Contains(PermittedAt(old, at, before), purpose, before) && !Contains(PermittedAt(next, at, after), purpose, after))
        {
            var counts = _purposes.GetValueOrDefault(purpose);
            _purposes[purpose] = counts with { Decisions = counts.Decisions + 1 };
        }
    }

    private static void Apply(SortedDictionary<long, ProfilePart> parts, SubjectId subject, long sequence, Entry entry, Workspace workspace)
    {
        if (!parts.TryGetValue(subject.Value, out var part))
        {
            parts[subject.Value] = part = new ProfilePart(subject);
        }

        part.Apply(sequence, entry, workspace);
    }

    private static PurposeSet PermittedAt(SortedDictionary<long, ProfilePart> parts, Instant at, Workspace workspace) =>
        parts.Count == 0 ? PurposeSet.Empty : ConsentGate.Permitted(new Profile([.. parts.Values]), at, workspace);

    private static bool Contains(PurposeSet permitted, string purpose, Workspace workspace) =>
        workspace.Purposes.TryGetValue(purpose, out var declared) && permitted.Contains(declared);
}
