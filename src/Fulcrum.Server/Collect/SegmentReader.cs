using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Collect;

namespace Fulcrum.Server.Collect;

/// <summary>What a request of Segment's dialect holds.</summary>
/// <param name="WriteKey">The body's write key; empty for none.</param>
/// <param name="Events">Its events, as slices of the body; each with its own fault when it has one.</param>
/// <param name="Fault">Why nothing of the body can be used; null when it can.</param>
internal sealed record SegmentRequest(string WriteKey, IReadOnlyList<Event> Events, Fault? Fault)
{
    /// <summary>A body nothing of which can be used.</summary>
    public static SegmentRequest Unusable(Fault fault, string writeKey = "") => new(writeKey, [], fault);
}

/// <summary>Reads Segment's dialect by streaming over the body: events are slices of it, and no document is built.</summary>
/// <remarks>One bad event is a fault of that event; only a body that is no JSON object at all is a fault of the request.</remarks>
internal static class SegmentReader
{
    /// <summary>Most events in one request.</summary>
    public const int EventsMax = 2_500;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = CollectBody.JsonBytesMax };

    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8 JSON, without byte order mark.</param>
    /// <param name="single">The call the route names; null for batches.</param>
    /// <param name="receivedAt">When it was received.</param>
    public static SegmentRequest Read(ReadOnlyMemory<byte> body, EventType? single, Instant receivedAt)
    {
        using var drafts = new DraftArray();
        var batch = new BatchDraft(drafts) { AllValid = Utf8.IsValid(body.Span) };
        try
        {
            var reader = new Utf8JsonReader(body.Span, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return SegmentRequest.Unusable(NoObject);
            }

            if (single is { } type)
            {
                ref var draft = ref batch.Drafts.Add();
                draft.Type = type;
                draft.Read(ref reader, body, batch.AllValid);
                batch.WriteKey = draft.WriteKey;
            }
            else
            {
                ReadBatch(ref reader, body, ref batch);
            }

            if (reader.Read())
            {
                return SegmentRequest.Unusable(NoObject, batch.WriteKey);
            }
        }
        catch (JsonException fault)
        {
            return SegmentRequest.Unusable(NotJson(fault), batch.WriteKey);
        }
        catch (InvalidOperationException)
        {
            // Thrown by the reader alone, for a text outside of any event that is not Unicode.
            return SegmentRequest.Unusable(NoObject, batch.WriteKey);
        }

        if ((batch.Fault ?? batch.ContextFault) is { } whole)
        {
            return SegmentRequest.Unusable(whole, batch.WriteKey);
        }

        var events = new Event[batch.Drafts.Count];
        for (var index = 0; index < events.Length; index++)
        {
            events[index] = batch.Drafts[index].Complete(batch, receivedAt);
        }

        return new SegmentRequest(batch.WriteKey, events, null);
    }

    private static void ReadBatch(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref BatchDraft batch)
    {
        batch.Fault = NoBatch;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var isBatch = reader.ValueTextEquals("batch"u8);
            var isKey = reader.ValueTextEquals("writeKey"u8);
            var isSentAt = reader.ValueTextEquals("sentAt"u8);
            var isContext = reader.ValueTextEquals("context"u8);
            reader.Read();
            if (isBatch && reader.TokenType == JsonTokenType.StartArray)
            {
                ReadEvents(ref reader, body, ref batch);
            }
            else if (isKey && reader.TokenType == JsonTokenType.String)
            {
                batch.WriteKey = reader.GetString()!;
            }
            else if (isSentAt && reader.TokenType == JsonTokenType.String && ClientTime.TryRead(ref reader, out var sentAt))
            {
                batch.SentAt = sentAt;
            }
            else if (isContext && reader.TokenType == JsonTokenType.StartObject)
            {
                batch.Context = EventDraft.ReadContext(ref reader, body, batch.AllValid, out var fault);
                batch.ContextFault = fault;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadEvents(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, ref BatchDraft batch)
    {
        batch.Fault = null;
        batch.Drafts.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (batch.Drafts.Count == EventsMax)
            {
                batch.Fault = TooMany;
                reader.Skip();
                continue;
            }

            batch.Drafts.Add().Read(ref reader, body, batch.AllValid);
        }
    }

    private static Fault NotJson(JsonException fault) => new(
        "malformed-json", $"The body stops being JSON at line {(fault.LineNumber ?? 0) + 1}, byte {(fault.BytePositionInLine ?? 0) + 1}.", "Mend the JSON at the position named.");

    private static Fault NoObject { get; } = new("malformed-json", "The body is not one JSON object in UTF-8.", "Send one JSON object.");

    private static Fault NoBatch { get; } = new("batch-missing", "The body has no array 'batch'.", "Put the events into an array named batch.");

    private static Fault TooMany { get; } = new("batch-too-long", "The body has more than 2,500 events.", "Send at most 2,500 events in one request.");
}

/// <summary>A batch while it is read.</summary>
internal struct BatchDraft(DraftArray drafts)
{
    public DraftArray Drafts { get; } = drafts;

    public bool AllValid { get; init; }

    public string WriteKey { get; set; } = "";

    public Instant? SentAt { get; set; }

    public ReadOnlyMemory<byte> Context { get; set; }

    public Fault? Fault { get; set; }

    public Fault? ContextFault { get; set; }
}
