using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Fulcrum.Collect;
using Fulcrum.Decisions;
using Fulcrum.Workspaces;

namespace Fulcrum.Server.Workspaces;

/// <summary>A workspace version with what serving it needs, worked out once. Immutable.</summary>
internal sealed class ServedWorkspace
{
    private readonly FrozenDictionary<string, Source> _byWriteKey;
    private readonly FrozenDictionary<int, string> _sourceNames;
    private readonly FrozenDictionary<object, byte[]> _fragments;
    private readonly FrozenSet<string> _origins;

    /// <summary>Works it out.</summary>
    public ServedWorkspace(Workspace workspace)
    {
        Workspace = workspace;
        _byWriteKey = workspace.Sources.Values.Where(source => source.WriteKey.Length > 0)
            .ToFrozenDictionary(source => source.WriteKey, StringComparer.Ordinal);
        _sourceNames = workspace.Sources.Values.ToFrozenDictionary(source => source.Code, source => source.Name);
        _fragments = workspace.Offers.Values.ToFrozenDictionary<Offer, object, byte[]>(offer => offer, Fragment, ReferenceEqualityComparer.Instance);
        _origins = workspace.Sources.Values.SelectMany(source => source.Origins).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        TakesAnyOrigin = workspace.Sources.Values.Any(source => source.Origins.IsEmpty);
    }

    /// <summary>The version served.</summary>
    public Workspace Workspace { get; }

    /// <summary>Whether some source takes events from browsers of any origin.</summary>
    public bool TakesAnyOrigin { get; }

    /// <summary>Whether some source lists this origin.</summary>
    public bool Lists(string origin) => _origins.Contains(origin);

    /// <summary>The source with a write key; null when there is none.</summary>
    public Source? SourceOf(string writeKey) => _byWriteKey.GetValueOrDefault(writeKey);

    /// <summary>Name of a source by its code; <c>unknown</c> for 0 and for sources no longer declared.</summary>
    public string SourceName(int code) => _sourceNames.GetValueOrDefault(code, "unknown");

    /// <summary>How an offer stands in an answer, as JSON. An offer of another version is written as that version has it, whatever its name is now.</summary>
    public ReadOnlySpan<byte> FragmentOf(Offer offer) => _fragments.TryGetValue(offer, out var fragment) ? fragment : Fragment(offer);

    /// <summary>The placements named, or the problem of one that is not declared.</summary>
    public ImmutableArray<Placement> PlacementsOf(List<string> names)
    {
        var placements = ImmutableArray.CreateBuilder<Placement>(names.Count);
        foreach (var name in names)
        {
            placements.Add(Workspace.Placements.TryGetValue(name, out var placement)
                ? placement
                : throw new ProblemException(Undeclared.Placement(Nearest.To(name, Workspace.Placements.Keys))));
        }

        return placements.MoveToImmutable();
    }

    private static byte[] Fragment(Offer offer)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Answer.Options);
        json.WriteStartObject();
        json.WriteString("offer"u8, offer.Name);
        json.WriteString("kind"u8, Words.Of(offer.Kind));
        json.WritePropertyName("title"u8);
        Words.Write(json, offer.Title);
        json.WritePropertyName("payload"u8);
        if (offer.Payload.Length == 0)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(offer.Payload);
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
