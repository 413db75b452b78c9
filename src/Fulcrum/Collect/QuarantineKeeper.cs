using System.Buffers;
using System.Text.Json;
using Fulcrum.Rights;

namespace Fulcrum.Collect;

/// <summary>Makes quarantine rows and opens them again.</summary>
/// <remarks>Safe from many threads.</remarks>
internal sealed class QuarantineKeeper(Sealing sealing)
{
    /// <summary>Minutes since the Unix epoch.</summary>
    public static long MinuteOf(Instant at) => Math.DivRem(at.UnixMs, 60_000).Quotient;

    /// <summary>A row for a payload, sealed under the day's key.</summary>
    public QuarantineRow Keep(int source, Instant at, Fault fault, SubjectId subject, ReadOnlySpan<byte> payload)
    {
        var id = sealing.NewId();
        return new QuarantineRow(id, source, at, fault.Code, fault.What, fault.Remedy, subject, sealing.SealQuarantined(id, source, at, payload));
    }

    /// <summary>A row for an event. Advertising ids and IP addresses are left out of what is kept.</summary>
    public QuarantineRow Keep(int source, Event taken, Fault fault, SubjectId subject) =>
        Keep(source, taken.ReceivedAt, fault, subject, WithoutTrackers(taken.Raw).Span);

    /// <summary>Opens a payload; null when it was damaged.</summary>
    public byte[]? Open(QuarantineRow row) => sealing.OpenQuarantined(row.Id, row.Source, row.At, row.Sealed.Span);

    private static ReadOnlyMemory<byte> WithoutTrackers(ReadOnlyMemory<byte> raw)
    {
        try
        {
            var tokens = new Utf8JsonReader(raw.Span);
            if (!tokens.Read() || tokens.TokenType != JsonTokenType.StartObject || !Trackers.AnyWithin(tokens))
            {
                return raw;
            }

            var output = new ArrayBufferWriter<byte>(raw.Length);
            using var writer = new Utf8JsonWriter(output);
            using var document = JsonDocument.Parse(raw);
            Write(document.RootElement, writer);
            writer.Flush();
            return output.WrittenMemory;
        }
        catch (JsonException) // What cannot be read cannot be searched; it is sealed as it came.
        {
            return raw;
        }
    }

    private static void Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    if (!Trackers.IsTracker(member.Name))
                    {
                        writer.WritePropertyName(member.Name);
                        Write(member.Value, writer);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
