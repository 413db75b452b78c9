using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace Fulcrum.Consent.Records;

/// <summary>Consent records as JSON-LD in the words of W3C DPV, in the shape of DPV's guide to ISO/IEC TS 27560.</summary>
/// <remarks>
/// One graph: a <c>dpv:ConsentRecord</c> each, with its parties in <c>dpv:hasEntity</c>. <see cref="DpvReader"/> reads it back. What DPV has no
/// property for stands under <c>ful:</c>. Pure; safe from many threads.
/// </remarks>
public static class DpvForm
{
    /// <summary>Properties whose values are plain texts, by the field they hold.</summary>
    internal static readonly FrozenDictionary<string, string> Plain = new Dictionary<string, string>
    {
        ["purpose_type"] = "skos:broader",
        ["lawful_basis"] = "dpv:hasLegalBasis",
        ["pii_controllers"] = "dpv:hasDataController",
        ["collection_method"] = "dpv:hasDataSource",
        ["processing_method"] = "dpv:hasProcessing",
        ["processing_locations"] = "dpv:hasLocation",
        ["geographic_restrictions"] = "dpv:hasRule",
        ["service"] = "dpv:hasService",
        ["jurisdiction"] = "dpv:hasJurisdiction",
        ["recipient_third_parties"] = "dpv:hasRecipient",
        ["privacy_rights"] = "dpv:hasRight",
        ["codes_of_conduct"] = "dpv:hasOrganisationalMeasure",
        ["impact_assessment"] = "dpv:hasImpactAssessment",
        ["authority_party"] = "dpv:hasAuthority",
        ["pii_type"] = "dct:title",
        ["pii_attribute_id"] = "dct:identifier",
        ["sensitive_pii_category"] = "dpv:hasSensitivityLevel",
        ["special_pii_category"] = "ful:specialCategory",
        ["party_id"] = "dct:identifier",
        ["party_name"] = "dpv:hasName",
        ["party_address"] = "dpv:hasAddress",
        ["party_contact"] = "dpv:hasContact",
        ["party_type"] = "dct:type",
        ["party_role"] = "ful:role",
        ["party_email"] = "schema:email",
        ["party_url"] = "schema:url",
        ["party_phone"] = "schema:telephone",
        ["validity_duration"] = "dpv:hasDuration",
        ["entity_id"] = "dpv:isIndicatedBy",
        ["event_type"] = "ful:consentType",
        ["channel"] = "dpv:hasIndicationMethod",
        ["source"] = "dct:source",
        ["sequence"] = "ful:sequence",
        ["faults"] = "ful:fault",
    }.ToFrozenDictionary();

    /// <summary>Writes records; a file that claims the standard must keep to it, so what is mandatory must be there.</summary>
    /// <returns>The file, or what the records lack.</returns>
    public static RecordReading<byte[]> Write(IReadOnlyList<IsoRecord> records)
    {
        var faults = records.SelectMany(record => IsoFields.Lacks(record, gdpr: record.SchemaVersion == DpvNames.GdprRecordProfile)).Take(RecordFault.Max).ToImmutableArray();
        return faults.IsEmpty ? new RecordReading<byte[]>(RecordJson.Write(json => Write(json, records)), []) : new RecordReading<byte[]>(null, faults);
    }

    /// <summary>Kind of consent in DPV's words; empty for one DPV has no word for.</summary>
    internal static string ConsentType(string type) => type switch
    {
        "explicit" or "express" => "dpv:ExplicitlyExpressedConsent",
        "expressed" => "dpv:ExpressedConsent",
        "implied" => "dpv:ImpliedConsent",
        _ => "",
    };

