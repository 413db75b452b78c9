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
    public QuarantineRow Keep(int source, Event taken, Fault fault, SubjectId subject, RequestSignals signals) =>
        Keep(source, taken.ReceivedAt, fault, subject, WithoutTrackers(KeptEvent.Whole(taken, signals)).Span);

    /// <summary>Opens a payload; null when it was damaged.</summary>
    public byte[]? Open(QuarantineRow row) => sealing.OpenQuarantined(row.Id, row.Source, row.At, row.Sealed.Span);

    /// <summary>Puts null for the value of every tracker. Copies slices and unescapes nothing, since what is kept here may be no Unicode.</summary>
    private static ReadOnlyMemory<byte> WithoutTrackers(ReadOnlyMemory<byte> raw)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, raw.Length));
        var copied = 0;
        try
        {
            var tokens = new Utf8JsonReader(raw.Span, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (tokens.Read())
            {
                if (tokens.TokenType != JsonTokenType.PropertyName || !Trackers.IsTracker(ref tokens))
                {
                    continue;
                }

                tokens.Read();
                output.Write(raw.Span[copied..(int)tokens.TokenStartIndex]);
                output.Write("null"u8);
                tokens.Skip();
                copied = (int)tokens.BytesConsumed;
            }
        }
        catch (JsonException) // What cannot be read cannot be searched; the rest is sealed as it came.
        {
        }

        if (copied == 0)
        {
            return raw;
        }

        output.Write(raw.Span[copied..]);
        return output.WrittenMemory;
    }
}
