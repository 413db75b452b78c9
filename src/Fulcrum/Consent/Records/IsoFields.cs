using System.Collections.Immutable;
using System.Globalization;

namespace Fulcrum.Consent.Records;

/// <summary>Who demands that a field be there.</summary>
public enum IsoNeed : byte
{
    /// <summary>Nobody.</summary>
    Optional = 0,

    /// <summary>The GDPR.</summary>
    Gdpr = 1,

    /// <summary>ISO/IEC TS 27560.</summary>
    Iso = 2,
}

/// <summary>One field of a section, and who demands it.</summary>
/// <param name="Section">header, processing, pii_information, party or event.</param>
/// <param name="Name">As ISO/IEC TS 27560 names it.</param>
/// <param name="Need">Who demands it.</param>
/// <param name="Law">The article that demands or explains it; empty where the standard alone does.</param>
public sealed record IsoField(string Section, string Name, IsoNeed Need, string Law)
{
    /// <summary>What a refusal names as its source.</summary>
    public string Source => (Need, Law) switch
    {
        (IsoNeed.Iso, "") => "ISO/IEC TS 27560 M",
        (IsoNeed.Iso, _) => $"ISO/IEC TS 27560 M, {Law}",
        (_, "") => "ISO/IEC TS 27560 O",
        _ => Law,
    };
}

/// <summary>Every field of the record as data: its name, who demands it, where it is in the model.</summary>
public static class IsoFields
{
    private const string Additional = "addition of Fulcrum";

    internal static readonly ImmutableArray<FieldOf<IsoRecord>> Header =
    [
        Text<IsoRecord>("header", "schema_version", IsoNeed.Iso, "", record => record.SchemaVersion, (record, text) => record with { SchemaVersion = text }),
        Text<IsoRecord>("header", "record_id", IsoNeed.Iso, "", record => record.RecordId, (record, text) => record with { RecordId = text }),
        Text<IsoRecord>("header", "pii_principal_id", IsoNeed.Iso, "", record => record.PrincipalId, (record, text) => record with { PrincipalId = text }),
    ];

    internal static readonly ImmutableArray<FieldOf<IsoProcessing>> Processing =
    [
        Text<IsoProcessing>("processing", "privacy_notice", IsoNeed.Iso, "GDPR Art. 13", it => it.PrivacyNotice, (it, text) => it with { PrivacyNotice = text }),
        Text<IsoProcessing>("processing", "language", IsoNeed.Iso, "", it => it.Language, (it, text) => it with { Language = text }),
        Text<IsoProcessing>("processing", "purpose", IsoNeed.Iso, "GDPR Art. 6(1)(a)", it => it.Purpose, (it, text) => it with { Purpose = text }),
        Texts<IsoProcessing>("processing", "purpose_type", IsoNeed.Optional, "", it => it.PurposeTypes, (it, texts) => it with { PurposeTypes = texts }),
        Text<IsoProcessing>("processing", "lawful_basis", IsoNeed.Gdpr, "GDPR Art. 6(1)", it => it.LawfulBasis, (it, text) => it with { LawfulBasis = text }),
        Texts<IsoProcessing>("processing", "pii_controllers", IsoNeed.Iso, "GDPR Art. 13(1)(a)", it => it.Controllers, (it, texts) => it with { Controllers = texts }),
        Text<IsoProcessing>("processing", "collection_method", IsoNeed.Gdpr, "GDPR Art. 13(1), 14(2)(f)", it => it.CollectionMethod, (it, text) => it with { CollectionMethod = text }),
        Texts<IsoProcessing>("processing", "processing_method", IsoNeed.Gdpr, "GDPR Art. 4(2), 13(2)(f)", it => it.ProcessingMethods, (it, texts) => it with { ProcessingMethods = texts }),
        Texts<IsoProcessing>("processing", "storage_locations", IsoNeed.Iso, "GDPR Art. 15(2)", it => it.StorageLocations, (it, texts) => it with { StorageLocations = texts }),
        Text<IsoProcessing>("processing", "retention_period", IsoNeed.Iso, "GDPR Art. 13(2)(a)", it => it.RetentionPeriod, (it, text) => it with { RetentionPeriod = text }),
        Texts<IsoProcessing>("processing", "processing_locations", IsoNeed.Gdpr, "GDPR Art. 13(1)(f)", it => it.ProcessingLocations, (it, texts) => it with { ProcessingLocations = texts }),
        Texts<IsoProcessing>("processing", "geographic_restrictions", IsoNeed.Gdpr, "GDPR Art. 44-49", it => it.GeographicRestrictions, (it, texts) => it with { GeographicRestrictions = texts }),
        Text<IsoProcessing>("processing", "service", IsoNeed.Optional, "", it => it.Service, (it, text) => it with { Service = text }),
        Text<IsoProcessing>("processing", "jurisdiction", IsoNeed.Iso, "", it => it.Jurisdiction, (it, text) => it with { Jurisdiction = text }),
        Texts<IsoProcessing>("processing", "recipient_third_parties", IsoNeed.Iso, "GDPR Art. 13(1)(e)", it => it.Recipients, (it, texts) => it with { Recipients = texts }),
        Text<IsoProcessing>("processing", "withdrawal_method", IsoNeed.Iso, "GDPR Art. 7(3)", it => it.WithdrawalMethod, (it, text) => it with { WithdrawalMethod = text }),
        Texts<IsoProcessing>("processing", "privacy_rights", IsoNeed.Gdpr, "GDPR Art. 13(2)(b)", it => it.PrivacyRights, (it, texts) => it with { PrivacyRights = texts }),
        Texts<IsoProcessing>("processing", "codes_of_conduct", IsoNeed.Optional, "", it => it.CodesOfConduct, (it, texts) => it with { CodesOfConduct = texts }),
        Text<IsoProcessing>("processing", "impact_assessment", IsoNeed.Optional, "", it => it.ImpactAssessment, (it, text) => it with { ImpactAssessment = text }),
        Text<IsoProcessing>("processing", "authority_party", IsoNeed.Gdpr, "GDPR Art. 13(2)(d)", it => it.AuthorityParty, (it, text) => it with { AuthorityParty = text }),
    ];

