using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>Consent receipts of the Kantara Initiative, version 1.1: one a grant, since the format has no word for a no.</summary>
/// <remarks>Times are whole seconds. A receipt alone, or a list of them. Pure; safe from many threads.</remarks>
public static class KantaraForm
{
    /// <summary>What <c>version</c> says.</summary>
    public const string Version = "KI-CR-v1.1.0";

    internal const string Source = "Kantara Consent Receipt 1.1, schema";

    /// <summary>A basis that is no consent: <c>consentType</c> is <c>N/A</c>.</summary>
    internal const string NoConsent = "not consent";

    private const string NoEnd = "until withdrawn";

    /// <summary>Writes a receipt for each record whose consent stands; the others are passed over.</summary>
    /// <returns>The file, or what a receipt must have and a record lacks.</returns>
    public static RecordReading<byte[]> Write(IReadOnlyList<IsoRecord> records)
    {
        var standing = records.Where(record => record.Standing is { } last && last.State.IsValid()).ToArray();
        var faults = standing.SelectMany(Lacks).Take(RecordFault.Max).ToImmutableArray();
        if (!faults.IsEmpty)
        {
            return new RecordReading<byte[]>(null, faults);
        }

        return new RecordReading<byte[]>(RecordJson.Write(json =>
        {
            json.WriteStartArray();
            foreach (var record in standing)
            {
                Write(json, record);
            }

            json.WriteEndArray();
        }), []);
    }

    private static IEnumerable<RecordFault> Lacks(IsoRecord record)
    {
        var needed = new (string Field, bool IsThere)[]
        {
            ("consentReceiptID", record.RecordId.Length > 0),
            ("piiPrincipalId", record.PrincipalId.Length > 0),
            ("services", !record.Processing.IsEmpty),
            ("jurisdiction", record.Processing.All(it => it.Jurisdiction.Length > 0)),
            ("collectionMethod", record.Processing.All(it => it.CollectionMethod.Length > 0)),
            ("policyUrl", record.Processing.All(it => it.PrivacyNotice.Length > 0)),
            ("services[].purposes[].piiCategory", record.Processing.All(it => !it.PersonalData.IsEmpty)),
            ("services[].purposes[].termination", record.Processing.All(it => it.RetentionPeriod.Length > 0)),
            ("services[].purposes[].thirdPartyDisclosure", record.Processing.All(it => !it.Recipients.IsEmpty)),
            ("piiControllers[].piiController", Controllers(record).Any() && Controllers(record).All(party => party.Name.Length > 0)),
            ("piiControllers[].contact", Controllers(record).All(party => party.Contact.Length > 0)),
            ("piiControllers[].address", Controllers(record).All(party => party.Address.Length > 0)),
            ("piiControllers[].email", Controllers(record).All(party => party.Email.Length > 0)),
            ("consentTimestamp", record.Standing!.Time.UnixMs >= 0),
        };
        return needed.Where(need => !need.IsThere).Select(need => new RecordFault(need.Field, "is missing and mandatory", Source));
    }

    private static IEnumerable<IsoParty> Controllers(IsoRecord record) => record.Parties.Where(party => record.Processing.Any(it => it.Controllers.Contains(party.Id)));

