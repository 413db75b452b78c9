using System.Net;
using Fulcrum.Hosting.Doors;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Fulcrum.Server.Tests.Doors;

/// <summary>Who asks is whoever a proxy that is believed says, and of nobody else's word.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly TrustedProxies Two = TrustedProxies.Of([Network("10.0.0.7"), Network("10.1.0.0/16")]);

    [Theory]
    [InlineData("203.0.113.9", "198.51.100.1", "203.0.113.9")]
    [InlineData("10.0.0.8", "198.51.100.1", "10.0.0.8")]
    [InlineData("10.0.0.7", null, "10.0.0.7")]
    [InlineData("10.0.0.7", "198.51.100.1", "198.51.100.1")]
    [InlineData("::ffff:10.0.0.7", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.7", "192.0.2.66, 198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.7", "192.0.2.66, 198.51.100.1, 10.1.2.3", "198.51.100.1")]
    [InlineData("10.0.0.7", "198.51.100.1:4711", "198.51.100.1")]
    [InlineData("10.0.0.7", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("10.0.0.7", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.0.0.7", "198.51.100.1, nonsense", "255.255.255.255")]
    [InlineData("10.0.0.7", "127.0.0.1", "255.255.255.255")]
    public void The_first_that_is_no_trusted_proxy_asks(string remote, string? forwarded, string client) => Assert.Equal(IPAddress.Parse(client), Two.ClientOf(From(remote, forwarded)));

    [Fact]
    public void Lines_of_the_header_are_one_list_and_a_list_without_an_end_costs_nothing()
    {
        var lines = From("10.0.0.7", null);
        lines.Request.Headers["X-Forwarded-For"] = new(["192.0.2.66, 198.51.100.1", "10.1.0.1"]);
        var endless = From("10.0.0.7", string.Join(',', Enumerable.Repeat("10.1.0.1", 10_000)));

        Assert.Equal(IPAddress.Parse("198.51.100.1"), Two.ClientOf(lines));
        Assert.Equal(IPAddress.Parse("10.1.0.1"), Two.ClientOf(endless));
        Assert.Equal(IPAddress.Parse("203.0.113.9"), TrustedProxies.None.ClientOf(From("203.0.113.9", "198.51.100.1")));
    }

    [Theory]
    [InlineData("10.0.0.7", "https", true)]
    [InlineData("10.0.0.7", "http", false)]
    [InlineData("10.0.0.7", "https, http", false)]
    [InlineData("203.0.113.9", "https", false)]
    public void Tls_of_a_proxy_counts_when_the_proxy_is_believed(string remote, string proto, bool isTls)
    {
        var http = From(remote, null);
        http.Request.Headers["X-Forwarded-Proto"] = proto;

        Assert.Equal(isTls, Two.CameByTls(http));
    }

    [Theory]
    [InlineData("10.0.0.0/99")]
    [InlineData("proxy.example")]
    [InlineData("")]
    public void What_is_no_network_is_refused(string text) => Assert.False(TrustedProxies.TryParse(text, out _));

    private static IPNetwork Network(string text) => TrustedProxies.TryParse(text, out var network) ? network : throw new FormatException(text);

    private static DefaultHttpContext From(string remote, string? forwarded)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(remote);
        if (forwarded is not null)
        {
            http.Request.Headers["X-Forwarded-For"] = forwarded;
        }

        return http;
    }
}
