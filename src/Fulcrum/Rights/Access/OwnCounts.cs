using System.Collections.Immutable;
using Fulcrum.Decisions;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Access;

/// <summary>Counts a subject's rows as they go by: memory does not grow with how many there are.</summary>
internal sealed class OwnCounts(Workspace workspace, DecisionFlow decisions)
{
    private const int IdentifiersMax = 1_000;
    private const int PackedLength = 17;

    private readonly Dictionary<(byte Type, string Value), bool> _identifiers = [];
    private readonly HashSet<string> _bound = [];
    private readonly Dictionary<(string Purpose, OwnUseKind Kind), (long Count, Instant LastAt)> _uses = [];
    private readonly Dictionary<byte, IdentifierType> _types = workspace.IdentifierTypes.Values.ToDictionary(type => (byte)type.Code);
    private long _rows;
    private long _events;
    private long _consents;
    private long _unreadable;
    private Instant _since = Instant.Never;

    internal async ValueTask AddAsync(OpenedOwnRow row, CancellationToken cancellation)
    {
        _since = _since == Instant.Never ? row.At : _since;
        _rows++;
        AddBound(row.Identifiers.Span);
        switch (row.Entry)
        {
            case null:
                _unreadable++;
                break;
            case AcceptedEvent happened:
                _events++;
                Add(happened);
                break;
            case ConsentEntry:
                _consents++;
                break;
            case DecisionEntry decision:
                var gist = await decisions.GistAsync(decision.Record, cancellation);
                Add(gist.Purpose, KindOf(gist.Mode), row.At);
                break;
            case LookUpEntry lookUp:
                Add(lookUp.Purpose, OwnUseKind.LookUp, row.At);
                break;
            case AccessEntry:
                Add("", OwnUseKind.Access, row.At);
                break;
            default:
                break;
        }
    }

    internal OwnSummary ToSummary(OwnView view, int parts)
    {
        // What is bound and never came with a value is held as a hash alone; a value and its binding are one identifier.
        var named = _identifiers.Keys.GroupBy(known => known.Type).ToDictionary(group => group.Key, group => group.Count());
        var unnamed = _bound.GroupBy(packed => (byte)packed[0])
            .Select(group => (Type: group.Key, Count: group.Count() - named.GetValueOrDefault(group.Key)))
            .Where(one => one.Count > 0)
            .Select(one => new KeyValuePair<string, int>(NameOf(one.Type), one.Count))
            .OrderBy(one => one.Key, StringComparer.Ordinal);
        return new OwnSummary(
            view,
            [.. _identifiers.Select(known => OwnEntries.Of(known.Key.Type, known.Key.Value, known.Value, workspace)).OrderBy(known => known.Type, StringComparer.Ordinal)],
            [.. unnamed],
            [.. _uses.OrderBy(use => use.Key.Purpose, StringComparer.Ordinal).ThenBy(use => use.Key.Kind)
                .Select(use => new OwnUse(use.Key.Purpose, use.Key.Kind, use.Value.Count, use.Value.LastAt))],
            _rows, _events, _consents, parts, _unreadable, _since);
    }

    private string NameOf(byte type) => _types.TryGetValue(type, out var known) ? known.Name : "";

    // A decision that used nothing of theirs is kept without them.
    private static OwnUseKind KindOf(DecisionMode mode) => mode == DecisionMode.Suppressed ? OwnUseKind.Protection : OwnUseKind.Decision;

    private void Add(AcceptedEvent happened)
    {
        foreach (var (type, value, verified) in happened.Identifiers)
        {
            var key = (type, value);
            if (_identifiers.TryGetValue(key, out var wasVerified) || _identifiers.Count < IdentifiersMax)
            {
                _identifiers[key] = wasVerified || verified;
            }
        }
    }

    private void AddBound(ReadOnlySpan<byte> packed)
    {
        for (var from = 0; from + PackedLength <= packed.Length && _bound.Count < IdentifiersMax; from += PackedLength)
        {
            _bound.Add(string.Create(PackedLength, packed.Slice(from, PackedLength), static (text, bytes) =>
            {
                for (var at = 0; at < text.Length; at++)
                {
                    text[at] = (char)bytes[at];
                }
            }));
        }
    }

    private void Add(string purpose, OwnUseKind kind, Instant at)
    {
        var (count, last) = _uses.GetValueOrDefault((purpose, kind), (0, Instant.Never));
        _uses[(purpose, kind)] = (count + 1, at > last ? at : last);
    }
}
