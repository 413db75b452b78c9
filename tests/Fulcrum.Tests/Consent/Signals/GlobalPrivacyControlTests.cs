using System.Text;
using System.Text.Json;
using Fulcrum.Consent.Signals;
using Xunit;

namespace Fulcrum.Tests.Consent.Signals;

public class GlobalPrivacyControlTests
{
    private static readonly JsonElement Cases = Vectors.Read("gpc/gpc-cases.json");

    [Fact]
    public void Only_an_exact_one_speaks() =>
        Assert.All(Cases.GetProperty("headerCases").EnumerateArray(), each => Assert.Equal(
            each.GetProperty("gpc").GetBoolean(),
            GlobalPrivacyControl.IsSet(each.GetProperty("headers").EnumerateArray().Select(header => header.GetString()))));

    [Theory]
    [InlineData("0, 1", true)]
    [InlineData("1,1", true)]
    [InlineData("0, 11", false)]
    [InlineData("0, 1;x=2", false)]
    public void Fields_that_were_joined_on_the_way_mean_the_same_as_apart(string field, bool isSet) => Assert.Equal(isSet, GlobalPrivacyControl.IsSet([field]));

    [Fact]
    public void A_site_says_of_itself_what_its_file_says() =>
        Assert.All(Cases.GetProperty("supportResourceCases").EnumerateArray(), each =>
        {
            var support = GlobalPrivacyControl.ReadSupport(
                each.GetProperty("contentType").GetString(), Encoding.UTF8.GetBytes(each.GetProperty("body").GetRawText()));

            bool? expected = each.GetProperty("support").ValueKind == JsonValueKind.String ? null : each.GetProperty("support").GetBoolean();
            Assert.Equal(expected, support.Supports);
            if (each.TryGetProperty("lastUpdate", out var updated))
            {
                Assert.Equal(updated.GetString(), support.LastUpdate);
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"gpc\": true")]
    public void A_file_that_cannot_be_read_says_nothing(string body) =>
        Assert.Equal(GpcSupport.Unknown, GlobalPrivacyControl.ReadSupport("application/json; charset=utf-8", Encoding.UTF8.GetBytes(body)));
}
