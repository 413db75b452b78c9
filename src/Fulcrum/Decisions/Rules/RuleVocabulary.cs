using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Decisions.Rules;

/// <summary>The facts and segments rules may name. Segments are read once and written out where they are named.</summary>
/// <remarks>Not safe from many threads: reading a rule may read segments.</remarks>
internal sealed class RuleVocabulary
{
    private readonly FrozenDictionary<string, FactDefinition> _facts;
    private readonly FrozenDictionary<string, SegmentDefinition> _segments;
    private readonly Dictionary<string, RuleReading> _read = new(StringComparer.Ordinal);
    private readonly List<string> _reading = [];

    /// <summary>A vocabulary; of equal names the first stands.</summary>
    internal RuleVocabulary(IEnumerable<FactDefinition> facts, IEnumerable<SegmentDefinition> segments)
    {
        _facts = facts.DistinctBy(fact => fact.Name).ToFrozenDictionary(fact => fact.Name, StringComparer.Ordinal);
        _segments = segments.DistinctBy(segment => segment.Name).ToFrozenDictionary(segment => segment.Name, StringComparer.Ordinal);
    }

    /// <summary>What rules of a workspace may name.</summary>
    internal static RuleVocabulary Of(Workspace workspace) => new(workspace.Facts.Values, workspace.Segments.Values);

    internal IEnumerable<string> FactNames => _facts.Keys;

    internal IEnumerable<string> SegmentNames => _segments.Keys;

    internal bool TryFindFact(string name, [NotNullWhen(true)] out FactDefinition? fact) => _facts.TryGetValue(name, out fact);

    /// <summary>Reads the rule of a segment, once; null when there is no such segment.</summary>
    /// <param name="name">Without <c>segment.</c>.</param>
    /// <param name="cycle">The names on the way back to the segment, when it names itself.</param>
    internal RuleReading? ReadSegment(string name, out ImmutableArray<string> cycle)
    {
        cycle = [];
        if (!_segments.TryGetValue(name, out var segment))
        {
            return null;
        }

        if (_read.TryGetValue(name, out var known))
        {
            return known;
        }

        var start = _reading.IndexOf(name);
        if (start >= 0)
        {
            cycle = [.. _reading[start..], name];
            return new RuleReading(null, []);
        }

        _reading.Add(name);
        var reading = RuleReader.Read(segment.Rule, RuleUse.Segment, this);
        _reading.RemoveAt(_reading.Count - 1);
        _read[name] = reading;
        return reading;
    }
}
