using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Fulcrum.Consent;
using Fulcrum.Consent.Records;
using Xunit;

namespace Fulcrum.Tests.Consent.Records;

/// <summary>Consent records in four formats: what is written reads back the same, what is mandatory is demanded, and unknown is no.</summary>
public sealed class FormTests
{
    private static readonly string Example = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "privacy", "kantara", "kantara-consent-receipt-v1_1-example.json"));

    [Fact]
    public void Ours_reads_back_every_field() => RecordGen.GenRecord.Array[0, 3].Sample(records =>
    {
        var written = IsoForm.Write(records);
        var read = IsoForm.Read(written);

        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(IsoForm.Write(read.Content!)));
    });

    [Fact]
    public void Dpv_reads_back_every_field() => RecordGen.GenRecord.Array[1, 3].Sample(records =>
    {
        var read = DpvReader.Read(DpvForm.Write(records).Content);

        Assert.True(read.IsWhole, string.Join('\n', read.Faults));
        Assert.Equal(Encoding.UTF8.GetString(IsoForm.Write(records)), Encoding.UTF8.GetString(IsoForm.Write(read.Content)));
    });

    [Fact]
    public void Kantara_reads_back_what_it_can_hold() => RecordGen.GenKantara.Sample(record =>
    {
        var written = KantaraForm.Write([record]).Content!;
        var read = KantaraForm.Read(written);

        Assert.True(read.IsWhole, string.Join('\n', read.Faults));
        Assert.Equal(Encoding.UTF8.GetString(written), Encoding.UTF8.GetString(KantaraForm.Write(read.Content).Content!));
        Assert.Equal((record.RecordId, record.PrincipalId, record.Processing[0].Purpose), (read.Content[0].RecordId, read.Content[0].PrincipalId, read.Content[0].Processing[0].Purpose));
        Assert.Equal(record.Events[0].Time.UnixMs / 1000, read.Content[0].Events[0].Time.UnixMs / 1000);
    });

    [Fact]
    public void Xdm_reads_back_every_choice() => RecordGen.GenXdm.Array[0, 3].Sample(profiles =>
    {
        var read = XdmForm.Read(XdmForm.Write(profiles));

        Assert.True(read.IsWhole, string.Join('\n', read.Faults));
        Assert.Equal(Encoding.UTF8.GetString(XdmForm.Write(profiles)), Encoding.UTF8.GetString(XdmForm.Write(read.Content)));
    });

    [Fact]
    public void A_reader_that_loses_a_field_is_caught() => Assert.ThrowsAny<Exception>(() => RecordGen.GenRecord.Sample(record =>
        Assert.Equal(Encoding.UTF8.GetString(IsoForm.Write([record])), Encoding.UTF8.GetString(IsoForm.Write([record with { Processing = [.. record.Processing.Select(it => it with { Service = "" })] }])))));

    [Fact]
    public void The_published_Kantara_example_reads()
    {
        var read = KantaraForm.Read(Encoding.UTF8.GetBytes(Example));

        Assert.True(read.IsWhole, string.Join('\n', read.Faults));
        Assert.Equal(4, read.Content.Count);
        Assert.All(read.Content, record => Assert.Equal(("Bowden Jeffries", 1_510_592_400_000), (record.PrincipalId, record.Events[0].Time.UnixMs)));
        Assert.Equal(["explicit", "explicit", "explicit", "none"], read.Content.Select(record => record.Events[0].Type));
        Assert.Equal(["none"], read.Content[2].Processing[0].Recipients); // named, and not disclosed to
        Assert.Equal("1 - Biographical", read.Content[0].Processing[0].PersonalData[0].SpecialCategory);
    }

    [Theory]
    [InlineData("version")]
    [InlineData("jurisdiction")]
    [InlineData("consentTimestamp")]
    [InlineData("collectionMethod")]
    [InlineData("consentReceiptID")]
    [InlineData("piiPrincipalId")]
    [InlineData("piiControllers")]
    [InlineData("services")]
    [InlineData("policyUrl")]
    [InlineData("sensitive")]
    [InlineData("spiCat")]
    [InlineData("services[0].purposes[0].consentType")]
    [InlineData("services[0].purposes[0].purposeCategory")]
    [InlineData("services[0].purposes[0].piiCategory")]
    [InlineData("services[0].purposes[0].termination")]
    [InlineData("services[0].purposes[0].thirdPartyDisclosure")]
    [InlineData("services[0].purposes[0].thirdPartyName")]
    public void A_Kantara_receipt_without_a_required_field_is_refused_by_its_name(string field)
    {
        var receipt = JsonNode.Parse(Example)!.AsObject();
        var holder = field.StartsWith("services[0]", StringComparison.Ordinal) ? receipt["services"]![0]!["purposes"]![0]!.AsObject() : receipt;
        Assert.True(holder.Remove(field.Split('.')[^1]));

        var fault = Assert.Single(KantaraForm.Read(Encoding.UTF8.GetBytes(receipt.ToJsonString())).Faults);

        Assert.Equal((field, "Kantara Consent Receipt 1.1, schema"), (fault.Field, fault.Source));
    }

    [Fact]
    public void Every_field_the_standard_makes_mandatory_is_demanded_by_name_and_source() => RecordGen.GenRecord.Sample(record =>
    {
        Assert.Empty(IsoFields.Lacks(record, gdpr: false));
        Assert.Equal("jurisdiction", Assert.Single(Without(record, it => it with { Jurisdiction = "" })).Field.Split('.')[^1]);
        Assert.Equal("ISO/IEC TS 27560 M, GDPR Art. 7(3)", Assert.Single(Without(record, it => it with { WithdrawalMethod = "" })).Source);
        Assert.Contains(IsoFields.Lacks(record with { Processing = [.. record.Processing.Select(it => it with { LawfulBasis = "" })] }, gdpr: true), fault => fault.Source == "GDPR Art. 6(1)");
        Assert.Null(DpvForm.Write([record with { Parties = [] }]).Content);
    });

    [Fact]
    public void The_table_of_fields_counts_what_the_standard_counts()
    {
        var mandatory = IsoFields.All.Where(field => field.Need == IsoNeed.Iso).Select(field => field.Name).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "schema_version", "record_id", "pii_principal_id", "privacy_notice", "language", "purpose", "pii_information", "pii_controllers", "storage_locations", "retention_period",
                "jurisdiction", "recipient_third_parties", "withdrawal_method", "pii_type", "party_id", "party_name", "party_address", "party_contact", "party_type", "event_time",
                "validity_duration", "entity_id", "event_type", "event_state",
            },
            mandatory);
        Assert.Equal(
            ["authority_party", "collection_method", "geographic_restrictions", "lawful_basis", "party_role", "pii_optional", "privacy_rights", "processing_locations", "processing_method"],
            IsoFields.All.Where(field => field.Need == IsoNeed.Gdpr).Select(field => field.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ConsentGiven", true, ConsentState.Given)]
    [InlineData("RenewedConsentGiven", true, ConsentState.Given)]
    [InlineData("dpv:ConsentGiven", true, ConsentState.Given)]
    [InlineData("https://w3id.org/dpv#ConsentGiven", true, ConsentState.Given)]
    [InlineData("ConsentRequested", false, ConsentState.Unknown)]
    [InlineData("ConsentRequestDeferred", false, ConsentState.Unknown)]
    [InlineData("ConsentRefused", false, ConsentState.Refused)]
    [InlineData("ConsentWithdrawn", false, ConsentState.Withdrawn)]
    [InlineData("ConsentRevoked", false, ConsentState.Withdrawn)]
    [InlineData("ConsentExpired", false, ConsentState.Expired)]
    [InlineData("ConsentInvalidated", false, ConsentState.Invalid)]
    [InlineData("ConsentUnknown", false, ConsentState.Unknown)]
    [InlineData("consentgiven", false, ConsentState.Unknown)]
    [InlineData("ConsentGivenByMagic", false, ConsentState.Unknown)]
    [InlineData("1", false, ConsentState.Unknown)]
    [InlineData("", false, ConsentState.Unknown)]
    public void Only_two_states_are_valid_and_an_unknown_word_is_not(string word, bool isValid, ConsentState ours)
    {
        Assert.Equal((isValid, ours), (DpvStates.Of(word).IsValid(), DpvStates.Of(word).ToOurs()));
        Assert.Equal(isValid, new IsoEvent { StateWord = word }.State.IsValid());
    }

    [Fact]
    public void Each_state_of_ours_has_one_in_DPV_and_only_given_is_valid() =>
        Assert.All(Enum.GetValues<ConsentState>(), state => Assert.Equal(state == ConsentState.Given, DpvStates.Of(state).IsValid()));

    [Theory]
    [InlineData("""{"marketing":{"any":{"val":"n"},"email":{"val":"y"}},"idSpecific":{"Email":{"a":{"marketing":{"email":{"val":"y"}}}}}}""", "n")]
    [InlineData("""{"marketing":{"any":{"val":"y"},"email":{"val":"n"}},"idSpecific":{"Email":{"a":{"marketing":{"email":{"val":"y"}}}}}}""", "n")]
    [InlineData("""{"marketing":{"email":{"val":"y"}},"idSpecific":{"Email":{"a":{"marketing":{"email":{"val":"n"}}}}}}""", "n")]
    [InlineData("""{"idSpecific":{"Email":{"a":{"marketing":{"email":{"val":"y"}}}}}}""", "y")]
    [InlineData("""{"marketing":{"any":{"val":"y"}}}""", "u")]
    [InlineData("""{"marketing":{"email":{"val":"y"}}}""", "y")]
    public void In_XDM_any_overrides_all_and_a_channel_overrides_an_address(string consents, string stands) =>
        Assert.Equal(stands, XdmForm.Read(Encoding.UTF8.GetBytes($$"""{"consents":{{consents}}}""")).Content![0].Standing("marketing.email", "Email", "a").Value);

    [Theory]
    [InlineData("y", true)]
    [InlineData("n", false)]
    [InlineData("p", false)]
    [InlineData("u", false)]
    [InlineData("VI", false)]
    [InlineData("Y", false)]
    [InlineData("yes", false)]
    public void In_XDM_only_y_is_a_yes(string value, bool isValid) => Assert.Equal(isValid, new XdmChoice(value, null, "").State.IsValid());

    [Theory]
    [InlineData("""{"format":"fulcrum-consent-records","version":1,"records":[],"records":[]}""", "the file")]
    [InlineData("""{"format":"fulcrum-consent-records","version":2,"records":[]}""", "version")]
    [InlineData("""{"format":"other","version":1,"records":[]}""", "format")]
    [InlineData("""{"format":"fulcrum-consent-records","version":1,"records":[{"recordid":"1"}]}""", "records[0]")]
    [InlineData("""{"format":"fulcrum-consent-records","version":1,"records":[{"record_id":1}]}""", "records[0].record_id")]
    [InlineData("""{"format":"fulcrum-consent-records","version":1,"records":[{"record_id":"\ud800"}]}""", "the file")]
    [InlineData("""{"format":"fulcrum-consent-records","version":1,"records":[{"events":[{"event_time":"yesterday"}]}]}""", "records[0].events[0].event_time")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "the file")]
    public void A_bad_file_is_refused_by_the_field_at_fault(string file, string field) =>
        Assert.Equal(field, IsoForm.Read(Encoding.UTF8.GetBytes(file)).Faults[0].Field);

    private static System.Collections.Immutable.ImmutableArray<RecordFault> Without(IsoRecord record, Func<IsoProcessing, IsoProcessing> change) =>
        IsoFields.Lacks(record with { Processing = [change(record.Processing[0]), .. record.Processing.Skip(1)] }, gdpr: false);
}
