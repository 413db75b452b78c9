using System.Collections.Immutable;

namespace Fulcrum.Consent.Records;

/// <summary>A consent record with the fields of ISO/IEC TS 27560:2023, as W3C DPV's guide maps them: what every format is read into and written from.</summary>
/// <remarks>
/// Immutable. An empty text or list means that the field is absent; <see cref="IsoFields"/> says which must be there, and by what.
/// Personal data: <see cref="PrincipalId"/> names a person, so it does not print itself.
/// </remarks>
public sealed record IsoRecord
{
    /// <summary>Which profile it follows; one of DPV's identifiers of the schema.</summary>
    public string SchemaVersion { get; init; } = DpvNames.RecordProfile;

    /// <summary>Unique.</summary>
    public string RecordId { get; init; } = "";

    /// <summary>Who consented or not.</summary>
    public string PrincipalId { get; init; } = "";

    /// <summary>What it is about, one a purpose.</summary>
    public ImmutableArray<IsoProcessing> Processing { get; init; } = [];

    /// <summary>Whom it names.</summary>
    public ImmutableArray<IsoParty> Parties { get; init; } = [];

    /// <summary>What happened, in order; only ever added to.</summary>
    public ImmutableArray<IsoEvent> Events { get; init; } = [];

    /// <summary>The event that decides: the latest by its own time, the later in the list of two at the same; null when there is none.</summary>
    public IsoEvent? Standing => Events.IsEmpty ? null : Events.Aggregate((last, next) => next.Time >= last.Time ? next : last);

    /// <inheritdoc />
    public override string ToString() => $"IsoRecord({Processing.Length} purposes, {Events.Length} events)";
}

/// <summary>One purpose: what is processed, why, by whom, where, how long.</summary>
public sealed record IsoProcessing
{
    /// <summary>The exact version of the notice shown.</summary>
    public string PrivacyNotice { get; init; } = "";

    /// <summary>BCP 47 tag of the notice.</summary>
    public string Language { get; init; } = "";

    /// <summary>What for.</summary>
    public string Purpose { get; init; } = "";

    /// <summary>Its kind, in a taxonomy.</summary>
    public ImmutableArray<string> PurposeTypes { get; init; } = [];

    /// <summary>Why the law allows it.</summary>
    public string LawfulBasis { get; init; } = "";

    /// <summary>Which data.</summary>
    public ImmutableArray<IsoPersonalData> PersonalData { get; init; } = [];

    /// <summary>Ids of the parties who answer for it.</summary>
    public ImmutableArray<string> Controllers { get; init; } = [];

    /// <summary>How the data is come by.</summary>
    public string CollectionMethod { get; init; } = "";

    /// <summary>What is done with it.</summary>
    public ImmutableArray<string> ProcessingMethods { get; init; } = [];

    /// <summary>Where it is kept.</summary>
    public ImmutableArray<string> StorageLocations { get; init; } = [];

    /// <summary>How long.</summary>
    public string RetentionPeriod { get; init; } = "";

    /// <summary>Where it is processed.</summary>
    public ImmutableArray<string> ProcessingLocations { get; init; } = [];

    /// <summary>Where it must stay.</summary>
    public ImmutableArray<string> GeographicRestrictions { get; init; } = [];

    /// <summary>Of what the purpose is a part.</summary>
    public string Service { get; init; } = "";

    /// <summary>Whose law.</summary>
    public string Jurisdiction { get; init; } = "";

    /// <summary>Ids of the parties who receive it; <c>none</c> says that there are none.</summary>
    public ImmutableArray<string> Recipients { get; init; } = [];

    /// <summary>How to take consent back.</summary>
    public string WithdrawalMethod { get; init; } = "";

    /// <summary>Rights of the subject.</summary>
    public ImmutableArray<string> PrivacyRights { get; init; } = [];

    /// <summary>Codes of conduct followed.</summary>
    public ImmutableArray<string> CodesOfConduct { get; init; } = [];

    /// <summary>The impact assessment.</summary>
    public string ImpactAssessment { get; init; } = "";

    /// <summary>The authority to complain to.</summary>
    public string AuthorityParty { get; init; } = "";
}

/// <summary>One kind of data.</summary>
public sealed record IsoPersonalData
{
    /// <summary>Which, in a taxonomy.</summary>
    public string Type { get; init; } = "";

    /// <summary>Id of the attribute.</summary>
    public string AttributeId { get; init; } = "";

    /// <summary><c>true</c> or <c>false</c>; absent means required.</summary>
    public string Optional { get; init; } = "";

    /// <summary>Sensitive in this way.</summary>
    public string SensitiveCategory { get; init; } = "";

    /// <summary>Special in this way (GDPR Art. 9).</summary>
    public string SpecialCategory { get; init; } = "";
}

/// <summary>Somebody who answers for, receives or supervises.</summary>
public sealed record IsoParty
{
    /// <summary>Unique in the record.</summary>
    public string Id { get; init; } = "";

    /// <summary>Name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Postal address.</summary>
    public string Address { get; init; } = "";

    /// <summary>Whom or what to turn to.</summary>
    public string Contact { get; init; } = "";

    /// <summary>For example <c>organisation</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>For example <c>controller</c>, <c>recipient</c>, <c>authority</c>.</summary>
    public string Role { get; init; } = "";

    /// <summary>E-mail address.</summary>
    public string Email { get; init; } = "";

    /// <summary>Web address.</summary>
    public string Url { get; init; } = "";

    /// <summary>Phone number.</summary>
    public string Phone { get; init; } = "";
}

/// <summary>One thing that happened to the consent.</summary>
public sealed record IsoEvent
{
    /// <summary>When.</summary>
    public Instant Time { get; init; } = Instant.Never;

    /// <summary>How long it holds: an ISO 8601 duration, a time, or words.</summary>
    public string ValidityDuration { get; init; } = "";

    /// <summary>Whose act.</summary>
    public string EntityId { get; init; } = "";

    /// <summary>How it was expressed: <c>explicit</c>, <c>implied</c>, <c>bundled</c>, <c>silent</c>, <c>signal</c>; kept as it came.</summary>
    public string Type { get; init; } = "";

    /// <summary>The state as it came; <see cref="State"/> says what it means.</summary>
    public string StateWord { get; init; } = "";

    /// <summary>By what way (an addition of ours).</summary>
    public string Channel { get; init; } = "";

    /// <summary>Who reported it (an addition of ours).</summary>
    public string Source { get; init; } = "";

    /// <summary>The row of the journal (an addition of ours); empty for none.</summary>
    public string Sequence { get; init; } = "";

    /// <summary>Why it enables nothing (an addition of ours).</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>What the word means; <see cref="DpvState.ConsentUnknown"/> for a word nobody knows.</summary>
    public DpvState State => DpvStates.Of(StateWord);
}