    internal static readonly ImmutableArray<FieldOf<IsoPersonalData>> PersonalData =
    [
        Text<IsoPersonalData>("pii_information", "pii_type", IsoNeed.Iso, "GDPR Art. 14(1)(d)", it => it.Type, (it, text) => it with { Type = text }),
        Text<IsoPersonalData>("pii_information", "pii_attribute_id", IsoNeed.Optional, "", it => it.AttributeId, (it, text) => it with { AttributeId = text }),
        Of<IsoPersonalData>("pii_information", "pii_optional", IsoNeed.Gdpr, "GDPR Art. 13(2)(e)", IsoShape.Truth, it => it.Optional, (it, text) => it with { Optional = text }),
        Text<IsoPersonalData>("pii_information", "sensitive_pii_category", IsoNeed.Optional, "", it => it.SensitiveCategory, (it, text) => it with { SensitiveCategory = text }),
        Text<IsoPersonalData>("pii_information", "special_pii_category", IsoNeed.Optional, "GDPR Art. 9, where the data is special", it => it.SpecialCategory, (it, text) => it with { SpecialCategory = text }),
    ];

    internal static readonly ImmutableArray<FieldOf<IsoParty>> Party =
    [
        Text<IsoParty>("party", "party_id", IsoNeed.Iso, "", it => it.Id, (it, text) => it with { Id = text }),
        Text<IsoParty>("party", "party_name", IsoNeed.Iso, "", it => it.Name, (it, text) => it with { Name = text }),
        Text<IsoParty>("party", "party_address", IsoNeed.Iso, "", it => it.Address, (it, text) => it with { Address = text }),
        Text<IsoParty>("party", "party_contact", IsoNeed.Iso, "", it => it.Contact, (it, text) => it with { Contact = text }),
        Text<IsoParty>("party", "party_type", IsoNeed.Iso, "", it => it.Type, (it, text) => it with { Type = text }),
        Text<IsoParty>("party", "party_role", IsoNeed.Gdpr, "GDPR Art. 13(1)(a)", it => it.Role, (it, text) => it with { Role = text }),
        Text<IsoParty>("party", "party_email", IsoNeed.Optional, "", it => it.Email, (it, text) => it with { Email = text }),
        Text<IsoParty>("party", "party_url", IsoNeed.Optional, "", it => it.Url, (it, text) => it with { Url = text }),
        Text<IsoParty>("party", "party_phone", IsoNeed.Optional, "", it => it.Phone, (it, text) => it with { Phone = text }),
    ];

    internal static readonly ImmutableArray<FieldOf<IsoEvent>> Event =
    [
        Of<IsoEvent>("event", "event_time", IsoNeed.Iso, "GDPR Art. 7(1)", IsoShape.Time, it => it.Time == Instant.Never ? "" : it.Time.ToString(), (it, text) => it with { Time = RecordJson.TimeOf(text) ?? Instant.Never }),
        Text<IsoEvent>("event", "validity_duration", IsoNeed.Iso, "", it => it.ValidityDuration, (it, text) => it with { ValidityDuration = text }),
        Text<IsoEvent>("event", "entity_id", IsoNeed.Iso, "", it => it.EntityId, (it, text) => it with { EntityId = text }),
        Text<IsoEvent>("event", "event_type", IsoNeed.Iso, "GDPR Art. 4(11)", it => it.Type, (it, text) => it with { Type = text }),
        Text<IsoEvent>("event", "event_state", IsoNeed.Iso, "", it => it.StateWord, (it, text) => it with { StateWord = text }),
        Text<IsoEvent>("event", "channel", IsoNeed.Optional, Additional, it => it.Channel, (it, text) => it with { Channel = text }),
        Text<IsoEvent>("event", "source", IsoNeed.Optional, Additional, it => it.Source, (it, text) => it with { Source = text }),
        Text<IsoEvent>("event", "sequence", IsoNeed.Optional, Additional, it => it.Sequence, (it, text) => it with { Sequence = text }),
        Texts<IsoEvent>("event", "faults", IsoNeed.Optional, Additional, it => it.Faults, (it, texts) => it with { Faults = texts }),
    ];

