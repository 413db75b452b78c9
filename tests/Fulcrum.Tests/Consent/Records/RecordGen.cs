using System.Collections.Immutable;
using CsCheck;
using Fulcrum.Consent.Records;

namespace Fulcrum.Tests.Consent.Records;

/// <summary>Consent records of every shape: texts with quotes, other scripts and line ends, and lists of none to three.</summary>
internal static class RecordGen
{
    private static readonly Gen<string> GenText = Gen.OneOf(
        Gen.Const("marketing"), Gen.Const("GB"), Gen.Const("Да, «конечно»"), Gen.Const("a\"b\\c\n\t</script>"), Gen.Const("😀 e\u0301"), Gen.Const("dpv:ConsentGiven"),
        Gen.Char["abcXYZ 09-_:#@.<>&'\u00e9\u4e2d"].Array[1, 12].Select(letters => new string(letters)));

    private static readonly Gen<string> GenMaybe = Gen.Frequency((2, GenText), (1, Gen.Const("")));

    private static readonly Gen<ImmutableArray<string>> GenTexts = GenText.Array[0, 3].Select(texts => texts.ToImmutableArray());

    private static readonly Gen<ImmutableArray<string>> GenSome = GenText.Array[1, 3].Select(texts => texts.ToImmutableArray());

    private static readonly Gen<IsoPersonalData> GenData = Gen.Select(GenText, GenMaybe, OneOf("true", "false", ""), GenMaybe, GenMaybe).Select(
        (type, id, optional, sensitive, special) => new IsoPersonalData { Type = type, AttributeId = id, Optional = optional, SensitiveCategory = sensitive, SpecialCategory = special });

    private static readonly Gen<IsoParty> GenParty = Gen.Select(GenText.Array[5], GenMaybe.Array[4]).Select((must, may) => new IsoParty
    {
        Id = must[0], Name = must[1], Address = must[2], Contact = must[3], Type = must[4], Role = may[0], Email = may[1], Url = may[2], Phone = may[3],
    });

    private static readonly Gen<IsoEvent> GenEvent = Gen.Select(Gen.Long[0, 4_102_444_800_000], GenText.Array[3], GenMaybe.Array[3], Gen.OneOf(Gen.Enum<DpvState>().Select(state => state.ToString()), GenText), GenTexts).Select(
        (at, must, may, state, faults) => new IsoEvent
        {
            Time = new Instant(at), ValidityDuration = must[0], EntityId = must[1], Type = must[2], StateWord = state, Channel = may[0], Source = may[1], Sequence = may[2], Faults = faults,
        });

    private static readonly Gen<IsoProcessing> GenProcessing = Gen.Select(GenText.Array[6], GenMaybe.Array[5], GenSome.Array[3], GenTexts.Array[6], GenData.Array[1, 3]).Select(
        (must, may, some, lists, data) => new IsoProcessing
        {
            PrivacyNotice = must[0], Language = must[1], Purpose = must[2], RetentionPeriod = must[3], Jurisdiction = must[4], WithdrawalMethod = must[5],
            LawfulBasis = may[0], CollectionMethod = may[1], Service = may[2], ImpactAssessment = may[3], AuthorityParty = may[4],
            Controllers = some[0], StorageLocations = some[1], Recipients = some[2],
            PurposeTypes = lists[0], ProcessingMethods = lists[1], ProcessingLocations = lists[2], GeographicRestrictions = lists[3], PrivacyRights = lists[4], CodesOfConduct = lists[5],
            PersonalData = [.. data],
        });

    /// <summary>Records with everything the standard makes mandatory.</summary>
    public static Gen<IsoRecord> GenRecord { get; } = Gen.Select(GenText, GenText, GenProcessing.Array[1, 3], GenParty.Array[1, 3], GenEvent.Array[1, 4]).Select(
        (id, principal, processing, parties, events) => new IsoRecord { RecordId = id, PrincipalId = principal, Processing = [.. processing], Parties = [.. parties], Events = [.. events] });

    /// <summary>Records that a Kantara receipt can hold whole: one purpose, one controller, one grant in whole seconds.</summary>
    public static Gen<IsoRecord> GenKantara { get; } = Gen.Select(GenRecord, Gen.Bool, Gen.Bool).Select((record, isExplicit, isSpecial) =>
    {
        var (it, party) = (record.Processing[0], record.Parties[0] with { Id = "controller-1", Email = "a@b.example", Phone = "+1" });
        return record with
        {
            Processing =
            [
                it with
                {
                    Controllers = ["controller-1"], CollectionMethod = "form", LawfulBasis = "consent",
                    PersonalData = [.. it.PersonalData.Select(data => data with { SpecialCategory = isSpecial ? data.Type : "" })],
                },
            ],
            Parties = [party],
            Events = [record.Events[0] with { StateWord = nameof(DpvState.ConsentGiven), Type = isExplicit ? "explicit" : "implied" }],
        };
    });

    /// <summary>Choices of a profile.</summary>
    public static Gen<XdmConsents> GenXdm { get; } = Gen.Select(GenChoice().Array[0, 6], GenChoice().Array[0, 3], GenText.Array[0, 2], Gen.Long[0, 4_102_444_800_000]).Select((whole, one, ids, at) => new XdmConsents
    {
        Choices = whole.DistinctBy(choice => choice.Path).ToImmutableSortedDictionary(choice => choice.Path, choice => choice.Choice, StringComparer.Ordinal),
        ByAddress = [.. one.DistinctBy(choice => choice.Path).OrderBy(choice => choice.Path, StringComparer.Ordinal).Select(choice => ("email", "a@b.example", choice.Path, choice.Choice))],
        Time = new Instant(at),
        Identities = [.. ids.Distinct().Select(id => ("email", id))],
    });

    private static Gen<string> OneOf(params string[] words) => Gen.Int[0, words.Length - 1].Select(at => words[at]);

    private static Gen<(string Path, XdmChoice Choice)> GenChoice() => Gen.Select(
        OneOf("collect", "share", "personalize.content", "marketing.any", "marketing.email", "marketing.sms", "marketing.push"),
        OneOf("y", "n", "p", "u", "VI", "LI", "Y", "yes"), Gen.Long[0, 4_102_444_800_000], GenMaybe).Select((path, value, at, reason) => (path, new XdmChoice(value, new Instant(at), reason)));
}
