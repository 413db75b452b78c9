using System.Text.Json;
using System.Text.Unicode;
using Fulcrum.Collect;

namespace Fulcrum.Server.Collect;

/// <summary>Reads what quarantine kept of an event, or its repair: one event of Segment's dialect that says its own type.</summary>
internal static class KeptReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = CollectBody.JsonBytesMax };

    /// <summary>Reads it; what is no event is one with that fault.</summary>
    public static Event Read(ReadOnlyMemory<byte> payload, Instant receivedAt)
    {
        try
        {
            var draft = new EventDraft();
            var reader = new Utf8JsonReader(payload.Span, Options);
            if (reader.Read())
            {
                draft.Read(ref reader, payload, Utf8.IsValid(payload.Span));
                if (!reader.Read())
                {
                    using var alone = new DraftArray();
                    return draft.Complete(new BatchDraft(alone), receivedAt);
                }
            }
        }
        catch (JsonException) // Said below: it is no object.
        {
        }

        return new Event { Type = EventType.Track, Raw = payload, OccurredAt = receivedAt, ReceivedAt = receivedAt, Fault = EventFaults.NoObject };
    }
}
