using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>Our own JSON of consent records: every field under the name that ISO/IEC TS 27560 gives it, nothing else.</summary>
/// <remarks><c>{"format": "fulcrum-consent-records", "version": 1, "records": [ … ]}</c>. Pure; safe from many threads.</remarks>
public static class IsoForm
{
    private const string Format = "fulcrum-consent-records";
    private const int Version = 1;
    private const string Source = "format of Fulcrum, version 1";

    /// <summary>Writes records.</summary>
    public static byte[] Write(IReadOnlyList<IsoRecord> records) => RecordJson.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("format"u8, Format);
        json.WriteNumber("version"u8, Version);
        json.WriteStartArray("records"u8);
        foreach (var record in records)
        {
            Write(json, record);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Reads what <see cref="Write(IReadOnlyList{IsoRecord})"/> wrote, or anybody else in that form. Missing fields are no fault here; <see cref="IsoFields.Lacks"/> names them.</summary>
    public static RecordReading<IReadOnlyList<IsoRecord>> Read(ReadOnlyMemory<byte> file) => RecordJson.Read<IReadOnlyList<IsoRecord>>(file, (root, faults) =>
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || !format.ValueEquals(Format))
        {
            faults.Add("format", $"is not {Format}", Source);
            return null;
        }

        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version)
        {
            faults.Add("version", "is not 1", Source);
            return null;
        }

        if (!root.TryGetProperty("records", out _))
        {
            faults.Add("records", "is missing and mandatory", Source);
        }

        Known(root, "", ["format", "version", "records"], faults);
        return RecordJson.Objects(root, "records", "", Source, faults, (element, at) => Record(element, at, faults));
    });

    private static void Write(Utf8JsonWriter json, IsoRecord record)
    {
        json.WriteStartObject();
        Write(json, record, IsoFields.Header);
        WriteList(json, "processing", record.Processing, it =>
        {
            Write(json, it, IsoFields.Processing);
            WriteList(json, "pii_information", it.PersonalData, data => Write(json, data, IsoFields.PersonalData));
        });
        WriteList(json, "parties", record.Parties, it => Write(json, it, IsoFields.Party));
        WriteList(json, "events", record.Events, it => Write(json, it, IsoFields.Event));
        json.WriteEndObject();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, ImmutableArray<T> list, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var it in list)
        {
            json.WriteStartObject();
            write(it);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write<T>(Utf8JsonWriter json, T section, ImmutableArray<FieldOf<T>> fields)
    {
        foreach (var field in fields)
        {
            var texts = field.Get(section);
            if (texts.IsEmpty)
            {
                continue;
            }

            switch (field.Shape)
            {
                case IsoShape.Texts:
                    json.WriteStartArray(field.Field.Name);
                    foreach (var text in texts)
                    {
                        json.WriteStringValue(text);
                    }

                    json.WriteEndArray();
                    break;
                case IsoShape.Truth:
                    json.WriteBoolean(field.Field.Name, texts[0] == "true");
                    break;
                default:
                    json.WriteString(field.Field.Name, texts[0]);
                    break;
            }
        }
    }

    private static IsoRecord Record(JsonElement element, string at, FaultList faults)
    {
        Known(element, at, [.. IsoFields.Header.Select(field => field.Field.Name), "processing", "parties", "events"], faults);
        return Fill(new IsoRecord(), element, at, IsoFields.Header, faults) with
        {
            Processing = RecordJson.Objects(element, "processing", at, Source, faults, (inner, place) =>
            {
                Known(inner, place, [.. IsoFields.Processing.Select(field => field.Field.Name), "pii_information"], faults);
                return Fill(new IsoProcessing(), inner, place, IsoFields.Processing, faults) with
                {
                    PersonalData = RecordJson.Objects(inner, "pii_information", place, Source, faults, (data, where) => Section(new IsoPersonalData(), data, where, IsoFields.PersonalData, faults)),
                };
            }),
            Parties = RecordJson.Objects(element, "parties", at, Source, faults, (inner, place) => Section(new IsoParty(), inner, place, IsoFields.Party, faults)),
            Events = RecordJson.Objects(element, "events", at, Source, faults, (inner, place) => Section(new IsoEvent(), inner, place, IsoFields.Event, faults)),
        };
    }

    private static T Section<T>(T empty, JsonElement element, string at, ImmutableArray<FieldOf<T>> fields, FaultList faults)
    {
        Known(element, at, [.. fields.Select(field => field.Field.Name)], faults);
        return Fill(empty, element, at, fields, faults);
    }

    private static T Fill<T>(T section, JsonElement element, string at, ImmutableArray<FieldOf<T>> fields, FaultList faults)
    {
        foreach (var field in fields)
        {
            var name = field.Field.Name;
            if (!element.TryGetProperty(name, out var value))
            {
                continue;
            }

            switch (field.Shape)
            {
                case IsoShape.Texts:
                    section = field.With(section, RecordJson.Texts(value, at + name, field.Field.Source, faults));
                    break;
                case IsoShape.Truth when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                    section = field.With(section, [value.ValueKind == JsonValueKind.True ? "true" : "false"]);
                    break;
                case IsoShape.Truth:
                    faults.Add(at + name, "is neither true nor false", field.Field.Source);
                    break;
                default:
                    var text = RecordJson.Text(value, at + name, field.Field.Source, faults);
                    if (field.Shape == IsoShape.Time && RecordJson.TimeOf(text) is null)
                    {
                        faults.Add(at + name, "is no ISO 8601 time, for example 2026-11-24T09:30:00Z", field.Field.Source);
                    }

                    section = field.With(section, [text]);
                    break;
            }
        }

        return section;
    }

    private static void Known(JsonElement element, string at, IReadOnlyCollection<string> names, FaultList faults)
    {
        if (element.EnumerateObject().Any(member => !names.Contains(member.Name)))
        {
            // The stranger's name is not repeated: it may be anything.
            faults.Add(at.Length == 0 ? "the file" : at.TrimEnd('.'), $"has a member that is none of {string.Join(", ", names)}", Source);
        }
    }
}
