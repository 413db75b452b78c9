using System.Buffers;
using System.Text;
using System.Text.Json;
using Fulcrum.Identity;
using Fulcrum.Profiles;

namespace Fulcrum.Collect;

/// <summary>Reads one event against its contract: declared properties with their types, identifiers, consents; the rest is held apart.</summary>
/// <remarks>Streams over the raw bytes; allocates only what is kept. Safe from many threads, one <see cref="Intake"/> each.</remarks>
internal static partial class ContractCheck
{
    /// <summary>The longest event, in bytes.</summary>
    public const int LengthMax = 32 * 1024;

    /// <summary>Most properties one event may carry, at all depths.</summary>
    public const int PropertiesMax = 10_000;

    /// <summary>The track event clients send when a choice changes; it must carry the choice.</summary>
    public const string ConsentEvent = "Segment Consent Preference Updated";

    private const int PathMax = 512;

    /// <summary>Reads the event. Leaves <see cref="Intake.Fault"/> set when it is to be quarantined.</summary>
    public static void Check(Intake intake, SourceRules rules, IdentifierReader reader)
    {
        var taken = intake.Event;
        ReadOwnIdentifiers(intake, rules, reader);
        intake.Fault ??= CheckEnvelope(taken, rules.Source);
        if (intake.Fault is not null)
        {
            return;
        }

        try
        {
            Read(intake, taken.Context, intake.Shape.Context, rules, reader, isContext: true);
            Read(intake, taken.Properties, intake.Shape.Properties, rules, reader, isContext: false);
            if (rules.ImpressionEvents.Contains(intake.Name))
            {
                ReadImpression(intake);
            }
        }
        catch (JsonException)
        {
            intake.Fault = new Fault("malformed-json", "The event's properties or context are no JSON object.", "Send a JSON object.");
            return;
        }
        catch (InvalidOperationException) // The reader's word for text that is not UTF-8.
        {
            intake.Fault = new Fault("malformed-text", "A text in the event is not valid UTF-8.", "Send UTF-8.");
            return;
        }

        if (intake.TrackingDenied)
        {
            DropAdvertisingIds(intake);
        }

        intake.Fault ??= CheckWhole(intake);
    }

    /// <summary>The device denies tracking: its advertising ids are forgotten, declared or not.</summary>
    private static void DropAdvertisingIds(Intake intake)
    {
        intake.Identifiers.RemoveAll(found => SourceRules.IsAdvertisingId(found.Identifier.Type));
        for (var at = 0; at < intake.Shape.Count; at++)
        {
            if (IsAdvertisingId(intake.Shape.Rule!.Properties[at].Path))
            {
                intake.Values[at] = default;
            }
        }
    }

    private static bool IsAdvertisingId(string path) => Trackers.IsAdvertisingId(Encoding.UTF8.GetBytes(path[(path.LastIndexOf('.') + 1)..]));

    private static Fault? CheckEnvelope(Event taken, Source source)
    {
        if (taken.Raw.Length > LengthMax)
        {
            return new Fault("event-too-large", $"The event has {taken.Raw.Length} bytes; {LengthMax} are allowed.", "Send less in one event.");
        }

        // A server-side source may know its customers by another identifier, such as a customer number.
        if (taken.UserId.Length == 0 && taken.AnonymousId.Length == 0 && !source.Trusted)
        {
            return new Fault("no-identifier", "The event has neither userId nor anonymousId.", "Send at least one of them.");
        }

        return taken.Type == EventType.Track && taken.Name.Length == 0
            ? new Fault("no-event-name", "A track event has no name.", "Send its name as event.")
            : null;
    }

    private static Fault? CheckWhole(Intake intake)
    {
        if (intake.PropertiesSeen > PropertiesMax)
        {
            return new Fault("too-many-properties", $"The event has more than {PropertiesMax} properties.", "Send fewer.");
        }

        if (intake.Event.Type == EventType.Track && intake.Name == ConsentEvent && intake.Consents.Count == 0)
        {
            return new Fault(
                "no-consent-preferences",
                "The consent event carries no category the source maps to a purpose.",
                "Send context.consent.categoryPreferences, and declare its categories with the source.");
        }

        if (intake.Shape.Rule is not { } rule)
        {
            return intake.Name == ConsentEvent
                ? null
                : new Fault("undeclared-event", "No contract of the source allows this event.", "Declare it in a contract of the source, or stop sending it.");
        }

        for (var at = 0; at < rule.Properties.Length; at++)
        {
            if (rule.Properties[at].Required && !intake.Values[at].IsPresent && !(intake.TrackingDenied && IsAdvertisingId(rule.Properties[at].Path)))
            {
                return new Fault("missing-property", $"The required property {rule.Properties[at].Path} is missing.", "Send it, or declare it as not required.");
            }
        }

        return intake.Identifiers.Count == 0
            ? intake.IdentifierFaults.Count > 0
                ? intake.IdentifierFaults[0]
                : new Fault("no-identifier", "No identifier of the event is of a type the workspace declares.", "Declare user-id or anonymous-id.")
            : null;
    }

