using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fulcrum.Cluster.Passing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace Fulcrum.Cluster.Tests.Passing;

/// <summary>What the tests of the door are made of: owners that answer, keep silent or break off, and what a caller says.</summary>
public sealed partial class NodeDoorTests
{
    private async Task<Uri> StartWithoutOwnerAsync()
    {
        _cluster.LeadNowhere("down");
        _cluster.Row.Give(TestCluster.Named("down"));
        var node = await _cluster.StartAsync("b", EchoAsync);

        // Somebody beats for it, so that this node does not take over.
        _cluster.Sought = _ => _cluster.Row.TryBeat(_cluster.Row.View.Claim);
        return node;
    }

    /// <summary>The owner reads what it is sent, and breaks the connection.</summary>
    private async Task<Func<int>> LoseAnswersAsync(TaskCompletionSource? lost = null)
    {
        var times = 0;
        await _cluster.StandInAsync("breaking", async http =>
        {
            Interlocked.Increment(ref times);
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Abort();
            lost?.TrySetResult();
        });
        _cluster.Row.Give(TestCluster.Named("breaking"));
        return () => Volatile.Read(ref times);
    }

    private async Task EchoAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _seen.Enqueue(new Seen(
            http.Request.Method, http.Features.Get<IHttpRequestFeature>()!.RawTarget, http.Request.Host.Value!, http.Connection.RemoteIpAddress!.ToString(),
            http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.Headers.Append("X-Answer", "one");
        http.Response.Headers.Append("X-Answer", "two");
        await http.Response.Body.WriteAsync(Answer);
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers[NodeSeal.Header] = "not-owner";
        return Task.CompletedTask;
    }

    private static async Task WaitForeverAsync(HttpContext http)
    {
        var gone = new TaskCompletionSource();
        await using var end = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private HttpRequestMessage Sealed(HttpMethod method, Uri node, string caller, string path = "/v1/things")
    {
        var said = new DefaultHttpContext();
        said.Request.Method = method.Method;
        said.Request.Path = path;
        said.Request.Scheme = "https";
        said.Connection.RemoteIpAddress = IPAddress.Parse(caller);
        var request = new HttpRequestMessage(method, new Uri(node, "/v1/things"));
        request.Headers.TryAddWithoutValidation(NodeSeal.Header, _cluster.Seal.Write(said));
        return request;
    }

    private HttpRequestMessage Spoilt(string how, Uri node)
    {
        var request = Sealed(HttpMethod.Get, node, "198.51.100.7", how == "of another request" ? "/v1/other" : "/v1/things");
        var seal = request.Headers.GetValues(NodeSeal.Header).Single();
        request.Headers.Remove(NodeSeal.Header);
        request.Headers.TryAddWithoutValidation(NodeSeal.Header, how switch
        {
            "forged" => "v1;1796040000000;198.51.100.7;https;" + new string('0', 64),
            "changed" => seal.Replace("198.51.100.7", "198.51.100.8", StringComparison.Ordinal),
            "stale" => Stale(),
            _ => seal,
        });
        return request;

        string Stale()
        {
            var earlier = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(_cluster.Clock.GetUtcNow() - TimeSpan.FromMinutes(6));
            var said = new DefaultHttpContext();
            said.Request.Method = "GET";
            said.Request.Path = "/v1/things";
            said.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.7");
            return new NodeSeal(TestCluster.Secret, earlier).Write(said);
        }
    }

    private static byte[] Large() => RandomNumberGenerator.GetBytes((3 << 20) + 17);

    private static void AssertDetached(string outcome, HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal([outcome], answer.Headers.GetValues(TestCluster.DetachedHeader));
    }

    private static HttpClient CallerAt(string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, end) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint, end);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private sealed record Seen(string Method, string Target, string Host, string Caller, IReadOnlyDictionary<string, string> Headers, byte[] Body);
}
