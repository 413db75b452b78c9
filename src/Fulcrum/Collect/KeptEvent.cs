using System.Buffers;
using System.Text.Json;

namespace Fulcrum.Collect;

/// <summary>An event as quarantine keeps it: with what its request said beside it, so that it means the same when it is taken in later.</summary>
/// <remarks>Members are added behind what was sent; of a member given twice the last counts, as everywhere in the dialect.</remarks>
public static class KeptEvent
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>The name of the member that holds what the request said about privacy.</summary>
    public static ReadOnlySpan<byte> RequestMember => "$request"u8;

    /// <summary>What is kept of an event.</summary>
    internal static ReadOnlyMemory<byte> Whole(Event taken, RequestSignals signals)
    {
        var raw = taken.Raw;
        var isContextBeside = !taken.Context.IsEmpty && !raw.Span.Overlaps(taken.Context.Span);
        var isSaid = signals.GlobalPrivacyControl || signals.Synthetic;
        if (raw.Length < 2 || raw.Span[^1] != (byte)'}' || !(taken.TypeOfRoute || taken.SentAtOfBatch is not null || isContextBeside || isSaid))
        {
            return raw;
        }

        var whole = new ArrayBufferWriter<byte>(raw.Length + taken.Context.Length + 128);
        whole.Write(raw.Span[..^1]);
        var isEmpty = raw.Span[1..^1].IndexOfAnyExcept(" \t\r\n"u8) < 0;
        var beside = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(beside, Options))
        {
            json.WriteStartObject();
            if (taken.TypeOfRoute)
            {
                json.WriteString("type"u8, taken.Type.ToString().ToLowerInvariant());
            }

            if (taken.SentAtOfBatch is { } sentAt)
            {
                json.WriteString("sentAt"u8, sentAt.ToString());
            }

            if (isContextBeside)
            {
                json.WritePropertyName("context"u8);
                json.WriteRawValue(taken.Context.Span, skipInputValidation: true);
            }

            if (isSaid)
            {
                json.WriteStartObject(RequestMember);
                json.WriteBoolean("gpc"u8, signals.GlobalPrivacyControl);
                json.WriteBoolean("synthetic"u8, signals.Synthetic);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        if (!isEmpty)
        {
            whole.Write(","u8);
        }

        whole.Write(beside.WrittenSpan[1..]);
        return whole.WrittenMemory;
    }

    /// <summary>What its request said about privacy. A repair cannot take it back: it is read from what was kept.</summary>
    public static RequestSignals SignalsOf(ReadOnlySpan<byte> kept)
    {
        var signals = default(RequestSignals);
        try
        {
            var reader = new Utf8JsonReader(kept, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    var isRequest = reader.ValueSpan.SequenceEqual(RequestMember);
                    reader.Read();
                    if (isRequest && reader.TokenType == JsonTokenType.StartObject)
                    {
                        signals = Read(ref reader);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
        }
        catch (JsonException) // A body nobody could read said nothing that could be read.
        {
        }

        return signals;
    }

    private static RequestSignals Read(ref Utf8JsonReader reader)
    {
        var signals = default(RequestSignals);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isPrivacy, isSynthetic) = (reader.ValueSpan.SequenceEqual("gpc"u8), reader.ValueSpan.SequenceEqual("synthetic"u8));
            reader.Read();
            var isTrue = reader.TokenType == JsonTokenType.True;
            signals = isPrivacy ? signals with { GlobalPrivacyControl = isTrue } : isSynthetic ? signals with { Synthetic = isTrue } : signals;
            reader.Skip();
        }

        return signals;
    }
}