    /// <summary>The lists a record must have at least one of.</summary>
    internal static readonly IsoField ProcessingList = new("header", "processing", IsoNeed.Iso, "");

    internal static readonly IsoField PartyList = new("header", "parties", IsoNeed.Iso, "");

    internal static readonly IsoField EventList = new("header", "events", IsoNeed.Iso, "");

    internal static readonly IsoField PersonalDataList = new("processing", "pii_information", IsoNeed.Iso, "");

    /// <summary>All fields, section by section.</summary>
    public static ImmutableArray<IsoField> All { get; } =
    [
        .. Header.Select(field => field.Field), ProcessingList, PartyList, EventList, .. Processing.Select(field => field.Field), PersonalDataList,
        .. PersonalData.Select(field => field.Field), .. Party.Select(field => field.Field), .. Event.Select(field => field.Field),
    ];

    /// <summary>What a record lacks.</summary>
    /// <param name="record">The record.</param>
    /// <param name="gdpr">Whether what the GDPR demands beyond the standard counts too.</param>
    /// <returns>At most <see cref="RecordFault.Max"/>; empty when it is whole.</returns>
    public static ImmutableArray<RecordFault> Lacks(IsoRecord record, bool gdpr)
    {
        var faults = new List<RecordFault>();
        Check("", record, Header);
        CheckList("processing", record.Processing, ProcessingList, (at, it) =>
        {
            Check(at, it, Processing);
            CheckList($"{at}pii_information", it.PersonalData, PersonalDataList, (inner, data) => Check(inner, data, PersonalData));
        });
        CheckList("parties", record.Parties, PartyList, (at, it) => Check(at, it, Party));
        CheckList("events", record.Events, EventList, (at, it) => Check(at, it, Event));
        return [.. faults.Take(RecordFault.Max)];

        void Check<T>(string at, T section, ImmutableArray<FieldOf<T>> fields)
        {
            foreach (var field in fields)
            {
                if ((field.Field.Need == IsoNeed.Iso || (gdpr && field.Field.Need == IsoNeed.Gdpr)) && field.Get(section) is [] or [""])
                {
                    faults.Add(new RecordFault($"{at}{field.Field.Name}", "is missing and mandatory", field.Field.Source));
                }
            }
        }

        void CheckList<T>(string name, ImmutableArray<T> list, IsoField field, Action<string, T> check)
        {
            if (list.IsEmpty)
            {
                faults.Add(new RecordFault(name, "has no entry and needs at least one", field.Source));
            }

            for (var at = 0; at < list.Length; at++)
            {
                check(string.Create(CultureInfo.InvariantCulture, $"{name}[{at}]."), list[at]);
            }
        }
    }

    private static FieldOf<T> Text<T>(string section, string name, IsoNeed need, string law, Func<T, string> get, Func<T, string, T> with) =>
        Of(section, name, need, law, IsoShape.Text, get, with);

    private static FieldOf<T> Of<T>(string section, string name, IsoNeed need, string law, IsoShape shape, Func<T, string> get, Func<T, string, T> with) =>
        new(new IsoField(section, name, need, law), shape, it => get(it) is { Length: > 0 } text ? [text] : [], (it, texts) => with(it, texts is [var text, ..] ? text : ""));

    private static FieldOf<T> Texts<T>(
        string section, string name, IsoNeed need, string law, Func<T, ImmutableArray<string>> get, Func<T, ImmutableArray<string>, T> with) =>
        new(new IsoField(section, name, need, law), IsoShape.Texts, get, with);
}

/// <summary>How a field is written.</summary>
internal enum IsoShape : byte
{
    /// <summary>One text.</summary>
    Text,

    /// <summary>A list of texts.</summary>
    Texts,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A time.</summary>
    Time,
}

/// <summary>A field and its place in the model.</summary>
/// <param name="Field">Name and need.</param>
/// <param name="Shape">How it is written.</param>
/// <param name="Get">Its texts; none when it is absent.</param>
/// <param name="With">The section with them.</param>
internal sealed record FieldOf<T>(IsoField Field, IsoShape Shape, Func<T, ImmutableArray<string>> Get, Func<T, ImmutableArray<string>, T> With);