    private static void ReadOwnIdentifiers(Intake intake, SourceRules rules, IdentifierReader reader)
    {
        var taken = intake.Event;
        if (taken.UserId.Length > 0 && rules.UserId is { } user)
        {
            Add(intake, user, taken.UserId, rules.VerifiesUserId, reader);
        }

        if (taken.AnonymousId.Length > 0 && rules.AnonymousId is { } anonymous)
        {
            Add(intake, anonymous, taken.AnonymousId, rules.VerifiesAnonymousId, reader);
        }

        // An alias names an earlier id of the same subject: an anonymous id in most clients, whatever its form.
        if (taken.Type == EventType.Alias && taken.PreviousId.Length > 0 && (rules.AnonymousId ?? rules.UserId) is { } earlier)
        {
            Add(intake, earlier, taken.PreviousId, false, reader);
        }
    }

    private static void Add(Intake intake, IdentifierType type, string text, bool verified, IdentifierReader reader)
    {
        if (reader.TryRead(type.Name, text, verified, out var identifier, out var fault))
        {
            intake.Add(identifier, reader.KeyOf(identifier));
        }
        else
        {
            intake.IdentifierFaults.Add(fault);
        }
    }

    private static void Read(
        Intake intake, ReadOnlyMemory<byte> json, PathNode root, SourceRules rules, IdentifierReader reader, bool isContext)
    {
        if (json.IsEmpty)
        {
            return;
        }

        var raw = json.Span;
        var tokens = new Utf8JsonReader(raw);
        if (!tokens.Read() || tokens.TokenType == JsonTokenType.Null)
        {
            return;
        }

        if (tokens.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        Span<byte> path = stackalloc byte[PathMax];
        var walk = new Walk(intake, rules, reader, raw, isContext);
        ReadObject(ref tokens, root, walk, path, 0);
    }

    /// <summary>Reads the members of an object. <paramref name="node"/> is null below what no contract declares.</summary>
    private static void ReadObject(ref Utf8JsonReader tokens, PathNode? node, scoped in Walk walk, scoped Span<byte> path, int length)
    {
        while (tokens.Read() && tokens.TokenType == JsonTokenType.PropertyName)
        {
            walk.Intake.PropertiesSeen++;
            var child = node?.Find(ref tokens);
            var below = Lengthen(ref tokens, path, length);
            var tracker = child is null && Trackers.IsTracker(ref tokens);
            tokens.Read();
            if (child?.Mark == ContextMark.Consent && tokens.TokenType == JsonTokenType.StartObject)
            {
                ReadConsents(ref tokens, walk);
            }
            else if (tokens.TokenType == JsonTokenType.StartObject && child?.Property is null && (child is null || child.HasChildren) && !(tracker || (walk.IsContext && child is null)))
            {
                ReadObject(ref tokens, child, walk, path, below);
            }
            else if (child is not null && (child.Property is not null || child.Identifier is not null || child.Mark != ContextMark.None))
            {
                ReadDeclared(ref tokens, child, walk);
            }
            else if (tracker || walk.IsContext || below < 0)
            {
                tokens.Skip();
            }
            else
            {
                HoldUndeclared(ref tokens, walk, path[..below]);
            }
        }
    }

    private static void ReadDeclared(ref Utf8JsonReader tokens, PathNode node, scoped in Walk walk)
    {
        var intake = walk.Intake;
        if (tokens.TokenType == JsonTokenType.Null)
        {
            return;
        }

        switch (node.Mark)
        {
            case ContextMark.Locale when tokens.TokenType == JsonTokenType.String:
                intake.Locale = SharedTexts.Read(ref tokens);
                break;
            case ContextMark.ConsentProof when tokens.TokenType == JsonTokenType.String:
                intake.Proof = tokens.GetString()!;
                break;
            case ContextMark.AdTrackingEnabled when tokens.TokenType == JsonTokenType.False:
                intake.TrackingDenied = true;
                break;
            case ContextMark.AttStatus when tokens.TokenType is JsonTokenType.String or JsonTokenType.Number:
                intake.TrackingDenied |= IsDenied(ref tokens);
                break;
            case ContextMark.ConsentAllowed or ContextMark.ConsentDenied when tokens.TokenType == JsonTokenType.StartArray:
                ReadConsentIds(ref tokens, walk, node.Mark == ContextMark.ConsentAllowed);
                return;
            default:
                break;
        }

        if (node.Identifier is { } type && !(node.IsAdvertisingId && node.Property is null) && TextOf(ref tokens) is { Length: > 0 } text)
        {
            Add(intake, type, text, node.Verified, walk.Reader);
        }

        if (node.Property is { } rule)
        {
            if (TryReadValue(ref tokens, rule.Type, out var value))
            {
                intake.Values[node.Index] = value;
            }
            else
            {
                intake.Fault ??= new Fault(
                    "wrong-type", $"The property {rule.Path} is not of the declared type {rule.Type}.", "Send the declared type, or change the contract.");
            }
        }

        tokens.Skip();
    }

    /// <summary>Holds an undeclared value as it came, under its dotted path; whole arrays are dropped when a tracker hides in them.</summary>
    private static void HoldUndeclared(ref Utf8JsonReader tokens, scoped in Walk walk, scoped ReadOnlySpan<byte> path)
    {
        if (tokens.TokenType == JsonTokenType.StartArray && Trackers.AnyWithin(tokens))
        {
            tokens.Skip();
            return;
        }

        var from = (int)tokens.TokenStartIndex;
        tokens.Skip();
        var value = walk.Raw[from..(int)tokens.BytesConsumed];
        var held = walk.Intake.Undeclared;
        held.Write(held.WrittenCount == 0 ? "{\""u8 : ",\""u8);
        held.Write(path);
        held.Write("\":"u8);
        held.Write(value);
    }

    /// <summary>Appends the reader's property name to the path, escaped as it came; -1 when the path is too long to hold.</summary>
    private static int Lengthen(ref Utf8JsonReader tokens, scoped Span<byte> path, int length)
    {
        var name = tokens.ValueSpan;
        var dot = length > 0 ? 1 : 0;
        if (length < 0 || length + dot + name.Length > path.Length)
        {
            return -1;
        }

        if (dot > 0)
        {
            path[length] = (byte)'.';
        }

        name.CopyTo(path[(length + dot)..]);
        return length + dot + name.Length;
    }

    /// <summary>Reads which offer of which decision was seen.</summary>
    private static void ReadImpression(Intake intake)
    {
        var tokens = new Utf8JsonReader(intake.Event.Properties.Span);
        while (tokens.Read())
        {
            if (tokens.TokenType != JsonTokenType.PropertyName || tokens.CurrentDepth != 1)
            {
                continue;
            }

            var isDecision = tokens.ValueTextEquals("decisionId"u8);
            var isOffer = tokens.ValueTextEquals("offer"u8);
            tokens.Read();
            if (tokens.TokenType == JsonTokenType.String && (isDecision || isOffer))
            {
                var text = tokens.GetString()!;
                (intake.DecisionId, intake.Offer) = isDecision ? (text, intake.Offer) : (intake.DecisionId, text);
            }

            tokens.Skip();
        }
    }

    private static bool IsDenied(ref Utf8JsonReader tokens)
    {
        // The texts of Segment's clients, and Apple's own numbers.
        return tokens.TokenType == JsonTokenType.String
            ? tokens.ValueTextEquals("denied"u8) || tokens.ValueTextEquals("restricted"u8) || tokens.ValueTextEquals("1"u8) || tokens.ValueTextEquals("2"u8)
            : tokens.TryGetInt32(out var status) && status is 1 or 2;
    }

    private readonly ref struct Walk(Intake intake, SourceRules rules, IdentifierReader reader, ReadOnlySpan<byte> raw, bool isContext)
    {
        public Intake Intake { get; } = intake;

        public SourceRules Rules { get; } = rules;

        public IdentifierReader Reader { get; } = reader;

        public ReadOnlySpan<byte> Raw { get; } = raw;

        public bool IsContext { get; } = isContext;
    }
}