    private static void Write(Utf8JsonWriter json, IsoRecord record)
    {
        var (last, first) = (record.Standing!, record.Processing[0]);
        json.WriteStartObject();
        json.WriteString("version"u8, Version);
        json.WriteString("jurisdiction"u8, first.Jurisdiction);
        json.WriteNumber("consentTimestamp"u8, last.Time.UnixMs / 1000);
        json.WriteString("collectionMethod"u8, first.CollectionMethod);
        json.WriteString("consentReceiptID"u8, record.RecordId);
        json.WriteString("language"u8, first.Language);
        json.WriteString("piiPrincipalId"u8, record.PrincipalId);
        json.WriteStartArray("piiControllers"u8);
        foreach (var party in Controllers(record))
        {
            json.WriteStartObject();
            json.WriteString("piiController"u8, party.Name);
            json.WriteString("contact"u8, party.Contact);
            json.WriteStartObject("address"u8);
            json.WriteString("streetAddress"u8, party.Address);
            json.WriteEndObject();
            json.WriteString("email"u8, party.Email);
            json.WriteString("phone"u8, party.Phone);
            if (party.Url.Length > 0)
            {
                json.WriteString("piiControllerUrl"u8, party.Url);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("policyUrl"u8, first.PrivacyNotice);
        WriteServices(json, record, last);
        var special = record.Processing.SelectMany(it => it.PersonalData).Select(data => data.SpecialCategory).Where(text => text.Length > 0).Distinct().ToArray();
        json.WriteBoolean("sensitive"u8, special.Length > 0);
        WriteTexts(json, "spiCat", special);
        json.WriteEndObject();
    }

    private static void WriteServices(Utf8JsonWriter json, IsoRecord record, IsoEvent last)
    {
        json.WriteStartArray("services"u8);
        foreach (var it in record.Processing)
        {
            json.WriteStartObject();
            json.WriteString("service"u8, it.Service.Length > 0 ? it.Service : it.Purpose);
            json.WriteStartArray("purposes"u8);
            json.WriteStartObject();
            json.WriteString("purpose"u8, it.Purpose);
            json.WriteString("consentType"u8, it.LawfulBasis == NoConsent ? "N/A" : last.Type is "explicit" or "express" ? "EXPLICIT" : "IMPLICIT");
            WriteTexts(json, "purposeCategory", it.PurposeTypes.IsEmpty ? [it.Purpose] : it.PurposeTypes);
            WriteTexts(json, "piiCategory", it.PersonalData.Select(data => data.Type));
            json.WriteString("termination"u8, it.RetentionPeriod);
            var others = it.Recipients.Where(id => id != "none").Select(id => record.Parties.FirstOrDefault(party => party.Id == id)?.Name is { Length: > 0 } name ? name : id).ToArray();
            json.WriteBoolean("thirdPartyDisclosure"u8, others.Length > 0);
            if (others.Length > 0)
            {
                json.WriteString("thirdPartyName"u8, string.Join(", ", others));
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>Reads a file: a record a purpose of every service, since each was consented to by itself.</summary>
    public static RecordReading<IReadOnlyList<IsoRecord>> Read(ReadOnlyMemory<byte> file) => RecordJson.Read<IReadOnlyList<IsoRecord>>(file, (root, faults) =>
    {
        var records = new List<IsoRecord>();
        var receipts = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root };
        for (var index = 0; index < receipts.Length; index++)
        {
            var at = root.ValueKind == JsonValueKind.Array ? $"[{index}]." : "";
            if (receipts[index].ValueKind != JsonValueKind.Object)
            {
                faults.Add(at.Length > 0 ? at.TrimEnd('.') : "the file", "is not an object", Source);
                return null;
            }

            Receipt(receipts[index], at, records, faults);
            if (records.Count > RecordJson.RecordsMax)
            {
                faults.Add("the file", $"has more than {RecordJson.RecordsMax} purposes", "limit of Fulcrum");
                return null;
            }
        }

        return records;
    });

    private static void Receipt(JsonElement receipt, string at, List<IsoRecord> records, FaultList faults)
    {
        var version = RecordJson.Required(receipt, "version", at, Source, faults);
        if (version.Length > 0 && !version.Contains("1.1", StringComparison.Ordinal))
        {
            faults.Add($"{at}version", $"is not {Version}", Source);
        }

        var seconds = 0L;
        if (!receipt.TryGetProperty("consentTimestamp", out var stamp) || stamp.ValueKind != JsonValueKind.Number || !stamp.TryGetInt64(out seconds) || seconds is < 0 or > 253_402_300_799)
        {
            faults.Add($"{at}consentTimestamp", "is not a whole number of seconds since 1970, 0 or more", Source);
        }

        var principal = RecordJson.Required(receipt, "piiPrincipalId", at, Source, faults);
        var id = RecordJson.Required(receipt, "consentReceiptID", at, Source, faults);
        var controllers = Controllers(receipt, at, faults);
        var special = receipt.TryGetProperty("spiCat", out var spi) ? RecordJson.Texts(spi, $"{at}spiCat", Source, faults) : Missing(at, "spiCat", faults);
        if (!receipt.TryGetProperty("sensitive", out var sensitive) || sensitive.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            faults.Add($"{at}sensitive", "is neither true nor false", Source);
        }

        var frame = new IsoProcessing
        {
            PrivacyNotice = RecordJson.Required(receipt, "policyUrl", at, Source, faults),
            Language = RecordJson.Optional(receipt, "language", at, Source, faults),
            Controllers = [.. controllers.Select(party => party.Id)],
            CollectionMethod = RecordJson.Required(receipt, "collectionMethod", at, Source, faults),
            Jurisdiction = RecordJson.Required(receipt, "jurisdiction", at, Source, faults),
        };
        Present(receipt, "services", at, faults);
        var purposes = RecordJson.Objects(receipt, "services", at, Source, faults, (service, place) =>
        {
            Present(service, "purposes", place, faults);
            var name = RecordJson.Required(service, "service", place, Source, faults);
            return RecordJson.Objects(service, "purposes", place, Source, faults, (purpose, where) => KantaraPurpose.Read(purpose, where, frame with { Service = name }, special, faults));
        });
        foreach (var (processing, recipient, type) in purposes.SelectMany(list => list))
        {
            var number = records.Count;
            records.Add(new IsoRecord
            {
                RecordId = purposes.Sum(list => list.Length) == 1 ? id : $"{id}#{number}",
                PrincipalId = principal,
                Processing = [processing],
                Parties = recipient is null ? controllers : [.. controllers, recipient],
                Events =
                [
                    new IsoEvent
                    {
                        Time = new Instant(seconds * 1000), ValidityDuration = NoEnd, EntityId = principal, Type = type,
                        StateWord = nameof(DpvState.ConsentGiven), Channel = "", Source = "kantara",
                    },
                ],
            });
        }
    }

    private static ImmutableArray<IsoParty> Controllers(JsonElement receipt, string at, FaultList faults)
    {
        Present(receipt, "piiControllers", at, faults);
        var number = 0;
        return RecordJson.Objects(receipt, "piiControllers", at, Source, faults, (party, place) =>
        {
            if (!party.TryGetProperty("address", out var address) || address.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{place}address", "is missing or no object", Source);
                address = default;
            }

            return new IsoParty
            {
                Id = $"controller-{++number}",
                Name = RecordJson.Required(party, "piiController", place, Source, faults),
                Contact = RecordJson.Required(party, "contact", place, Source, faults),
                Email = RecordJson.Required(party, "email", place, Source, faults),
                Phone = RecordJson.Required(party, "phone", place, Source, faults),
                Url = RecordJson.Optional(party, "piiControllerUrl", place, Source, faults),
                Address = address.ValueKind == JsonValueKind.Object
                    ? string.Join(", ", address.EnumerateObject().Where(line => line.Value.ValueKind == JsonValueKind.String).Select(line => RecordJson.Text(line.Value, $"{place}address", Source, faults)))
                    : "",
                Type = "organisation",
                Role = "controller",
            };
        });
    }

    private static ImmutableArray<string> Missing(string at, string member, FaultList faults)
    {
        faults.Add(at + member, "is missing and mandatory", Source);
        return [];
    }

    private static void Present(JsonElement of, string member, string at, FaultList faults)
    {
        if (!of.TryGetProperty(member, out _))
        {
            faults.Add(at + member, "is missing and mandatory", Source);
        }
    }
}
