using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Fulcrum.Consent;
using Fulcrum.Identity;
using Fulcrum.Workspaces;

namespace Fulcrum.Collect;

/// <summary>What one source may send, made ready for streaming: contracts, identifier paths and consent categories by UTF-8 path.</summary>
/// <remarks>Made once for a source and workspace version. Immutable; safe from many threads.</remarks>
internal sealed class SourceRules
{
    private readonly FrozenDictionary<string, EventShape> _track;
    private readonly EventShape?[] _byType = new EventShape?[8];

    public SourceRules(Source source, Workspace workspace)
    {
        Source = source;
        var verified = source.Verifies.ToFrozenSet(StringComparer.Ordinal);
        UserId = TypeAt("userId", "user-id", workspace);
        AnonymousId = TypeAt("anonymousId", "anonymous-id", workspace);
        VerifiesUserId = UserId is not null && verified.Contains(UserId.Name);
        VerifiesAnonymousId = AnonymousId is not null && verified.Contains(AnonymousId.Name);

        var track = new Dictionary<string, EventShape>(StringComparer.Ordinal);
        foreach (var contract in source.Contracts)
        {
            foreach (var rule in contract.Events)
            {
                var shape = new EventShape(rule, workspace, verified);
                if (rule.Type == EventType.Track && rule.Event.Length > 0)
                {
                    track.TryAdd(rule.Event, shape);
                }
                else
                {
                    _byType[(int)rule.Type] ??= shape;
                }
            }
        }

        _track = track.ToFrozenDictionary(StringComparer.Ordinal);
        Undeclared = new EventShape(null, workspace, verified);
        ConsentCategories = [.. source.ConsentCategories.Select(pair => new ConsentCategory(Encoding.UTF8.GetBytes(pair.Key), pair.Value))];
        LeftByPrivacyControl = PrivacyControl.LeftForEvents(workspace);
        ImpressionEvents = workspace.Placements.Values.Select(placement => placement.ImpressionEvent)
            .Where(name => name.Length > 0).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The source.</summary>
    public Source Source { get; }

    /// <summary>The type of <c>userId</c>; null when the workspace has none.</summary>
    public IdentifierType? UserId { get; }

    /// <summary>The type of <c>anonymousId</c>; null when the workspace has none.</summary>
    public IdentifierType? AnonymousId { get; }

    /// <summary>Whether the source vouches for user ids.</summary>
    public bool VerifiesUserId { get; }

    /// <summary>Whether the source vouches for anonymous ids.</summary>
    public bool VerifiesAnonymousId { get; }

    /// <summary>The shape of an event no contract allows: its consent and identifiers are still read.</summary>
    public EventShape Undeclared { get; }

    /// <summary>The client's consent categories.</summary>
    public ConsentCategory[] ConsentCategories { get; }

    /// <summary>All that is permitted, or can be agreed to, under a privacy control signal.</summary>
    public PurposeSet LeftByPrivacyControl { get; }

    /// <summary>Whether identifiers of a type are advertising ids.</summary>
    public static bool IsAdvertisingId(IdentifierType type)
    {
        foreach (var path in type.From)
        {
            if (Trackers.IsAdvertisingId(Encoding.UTF8.GetBytes(path[(path.LastIndexOf('.') + 1)..])))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Track events by which placements report impressions.</summary>
    public FrozenSet<string> ImpressionEvents { get; }

    /// <summary>What the contracts say about an event; null when none allows it.</summary>
    public EventShape? Find(EventType type, string name) =>
        type == EventType.Track && _track.TryGetValue(name, out var shape) ? shape : _byType[(int)type];

    private static IdentifierType? TypeAt(string path, string name, Workspace workspace)
    {
        foreach (var type in workspace.IdentifierTypes.Values)
        {
            if (type.From.Contains(path, StringComparer.Ordinal))
            {
                return type;
            }
        }

        return workspace.IdentifierTypes.GetValueOrDefault(name);
    }
}

/// <summary>A consent category of a client, and the purpose it stands for.</summary>
internal sealed record ConsentCategory(byte[] Name, string Purpose);

/// <summary>One event a contract allows, with its paths as trees.</summary>
internal sealed class EventShape
{
    public EventShape(EventRule? rule, Workspace workspace, FrozenSet<string> verified)
    {
        Rule = rule;
        Count = rule?.Properties.Length ?? 0;
        var properties = new PathNode("");
        var context = new PathNode("");
        for (var at = 0; at < Count; at++)
        {
            var path = rule!.Properties[at].Path;
            var node = path.StartsWith("context.", StringComparison.Ordinal) ? context.Grow(path["context.".Length..]) : properties.Grow(path);
            (node.Property, node.Index) = (rule.Properties[at], at);
        }

        foreach (var type in workspace.IdentifierTypes.Values)
        {
            foreach (var path in type.From)
            {
                GrowIdentifier(path, type, verified.Contains(type.Name), properties, context, rule?.Type);
            }
        }

        context.Grow("locale").Mark = ContextMark.Locale;
        context.Grow("consent.categoryPreferences").Mark = ContextMark.Consent;
        context.Grow("consent.proof").Mark = ContextMark.ConsentProof;
        context.Grow("consentManagement.proof").Mark = ContextMark.ConsentProof;
        context.Grow("consentManagement.allowedConsentIds").Mark = ContextMark.ConsentAllowed;
        context.Grow("consentManagement.deniedConsentIds").Mark = ContextMark.ConsentDenied;
        context.Grow("device.adTrackingEnabled").Mark = ContextMark.AdTrackingEnabled;
        context.Grow("device.attStatus").Mark = ContextMark.AttStatus;
        context.Grow("device.att_status").Mark = ContextMark.AttStatus;
        context.Grow("attStatus").Mark = ContextMark.AttStatus;
        context.Grow("att_status").Mark = ContextMark.AttStatus;
        Properties = properties;
        Context = context;
    }

    /// <summary>The contract's rule; null for an event no contract allows.</summary>
    public EventRule? Rule { get; }

    /// <summary>How many properties the rule knows.</summary>
    public int Count { get; }

    /// <summary>Paths below properties or traits.</summary>
    public PathNode Properties { get; }

    /// <summary>Paths below the context.</summary>
    public PathNode Context { get; }

    private static void GrowIdentifier(string path, IdentifierType type, bool verified, PathNode properties, PathNode context, EventType? call)
    {
        const string Traits = "traits.";
        if (path.StartsWith(Traits, StringComparison.Ordinal))
        {
            // Identify and group carry traits as their own; the other calls carry them in the context.
            if (call is EventType.Identify or null)
            {
                properties.Grow(path[Traits.Length..]).Identify(type, verified);
            }

            context.Grow(path).Identify(type, verified);
        }
        else if (path.StartsWith("properties.", StringComparison.Ordinal))
        {
            properties.Grow(path["properties.".Length..]).Identify(type, verified);
        }
        else if (path.StartsWith("context.", StringComparison.Ordinal))
        {
            context.Grow(path["context.".Length..]).Identify(type, verified);
        }
    }
}

/// <summary>A step of a dotted path, as UTF-8, with what stands there.</summary>
internal sealed class PathNode(string name)
{
    private readonly List<PathNode> _children = [];

    /// <summary>The step's name.</summary>
    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The property rule that stands here; null for none.</summary>
    public PropertyRule? Property { get; set; }

    /// <summary>Its position in the event's rule.</summary>
    public int Index { get; set; }

    /// <summary>The identifier type found here; null for none.</summary>
    public IdentifierType? Identifier { get; private set; }

    /// <summary>Whether the source vouches for it.</summary>
    public bool Verified { get; private set; }

    /// <summary>What else is read here.</summary>
    public ContextMark Mark { get; set; }

    /// <summary>Whether paths go on from here.</summary>
    public bool HasChildren => _children.Count > 0;

    /// <summary>Whether this names an advertising id: not kept while the device denies tracking, declared or not.</summary>
    public bool IsAdvertisingId { get; } = Trackers.IsAdvertisingId(Encoding.UTF8.GetBytes(name));

    /// <summary>The step with the reader's property name; null when nothing is declared there.</summary>
    public PathNode? Find(ref Utf8JsonReader reader)
    {
        var plain = !reader.ValueIsEscaped;
        foreach (var child in _children)
        {
            if (plain ? reader.ValueSpan.SequenceEqual(child.Name) : reader.ValueTextEquals(child.Name))
            {
                return child;
            }
        }

        return null;
    }

    /// <summary>The node at a dotted path below, made when it is not there.</summary>
    public PathNode Grow(string path)
    {
        var node = this;
        foreach (var step in path.Split('.'))
        {
            var bytes = Encoding.UTF8.GetBytes(step);
            var next = node._children.Find(child => child.Name.AsSpan().SequenceEqual(bytes));
            if (next is null)
            {
                next = new PathNode(step);
                node._children.Add(next);
            }

            node = next;
        }

        return node;
    }

    /// <summary>Says that identifiers of a type are found here.</summary>
    public void Identify(IdentifierType type, bool verified) => (Identifier, Verified) = (type, verified);
}

/// <summary>What of the context is read besides declared properties and identifiers.</summary>
internal enum ContextMark : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The language the subject reads.</summary>
    Locale,

    /// <summary>Consent by category.</summary>
    Consent,

    /// <summary>The nonce or token that a yes brings.</summary>
    ConsentProof,

    /// <summary>A list of categories said yes to.</summary>
    ConsentAllowed,

    /// <summary>A list of categories said no to.</summary>
    ConsentDenied,

    /// <summary>Whether the device allows advertising ids.</summary>
    AdTrackingEnabled,

    /// <summary>App Tracking Transparency.</summary>
    AttStatus,
}
