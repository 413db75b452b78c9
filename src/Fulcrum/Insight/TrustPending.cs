using Fulcrum.Profiles;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Insight;

/// <summary>What waits to be counted: requests that are not answered, erasures whose bytes are not gone. One reader at a time.</summary>
/// <remarks>Of each it holds a number and a time, nobody's data. Beyond <see cref="Max"/> the oldest erasures are forgotten, and new requests are not counted.</remarks>
internal sealed class TrustPending
{
    /// <summary>Most of each kind.</summary>
    internal const int Max = 100_000;

    /// <summary>Erasures looked at in one go; the oldest are done first.</summary>
    private const int LookedAtOnce = 200;

    private readonly Dictionary<string, Instant> _requests = new(StringComparer.Ordinal);
    private readonly SortedSet<long> _erasures = [];

    /// <summary>Takes what was done with a request. A row stands with every part of a profile: the first one counts.</summary>
    /// <returns>How long it took when this answers it; null otherwise.</returns>
    internal TimeSpan? Take(RequestEntry entry)
    {
        switch (entry.Act)
        {
            case RequestAct.Open when _requests.Count < Max:
                _requests.TryAdd(entry.Id, entry.At);
                return null;
            case RequestAct.Complete or RequestAct.Refuse:
                return _requests.Remove(entry.Id, out var openedAt) ? entry.At - openedAt : null;
            case RequestAct.Drop:
                _requests.Remove(entry.Id);
                return null;
            default:
                return null;
        }
    }

    /// <summary>An erasure whose bytes are to go.</summary>
    internal void Begin(long sequence)
    {
        _erasures.Add(sequence);
        if (_erasures.Count > Max)
        {
            _erasures.Remove(_erasures.Min);
        }
    }

    /// <summary>The oldest erasures that wait.</summary>
    internal long[] Erasures() => [.. _erasures.Take(LookedAtOnce)];

    /// <summary>Its bytes are gone.</summary>
    internal void End(long sequence) => _erasures.Remove(sequence);
}
