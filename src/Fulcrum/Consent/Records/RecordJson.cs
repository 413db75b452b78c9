using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Fulcrum.Consent.Records;

/// <summary>JSON from strangers, read within limits: bytes, depth, length of a text, and no member twice.</summary>
internal static class RecordJson
{
    /// <summary>Most bytes of a file.</summary>
    internal const int BytesMax = 4 * 1024 * 1024;

    /// <summary>Most records of a file.</summary>
    internal const int RecordsMax = 10_000;

    private const int DepthMax = 32;
    private const int TextMax = 4_000;
    private const string Json = "RFC 8259";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Parses a file and reads it.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="read">Reads the root; what it returns counts only when it added no fault.</param>
    internal static RecordReading<T> Read<T>(ReadOnlyMemory<byte> file, Func<JsonElement, FaultList, T?> read)
        where T : class
    {
        var faults = new FaultList();
        if (file.Length > BytesMax)
        {
            faults.Add("the file", "has more bytes than can be read at once: split it", "limit of Fulcrum, 4 MiB");
            return new RecordReading<T>(null, faults.Result);
        }

        if (!Utf8.IsValid(file.Span))
        {
            faults.Add("the file", "is not UTF-8", Json);
            return new RecordReading<T>(null, faults.Result);
        }

        try
        {
            using var document = JsonDocument.Parse(file, Options);
            var content = read(document.RootElement, faults);
            return new RecordReading<T>(faults.IsEmpty ? content : null, faults.Result);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape for half of a surrogate pair, which only shows when the text is taken.
            faults.Add("the file", "is not JSON, or is nested too deep, or names a member twice, or has half a character", Json);
            return new RecordReading<T>(null, faults.Result);
        }
    }

    /// <summary>Writes a file.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A time with its offset from UTC; null when it is none.</summary>
    internal static Instant? TimeOf(string text) =>
        text.Length is > 9 and < 40 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? Instant.From(time)
            : null;

    /// <summary>A text within its length; a fault and an empty one otherwise.</summary>
    internal static string Text(JsonElement value, string field, string source, FaultList faults)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (text.Length <= TextMax && !text.AsSpan().ContainsAnyInRange('\0', '\u0008'))
            {
                return text;
            }
        }

        faults.Add(field, $"is not a text of at most {TextMax} characters", source);
        return "";
    }

    /// <summary>The text of a member that must be there.</summary>
    internal static string Required(JsonElement of, string member, string at, string source, FaultList faults)
    {
        if (of.TryGetProperty(member, out var value))
        {
            return Text(value, at + member, source, faults);
        }

        faults.Add(at + member, "is missing and mandatory", source);
        return "";
    }

    /// <summary>The text of a member that may be left out.</summary>
    internal static string Optional(JsonElement of, string member, string at, string source, FaultList faults) =>
        of.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? Text(value, at + member, source, faults) : "";

    /// <summary>The texts of a member that is a list.</summary>
    internal static ImmutableArray<string> Texts(JsonElement value, string field, string source, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(field, "is not a list", source);
            return [];
        }

        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var element in value.EnumerateArray())
        {
            texts.Add(Text(element, $"{field}[{texts.Count}]", source, faults));
        }

        return texts.ToImmutable();
    }

    /// <summary>The objects of a member that is a list of them; none when it is missing.</summary>
    internal static ImmutableArray<T> Objects<T>(JsonElement of, string member, string at, string source, FaultList faults, Func<JsonElement, string, T> read)
    {
        if (!of.TryGetProperty(member, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            faults.Add(at + member, "is not a list", source);
            return [];
        }

        var objects = ImmutableArray.CreateBuilder<T>();
        foreach (var element in value.EnumerateArray())
        {
            var place = $"{at}{member}[{objects.Count}]";
            if (element.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, "is not an object", source);
                return [];
            }

            if (objects.Count == RecordsMax)
            {
                faults.Add(at + member, $"has more than {RecordsMax} entries", "limit of Fulcrum");
                return [];
            }

            objects.Add(read(element, place + "."));
        }

        return objects.ToImmutable();
    }
}

/// <summary>Faults as they are found; keeps the first ones and knows whether there were any.</summary>
internal sealed class FaultList
{
    private readonly ImmutableArray<RecordFault>.Builder _faults = ImmutableArray.CreateBuilder<RecordFault>();

    /// <summary>Whether none was found.</summary>
    internal bool IsEmpty => _faults.Count == 0;

    /// <summary>The first ones.</summary>
    internal ImmutableArray<RecordFault> Result => _faults.ToImmutable();

    /// <summary>Adds one.</summary>
    internal void Add(string field, string rule, string source)
    {
        if (_faults.Count < RecordFault.Max)
        {
            _faults.Add(new RecordFault(field, rule, source));
        }
    }
}
