using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Turns what stands below <c>payload</c> into the JSON a page gets.</summary>
internal static class Payload
{
    private const int LengthMax = 16_384;

    /// <summary>JSON of a map. Unquoted numbers, true, false and null are themselves; everything else is text.</summary>
    public static string Json(YamlNode node, FaultList faults)
    {
        if (node is not YamlMap)
        {
            faults.Add(node.At, "wrong-type", $"\"payload\" needs keys with values; this is {node.Kind}.", "Write \"key: value\" lines, indented below it.");
            return "{}";
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, node);
        }

        if (bytes.WrittenCount > LengthMax)
        {
            faults.Add(node.At, "payload-too-long", $"This payload has {bytes.WrittenCount} bytes of JSON.", $"Keep it below {LengthMax}; refer to long content by its address.");
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    writer.WritePropertyName(Whole(entry.Key));
                    Write(writer, entry.Value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                WriteScalar(writer, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, YamlScalar scalar)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        switch (scalar)
        {
            case { Style: not ScalarStyle.Plain }:
                writer.WriteStringValue(Whole(scalar.Text));
                break;
            case { Text: "true" or "false" }:
                writer.WriteBooleanValue(scalar.Text == "true");
                break;
            case { Text: "" or "null" or "~" }:
                writer.WriteNullValue();
                break;
            case var plain when decimal.TryParse(plain.Text, Styles, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            default:
                writer.WriteStringValue(Whole(scalar.Text));
                break;
        }
    }

    // Half a surrogate pair cannot be written as UTF-8.
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
