using System.Net;
using System.Text.Json.Nodes;
using Fulcrum.Consent;
using Fulcrum.Hosting.Doors;
using Fulcrum.Portal.Consent;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal.Tests.Consent;

/// <summary>A no in the privacy centre is written into what the company's own pages keep in that browser, and nothing else is.</summary>
public sealed class SiteChoiceTests(VisitFixture visits) : IClassFixture<VisitFixture>
{
    private const string Kept = """{"c":{"functional":true,"analytics":true,"advertising":false},"n":"web-privacy@2026-11"}""";

    [Theory]
    [InlineData("personalization", """{"functional":0,"analytics":true,"advertising":false}""")]
    [InlineData("analytics", """{"functional":true,"analytics":0,"advertising":false}""")]
    [InlineData(ConsentRecord.EveryPurpose, """{"functional":0,"analytics":0,"advertising":false}""")]
    public void Of_what_was_refused_the_yes_is_taken_back_and_the_rest_stays(string purpose, string expected)
    {
        var (value, attributes) = Taken("shop.example", Kept, purpose)!.Value;

        Assert.Equal(expected, value["c"]!.ToJsonString());
        Assert.Equal("web-privacy@2026-11", value["n"]!.GetValue<string>());
        Assert.Equal(["max-age=15552000", "path=/", "samesite=lax"], attributes);
    }

    [Theory]
    [InlineData("marketing-email", Kept)]
    [InlineData("personalization", "")]
    [InlineData("personalization", "nonsense")]
    [InlineData("personalization", "[]")]
    [InlineData("personalization", """{"c":[true]}""")]
    [InlineData("personalization", """{"c":{"functional":"true"}}""")]
    public void Without_a_yes_to_it_that_can_be_read_nothing_is_written(string purpose, string cookie) => Assert.Null(Taken("shop.example", cookie, purpose));

    [Theory]
    [InlineData(";domain=shop.example", "domain=shop.example")]
    [InlineData(";domain=.shop.example", "domain=shop.example")]
    [InlineData(";domain=evil.example", null)]
    [InlineData(";domain=op.example", null)]
    [InlineData(";domain=", null)]
    [InlineData(";domain=shop.example;secure", null)]
    [InlineData("shop.example", null)]
    public void It_is_as_wide_as_the_site_made_it_and_never_wider_than_this_host(string domain, string? expected)
    {
        var choice = JsonNode.Parse(Kept)!;
        choice["d"] = domain;

        var taken = Taken("privacy.shop.example", choice.ToJsonString(), "personalization");

        Assert.Equal(expected is not null, taken is not null);
        Assert.Equal(expected, taken?.Attributes.FirstOrDefault(one => one.StartsWith("domain", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task In_the_centre_a_no_reaches_the_pages_of_the_same_host_and_a_yes_does_not()
    {
        await using var visitor = await visits.VisitAsync(scripts: false);
        await visitor.Context.AddCookiesAsync(
        [
            new() { Name = "ajs_anonymous_id", Value = "site-choice-1", Url = visits.Portal.Address.ToString() },
            new() { Name = SiteChoice.CookieName, Value = Uri.EscapeDataString(Kept), Url = visits.Portal.Address.ToString() },
        ]);
        await visitor.OpenAsync("/en/choices");
        await visitor.PressAsync("marketing-email", "allow");
        Assert.Equal(Kept, await KeptAsync());

        await visitor.PressAsync("personalization", "refuse");

        Assert.Contains("\"functional\":0,\"analytics\":true", await KeptAsync(), StringComparison.Ordinal);

        async Task<string> KeptAsync() => Uri.UnescapeDataString((await visitor.Context.CookiesAsync()).Single(one => one.Name == SiteChoice.CookieName).Value);
    }

    [Theory]
    [InlineData("https", "10.0.0.7", true)]
    [InlineData("http", "10.0.0.7", false)]
    [InlineData("https", "203.0.113.9", false)]
    public void Behind_a_proxy_that_is_believed_and_speaks_tls_it_is_for_tls_alone(string scheme, string proxy, bool isSecure)
    {
        var (_, attributes) = Taken("shop.example", Kept, "personalization", (scheme, proxy))!.Value;

        Assert.Equal(isSecure, attributes.Contains("secure"));
    }

    private (JsonNode Value, string[] Attributes)? Taken(string host, string cookie, string purpose, (string Scheme, string Address) proxy = default)
    {
        var http = new DefaultHttpContext();
        if (proxy is { Scheme: not null, Address: not null })
        {
            http.Connection.RemoteIpAddress = IPAddress.Parse(proxy.Address);
            http.Request.Headers["X-Forwarded-Proto"] = proxy.Scheme;
        }

        http.Request.Host = new HostString(host);
        http.Request.Headers.Cookie = $"{SiteChoice.CookieName}={Uri.EscapeDataString(cookie)}";
        SiteChoice.TakeBack(http, visits.Portal.Core, purpose, TrustedProxies.Of([new IPNetwork(IPAddress.Parse("10.0.0.7"), 32)]));
        return http.Response.Headers.SetCookie is [{ } set] && set.Split("; ") is [var pair, .. var attributes]
            ? (JsonNode.Parse(Uri.UnescapeDataString(pair.Split('=', 2)[1]))!, [.. attributes.Order(StringComparer.Ordinal)])
            : null;
    }
}
