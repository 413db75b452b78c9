using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>Reads consent records written in the words of W3C DPV as JSON-LD.</summary>
/// <remarks>
/// It reads the shape of DPV's guide, in a graph, a list or alone, with the usual prefixes or whole names; it is no JSON-LD processor and follows
/// no link. A member it does not know is passed over: the vocabulary is open. Pure; safe from many threads.
/// </remarks>
public static class DpvReader
{
    private const string Source = "W3C DPV guide to ISO/IEC TS 27560";

    /// <summary>Reads a file. Every record must have what the standard makes mandatory.</summary>
    public static RecordReading<IReadOnlyList<IsoRecord>> Read(ReadOnlyMemory<byte> file) => RecordJson.Read<IReadOnlyList<IsoRecord>>(file, (root, faults) =>
    {
        var records = new List<IsoRecord>();
        var nodes = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("@graph", out var graph) ? graph : root;
        foreach (var node in Elements(nodes))
        {
            if (!IsA(node, "dpv:ConsentRecord"))
            {
                continue;
            }

            if (records.Count == RecordJson.RecordsMax)
            {
                faults.Add("@graph", $"has more than {RecordJson.RecordsMax} records", "limit of Fulcrum");
                return null;
            }

            var at = $"@graph[{records.Count}].";
            var record = Record(node, at, faults);
            foreach (var fault in IsoFields.Lacks(record, gdpr: record.SchemaVersion == DpvNames.GdprRecordProfile))
            {
                faults.Add(at + fault.Field, fault.Rule, fault.Source);
            }

            records.Add(record);
        }

        if (records.Count == 0)
        {
            faults.Add("@graph", "has no dpv:ConsentRecord", Source);
        }

        return records;
    });

    private static IsoRecord Record(JsonElement node, string at, FaultList faults) => new()
    {
        SchemaVersion = One(node, "dct:conformsTo", at, faults),
        RecordId = One(node, "dct:identifier", at, faults) is { Length: > 0 } id ? id : One(node, "dpv:hasIdentifier", at, faults),
        PrincipalId = Inner(node, "dpv:hasDataSubject", "dct:identifier", at, faults),
        Processing = Sections(node, "dpv:hasProcess", at, (inner, place) => Processing(inner, place, faults)),
        Parties = Sections(node, "dpv:hasEntity", at, (inner, place) => Plainly(new IsoParty(), inner, place, IsoFields.Party, faults)),
        Events = Sections(node, "dpv:hasConsentStatus", at, (inner, place) => Event(inner, place, faults)),
    };

    private static IsoProcessing Processing(JsonElement node, string at, FaultList faults)
    {
        var storage = Values(node, "dpv:hasStorageCondition").ToArray();
        return Plainly(new IsoProcessing(), node, at, IsoFields.Processing, faults) with
        {
            Purpose = Inner(node, "dpv:hasPurpose", "dct:title", at, faults),
            PurposeTypes = [.. Values(node, "dpv:hasPurpose").SelectMany(purpose => Many(purpose, "skos:broader", at, faults))],
            PrivacyNotice = Inner(node, "dpv:hasNotice", "dct:identifier", at, faults),
            Language = Values(node, "dpv:hasNotice").Select(notice => One(notice, "dct:language", at, faults)).FirstOrDefault() ?? "",
            StorageLocations = [.. storage.Where(it => IsA(it, "dpv:StorageLocation")).SelectMany(it => Many(it, "dpv:hasLocation", at, faults))],
            RetentionPeriod = storage.Where(it => IsA(it, "dpv:StorageDuration")).Select(it => One(it, "dpv:hasDuration", at, faults)).FirstOrDefault() ?? "",
            WithdrawalMethod = Values(node, "dpv:hasConsentControl").Where(it => IsA(it, "dpv:WithdrawConsent")).Select(it => One(it, "dpv:isExercisedAt", at, faults)).FirstOrDefault() ?? "",
            PersonalData = Sections(node, "dpv:hasPersonalData", at, (inner, place) => Plainly(new IsoPersonalData(), inner, place, IsoFields.PersonalData, faults) with
            {
                Optional = DpvNames.Short(One(inner, "dpv:hasNecessity", place, faults)) switch { "dpv:Optional" => "true", "" => "", _ => "false" },
            }),
        };
    }

