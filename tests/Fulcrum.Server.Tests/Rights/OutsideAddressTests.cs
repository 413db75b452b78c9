using System.Net;
using System.Net.Sockets;
using Fulcrum.Server.Rights;
using Xunit;

namespace Fulcrum.Server.Tests.Rights;

/// <summary>A name that a workspace lists leads to no place that a request of ours must not reach, however the address is written.</summary>
public sealed class OutsideAddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.170.2")]
    [InlineData("192.0.0.192")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("ff02::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:a9fe:a9fe::1")]
    public void There_no_name_may_lead(string address) => Assert.False(OutsideAddress.MayBeCalled(IPAddress.Parse(address)));

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("10.1.2.3")]
    [InlineData("192.168.1.4")]
    [InlineData("2001:db8::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("::ffff:203.0.113.9")]
    [InlineData("64:ff9b::cb00:7109")]
    public void There_it_may(string address) => Assert.True(OutsideAddress.MayBeCalled(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_of_this_machine_is_not_called_and_its_number_is_where_it_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectCallback = OutsideAddress.ConnectAsync });

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://localhost:{port}/"), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://127.0.0.2:{port}/"), TestContext.Current.CancellationToken));
        Assert.False(listener.Pending());

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var called = http.GetAsync(new Uri($"http://127.0.0.1:{port}/"), patience.Token);
        using (await listener.AcceptTcpClientAsync(patience.Token))
        {
        }

        await Assert.ThrowsAnyAsync<Exception>(() => called);
    }
}
