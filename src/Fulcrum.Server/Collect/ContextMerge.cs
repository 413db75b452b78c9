using System.Buffers;
using System.Text.Json;

namespace Fulcrum.Server.Collect;

/// <summary>Merges a batch's context into an event's: what the event says itself wins, member by member.</summary>
internal static class ContextMerge
{
    /// <summary>The context an event has.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> own, ReadOnlyMemory<byte> batch)
    {
        if (own.IsEmpty || batch.IsEmpty)
        {
            return own.IsEmpty ? batch : own;
        }

        var merged = new ArrayBufferWriter<byte>(own.Length + batch.Length);
        using var json = new Utf8JsonWriter(merged, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        var names = CopyMembers(json, own, []);
        CopyMembers(json, batch, names);
        json.WriteEndObject();
        json.Flush();
        return merged.WrittenMemory;
    }

    private static HashSet<string> CopyMembers(Utf8JsonWriter json, ReadOnlyMemory<byte> context, HashSet<string> except)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(context.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var from = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!except.Contains(name))
            {
                names.Add(name);
                json.WritePropertyName(name);
                json.WriteRawValue(context.Span[from..(int)reader.BytesConsumed], skipInputValidation: true);
            }
        }

        return names;
    }
}
