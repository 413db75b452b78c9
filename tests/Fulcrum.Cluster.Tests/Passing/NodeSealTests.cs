using System.Net;
using Fulcrum.Cluster.Passing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fulcrum.Cluster.Tests.Passing;

/// <summary>What a node says of a caller is believed where a node of the same store said it of this request, lately.</summary>
public sealed class NodeSealTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("198.51.100.7", "https")]
    [InlineData("2001:db8::7", "http")]
    [InlineData("fe80::7%3", "https")]
    public void Address_and_scheme_of_the_caller_are_taken_over(string address, string scheme)
    {
        var request = Sealed(Request(address, scheme));

        Assert.True(Seal().TryTake(request));

        Assert.Equal(IPAddress.Parse(address), request.Connection.RemoteIpAddress);
        Assert.Equal(scheme, request.Request.Scheme);
    }

    [Fact]
    public void A_caller_without_an_address_has_none_behind_the_node_either()
    {
        var request = Sealed(Request(null, "http"));

        Assert.True(Seal().TryTake(request));

        Assert.Null(request.Connection.RemoteIpAddress);
    }

    [Fact]
    public void A_seal_of_another_store_is_not_believed()
    {
        var request = Sealed(Request("198.51.100.7", "https"));

        Assert.False(new NodeSeal(TestCluster.Secret.Reverse().ToArray(), _clock).TryTake(request));

        AssertUntouched(request);
    }

    [Theory]
    [InlineData("method")]
    [InlineData("path")]
    [InlineData("query")]
    public void A_seal_of_another_request_is_not_believed(string changed)
    {
        var request = Sealed(Request("198.51.100.7", "https"));
        switch (changed)
        {
            case "method":
                request.Request.Method = "DELETE";
                break;
            case "path":
                request.Request.Path = "/v1/other";
                break;
            default:
                request.Request.QueryString = new QueryString("?who=2");
                break;
        }

        Assert.False(Seal().TryTake(request));

        AssertUntouched(request);
    }

    [Fact]
    public void No_byte_of_a_seal_can_be_changed()
    {
        var request = Sealed(Request("198.51.100.7", "https"));
        var seal = request.Request.Headers[NodeSeal.Header].ToString();
        for (var at = 0; at < seal.Length; at++)
        {
            request.Request.Headers[NodeSeal.Header] = seal[..at] + (seal[at] == '1' ? '2' : '1') + seal[(at + 1)..];

            Assert.False(Seal().TryTake(request), $"byte {at}");
        }

        AssertUntouched(request);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("v1")]
    [InlineData("v1;;;;")]
    [InlineData("v1;0;198.51.100.7;https;")]
    [InlineData("v1;99999999999999999999;198.51.100.7;https;00")]
    [InlineData("v1;0;198.51.100.7;https;é")]
    public void What_is_no_seal_is_not_believed(string text)
    {
        var request = Request("192.0.2.1", "http");
        request.Request.Headers[NodeSeal.Header] = text;

        Assert.False(Seal().TryTake(request));

        AssertUntouched(request);
    }

    [Fact]
    public void Of_two_seals_none_is_believed()
    {
        var request = Sealed(Request("198.51.100.7", "https"));
        var seal = request.Request.Headers[NodeSeal.Header].ToString();
        request.Request.Headers[NodeSeal.Header] = new[] { seal, seal };

        Assert.False(Seal().TryTake(request));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(5.1, false)]
    public void A_seal_is_believed_for_five_minutes(double minutes, bool isBelieved)
    {
        var request = Sealed(Request("198.51.100.7", "https"));

        _clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(isBelieved, Seal().TryTake(request));
    }

    [Fact]
    public void A_node_whose_clock_runs_far_ahead_is_not_believed()
    {
        var ahead = new FakeTimeProvider(_clock.GetUtcNow() + TimeSpan.FromMinutes(6));
        var request = Request("198.51.100.7", "https");
        request.Request.Headers[NodeSeal.Header] = new NodeSeal(TestCluster.Secret, ahead).Write(request);

        Assert.False(Seal().TryTake(request));
    }

    private static void AssertUntouched(HttpContext request)
    {
        Assert.Equal(IPAddress.Parse("192.0.2.1"), request.Connection.RemoteIpAddress);
        Assert.Equal("http", request.Request.Scheme);
    }

    private NodeSeal Seal() => new(TestCluster.Secret, _clock);

    /// <summary>As the next node sees it: from the node before, over plain HTTP.</summary>
    private DefaultHttpContext Sealed(DefaultHttpContext request)
    {
        request.Request.Headers[NodeSeal.Header] = Seal().Write(request);
        request.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.1");
        request.Request.Scheme = "http";
        return request;
    }

    private static DefaultHttpContext Request(string? address, string scheme)
    {
        var request = new DefaultHttpContext();
        request.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        request.Request.Method = "POST";
        request.Request.Scheme = scheme;
        request.Request.Path = "/v1/events";
        request.Request.QueryString = new QueryString("?who=1");
        return request;
    }
}