    private static void Write(Utf8JsonWriter json, IReadOnlyList<IsoRecord> records)
    {
        json.WriteStartObject();
        json.WriteStartObject("@context"u8);
        foreach (var (prefix, space) in DpvNames.Context)
        {
            json.WriteString(prefix, space);
        }

        json.WriteEndObject();
        json.WriteStartArray("@graph"u8);
        foreach (var record in records)
        {
            Write(json, record);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IsoRecord record)
    {
        json.WriteStartObject();
        json.WriteString("@type"u8, "dpv:ConsentRecord");
        json.WriteString("dct:identifier"u8, record.RecordId);
        json.WriteString("dct:conformsTo"u8, record.SchemaVersion);
        json.WriteStartObject("dpv:hasDataSubject"u8);
        json.WriteString("dct:identifier"u8, record.PrincipalId);
        json.WriteEndObject();
        WriteList(json, "dpv:hasProcess", record.Processing, Write);
        WriteList(json, "dpv:hasEntity", record.Parties, static (json, party) =>
        {
            json.WriteString("@type"u8, "dpv:Entity");
            WritePlain(json, party, IsoFields.Party);
        });
        WriteList(json, "dpv:hasConsentStatus", record.Events, static (json, it) =>
        {
            json.WriteStartArray("@type"u8);

            // A word that is no state is written under our own name: DPV's would claim what nobody knows.
            json.WriteStringValue(DpvStates.IsKnown(it.StateWord) ? $"dpv:{it.State}" : "dpv:ConsentUnknown");
            if (ConsentType(it.Type) is { Length: > 0 } type)
            {
                json.WriteStringValue(type);
            }

            json.WriteEndArray();
            if (it.StateWord != it.State.ToString())
            {
                json.WriteString("ful:state"u8, it.StateWord);
            }

            json.WriteString("dpv:isIndicatedAtTime"u8, it.Time.ToString());
            WritePlain(json, it, IsoFields.Event);
        });
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IsoProcessing it)
    {
        json.WriteString("@type"u8, "dpv:Process");
        json.WriteStartObject("dpv:hasPurpose"u8);
        json.WriteString("@type"u8, "dpv:Purpose");
        json.WriteString("dct:title"u8, it.Purpose);
        Plainly(json, "skos:broader", it.PurposeTypes);
        json.WriteEndObject();
        json.WriteStartObject("dpv:hasNotice"u8);
        json.WriteString("@type"u8, "dpv:ConsentNotice");
        json.WriteString("dct:identifier"u8, it.PrivacyNotice);
        json.WriteString("dct:language"u8, it.Language);
        json.WriteEndObject();
        json.WriteStartArray("dpv:hasStorageCondition"u8);
        json.WriteStartObject();
        json.WriteString("@type"u8, "dpv:StorageLocation");
        Plainly(json, "dpv:hasLocation", it.StorageLocations);
        json.WriteEndObject();
        json.WriteStartObject();
        json.WriteString("@type"u8, "dpv:StorageDuration");
        json.WriteString("dpv:hasDuration"u8, it.RetentionPeriod);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("dpv:hasConsentControl"u8);
        json.WriteString("@type"u8, "dpv:WithdrawConsent");
        json.WriteString("dpv:isExercisedAt"u8, it.WithdrawalMethod);
        json.WriteEndObject();
        WriteList(json, "dpv:hasPersonalData", it.PersonalData, static (json, data) =>
        {
            json.WriteString("@type"u8, data.SpecialCategory.Length > 0 ? "dpv:SpecialCategoryPersonalData" : "dpv:PersonalData");
            if (data.Optional.Length > 0)
            {
                json.WriteString("dpv:hasNecessity"u8, data.Optional == "true" ? "dpv:Optional" : "dpv:Required");
            }

            WritePlain(json, data, IsoFields.PersonalData);
        });
        WritePlain(json, it, [.. IsoFields.Processing.Where(field => field.Field.Name != "purpose_type")]);
    }

    private static void WritePlain<T>(Utf8JsonWriter json, T section, ImmutableArray<FieldOf<T>> fields)
    {
        foreach (var field in fields)
        {
            if (Plain.TryGetValue(field.Field.Name, out var property) && field.Get(section) is { IsEmpty: false } texts)
            {
                Plainly(json, property, texts);
            }
        }
    }

    private static void Plainly(Utf8JsonWriter json, string property, ImmutableArray<string> texts)
    {
        if (texts is [var only])
        {
            json.WriteString(property, only);
            return;
        }

        json.WriteStartArray(property);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, ImmutableArray<T> list, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var it in list)
        {
            json.WriteStartObject();
            write(json, it);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