    private static IsoEvent Event(JsonElement node, string at, FaultList faults)
    {
        var types = Types(node).ToArray();
        var states = types.Where(DpvStates.IsKnown).ToArray();
        if (states.Length > 1)
        {
            faults.Add($"{at}@type", "names two states of one event", Source);
        }

        var time = One(node, "dpv:isIndicatedAtTime", at, faults);
        if (time.Length > 0 && RecordJson.TimeOf(time) is null)
        {
            faults.Add($"{at}dpv:isIndicatedAtTime", "is no ISO 8601 time", "ISO/IEC TS 27560 M");
        }

        var own = One(node, "ful:state", at, faults);
        var read = Plainly(new IsoEvent(), node, at, IsoFields.Event, faults);
        return read with
        {
            Time = RecordJson.TimeOf(time) ?? Instant.Never,
            StateWord = own.Length > 0 ? own : states.FirstOrDefault() is { } state ? DpvNames.Local(state) : types.Length > 0 ? DpvNames.Local(types[0]) : "",
            Type = read.Type.Length > 0 ? read.Type : ConsentTypeOf(types),
        };
    }

    private static string ConsentTypeOf(string[] types) =>
        types.Any(type => DpvNames.Local(type) == "ExplicitlyExpressedConsent") ? "explicit"
        : types.Any(type => DpvNames.Local(type) == "ExpressedConsent") ? "expressed"
        : types.Any(type => DpvNames.Local(type) == "ImpliedConsent") ? "implied"
        : "";

    private static T Plainly<T>(T section, JsonElement node, string at, ImmutableArray<FieldOf<T>> fields, FaultList faults)
    {
        foreach (var field in fields)
        {
            if (field.Field.Name != "purpose_type" && DpvForm.Plain.TryGetValue(field.Field.Name, out var property) && Many(node, property, at, faults) is { IsEmpty: false } texts)
            {
                section = field.With(section, texts);
            }
        }

        return section;
    }

    private static ImmutableArray<T> Sections<T>(JsonElement node, string property, string at, Func<JsonElement, string, T> read)
    {
        var sections = ImmutableArray.CreateBuilder<T>();
        foreach (var value in Values(node, property))
        {
            if (sections.Count == RecordJson.RecordsMax)
            {
                break;
            }

            sections.Add(read(value, $"{at}{property}[{sections.Count}]."));
        }

        return sections.ToImmutable();
    }

    /// <summary>The text of a property of a node that another property points at, or the node's own name when it is only named.</summary>
    private static string Inner(JsonElement node, string property, string inner, string at, FaultList faults)
    {
        foreach (var value in Values(node, property))
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return TextOf(value, at + property, faults);
            }

            return One(value, inner, at, faults) is { Length: > 0 } text ? text : value.TryGetProperty("@id", out var id) ? RecordJson.Text(id, at + property, Source, faults) : "";
        }

        return "";
    }

    private static string One(JsonElement node, string property, string at, FaultList faults) => Many(node, property, at, faults) is [var first, ..] ? first : "";

    private static ImmutableArray<string> Many(JsonElement node, string property, string at, FaultList faults) =>
        [.. Values(node, property).Select(value => TextOf(value, at + property, faults))];

    private static string TextOf(JsonElement value, string field, FaultList faults)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in (ReadOnlySpan<string>)["@value", "@id", "rdf:value", "dct:title", "@type"])
            {
                if (value.TryGetProperty(member, out var inner))
                {
                    return RecordJson.Text(inner, field, Source, faults);
                }
            }
        }

        return RecordJson.Text(value, field, Source, faults);
    }

    private static IEnumerable<JsonElement> Values(JsonElement node, string property)
    {
        if (node.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        foreach (var member in node.EnumerateObject())
        {
            if (DpvNames.Short(member.Name) == property)
            {
                return Elements(member.Value);
            }
        }

        return [];
    }

    private static IEnumerable<JsonElement> Elements(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray(),
        JsonValueKind.Null => [],
        _ => [value],
    };

    private static bool IsA(JsonElement node, string type) => Types(node).Any(word => DpvNames.Short(word) == type);

    private static IEnumerable<string> Types(JsonElement node)
    {
        if (node.ValueKind == JsonValueKind.String)
        {
            return [node.GetString()!]; // A state that is only named.
        }

        return node.ValueKind == JsonValueKind.Object && node.TryGetProperty("@type", out var types)
            ? Elements(types).Where(type => type.ValueKind == JsonValueKind.String).Select(type => type.GetString()!)
            : [];
    }
}
