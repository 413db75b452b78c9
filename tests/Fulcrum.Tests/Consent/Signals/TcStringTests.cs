using System.Text.Json;
using Fulcrum.Consent.Signals;
using Xunit;

namespace Fulcrum.Tests.Consent.Signals;

public class TcStringTests
{
    private static readonly JsonElement Cases = Vectors.Read("tcf/tc-strings-v2.json");

    public static TheoryData<string> Good => [.. Cases.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("tcString").GetString()!)];

    public static TheoryData<string> Foreign => [.. Cases.GetProperty("nonV2OrInvalid").EnumerateArray().Select(vector => vector.GetProperty("tcString").GetString()!)];

    [Theory]
    [MemberData(nameof(Good))]
    public void Every_field_of_a_published_string_is_read(string text)
    {
        var expected = Cases.GetProperty("vectors").EnumerateArray().First(vector => vector.GetProperty("tcString").GetString() == text).GetProperty("decoded");

        Assert.True(TcStringReader.TryRead(text, out var read, out var fault), fault?.What);

        Assert.Equal(expected.GetProperty("createdDeciseconds").GetInt64(), read.CreatedDeciseconds);
        Assert.Equal(expected.GetProperty("lastUpdatedDeciseconds").GetInt64(), read.LastUpdatedDeciseconds);
        Assert.Equal(
            [
                Int("cmpId"), Int("cmpVersion"), Int("consentScreen"), Int("vendorListVersion"), Int("tcfPolicyVersion"), Int("coreBitsUsed"),
            ],
            [read.CmpId, read.CmpVersion, read.ConsentScreen, read.VendorListVersion, read.PolicyVersion, read.CoreBits]);
        Assert.Equal(
            (expected.GetProperty("consentLanguage").GetString(), expected.GetProperty("publisherCC").GetString()), (read.ConsentLanguage, read.PublisherCountry));
        Assert.Equal(
            [Bit("isServiceSpecific"), Bit("useNonStandardTexts"), Bit("purposeOneTreatment")],
            [read.IsServiceSpecific, read.UseNonStandardTexts, read.PurposeOneTreatment]);
        Assert.Equal(expected.GetProperty("specialFeatureOptIns").Ints(), read.SpecialFeatureOptIns.All);
        Assert.Equal(expected.GetProperty("purposesConsent").Ints(), read.PurposesConsent.All);
        Assert.Equal(expected.GetProperty("purposesLITransparency").Ints(), read.PurposesLegitimateInterest.All);
        Same(expected.GetProperty("vendorConsents"), read.VendorConsents);
        Same(expected.GetProperty("vendorLegitimateInterests"), read.VendorLegitimateInterests);

        int Int(string name) => expected.GetProperty(name).GetInt32();
        bool Bit(string name) => expected.GetProperty(name).GetBoolean();
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Restrictions_and_later_segments_are_read_too(string text)
    {
        var expected = Cases.GetProperty("vectors").EnumerateArray().First(vector => vector.GetProperty("tcString").GetString() == text).GetProperty("decoded");

        Assert.True(TcStringReader.TryRead(text, out var read, out _));

        Assert.Equal(
            expected.GetProperty("publisherRestrictions").EnumerateArray().Select(each => (
                each.GetProperty("purposeId").GetInt32(), each.GetProperty("restrictionType").GetInt32(), string.Join(' ', each.GetProperty("vendorIds").Ints()))),
            read.PublisherRestrictions.Select(each => (each.Purpose, (int)each.Kind, string.Join(' ', each.Vendors.SelectMany(Ids).Distinct()))));
        Same(Optional("disclosedVendors"), read.DisclosedVendors);
        Same(Optional("allowedVendors(legacy)"), read.AllowedVendors);
        Assert.Equal(Optional("publisherTC") is null, read.Publisher is null);
        if (Optional("publisherTC") is { } publisher && read.Publisher is { } own)
        {
            Assert.Equal(publisher.GetProperty("purposesConsent").Ints(), own.Consent.All);
            Assert.Equal(publisher.GetProperty("purposesLITransparency").Ints(), own.LegitimateInterest.All);
            Assert.Equal(publisher.GetProperty("numCustomPurposes").GetInt32(), own.CustomPurposes);
            Assert.Equal(publisher.GetProperty("customPurposesConsent").Ints(), Flags(own.CustomConsent));
            Assert.Equal(publisher.GetProperty("customPurposesLITransparency").Ints(), Flags(own.CustomLegitimateInterest));
        }

        JsonElement? Optional(string name) => expected.TryGetProperty(name, out var value) ? value : null;
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void What_the_rules_in_force_refuse_is_found(string text)
    {
        var expected = Cases.GetProperty("vectors").EnumerateArray().First(vector => vector.GetProperty("tcString").GetString() == text).GetProperty("tcf23Findings");

        Assert.True(TcStringReader.TryRead(text, out var read, out _));

        Assert.Equal(expected.EnumerateArray().Select(finding => finding.GetString()), read.Findings.Select(finding => finding.Key));
        Assert.Equal(
            expected.EnumerateArray().Any(finding => finding.GetString() is "not-service-specific" or "policy-version-below-4" or "disclosed-vendors-missing"),
            !read.IsRelied);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("C")]
    [InlineData("z")]
    [InlineData("CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAA===")]
    [InlineData("CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA.IAAA")]
    [InlineData("CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.oAAA")]
    [InlineData("CPSG_8APSG_8AAAAAAENAAFgAAAAAAAAAAAAAAAAAAAA.I")]
    public void Anything_else_is_a_fault_that_says_what(string text)
    {
        Assert.False(TcStringReader.TryRead(text, out _, out var fault));
        Assert.Equal("tc-string-unreadable", fault.Code);
        Assert.DoesNotContain(text.Length > 3 ? text : "§", fault.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranges_over_all_ids_a_thousand_times_cost_no_more_than_their_words()
    {
        // 2,000 entries, each 1 to 65,535: 131 million ids, written as words.
        var bits = new BitText().Put(2, 6).Put(0, 36).Put(0, 36).Put(0, 12).Put(0, 12).Put(0, 6).Put(0, 12).Put(1, 12).Put(5, 6).Put(2, 2)
            .Put(0, 12).Put(0, 24).Put(0, 24).Put(0, 1).Put(0, 12).Put(65_535, 16).Put(1, 1).Put(2_000, 12);
        for (var entry = 0; entry < 2_000; entry++)
        {
            bits.Put(1, 1).Put(1, 16).Put(65_535, 16);
        }

        var text = bits.Put(0, 16).Put(0, 1).Put(0, 12).ToString();

        Assert.True(TcStringReader.TryRead(text, out var read, out _));
        Assert.Equal(65_535, read.VendorConsents.Count);
    }

    private static IEnumerable<int> Ids(VendorRange range) => Enumerable.Range(range.First, range.Last - range.First + 1);

    private static IEnumerable<int> Flags(ulong flags) => Enumerable.Range(1, 63).Where(id => (flags >> (id - 1) & 1) == 1);

    private static void Same(JsonElement? expected, VendorIds? read)
    {
        Assert.Equal(expected is null, read is null);
        if (expected is { } set && read is not null)
        {
            Assert.Equal(set.GetProperty("maxVendorId").GetInt32(), read.Max);
            Assert.Equal(set.GetProperty("encoding").GetString() == "range", read.IsRange);
            Assert.Equal(set.GetProperty("ids").Ints(), read.All);
            Assert.Equal(set.GetProperty("ids").GetArrayLength(), read.Count);
        }
    }
}
