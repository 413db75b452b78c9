using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Fulcrum.Server.Tests;

/// <summary>Requests no two readers would agree about are refused before any handler, over a raw socket as a smuggler would send them.</summary>
public sealed class FramingTests(KeyTests.Shared shared) : IClassFixture<KeyTests.Shared>
{
    /// <summary>What is smuggled behind the doubtful request: answered only by a reader that took its beginning for an end.</summary>
    private const string Smuggled = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n")]
    [InlineData("Content-Length: 4\r\ntransfer-encoding:\tchunked\r\n", "0\r\n\r\n")]
    [InlineData("Content-Length: 0\r\nContent-Length: 4\r\n", "")]
    [InlineData("Content-Length: 4\r\nContent-Length: 4\r\n", "{}\r\n")]
    [InlineData("Content-Length: 4, 4\r\n", "{}\r\n")]
    [InlineData("Content-Length: 0x2\r\n", "{}")]
    [InlineData("Content-Length: -1\r\n", "{}")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "{}")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: identity\r\n", "{}")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")]
    [InlineData("Content-Length : 2\r\n", "{}")]
    [InlineData("Folded: one\r\n two\r\nContent-Length: 2\r\n", "{}")]
    [InlineData("Transfer-Encoding: chunked\r\n", "zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "2;\n{}\r\n0\r\n\r\n")]
    public async Task A_length_in_doubt_is_refused_and_nothing_behind_it_is_read(string headers, string body)
    {
        var answer = await SendAsync($"POST /v1/t HTTP/1.1\r\nHost: x\r\nAuthorization: {Basic}\r\n{headers}\r\n{body}{Smuggled}");

        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("alive", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("success", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_request_over_the_same_socket_is_served_and_so_is_the_next()
    {
        const string Event = """{"event":"E","userId":"u-1"}""";

        var answer = await SendAsync($"POST /v1/t HTTP/1.1\r\nHost: x\r\nAuthorization: {Basic}\r\nContent-Length: {Event.Length}\r\n\r\n{Event}{Last}");
        var chunked = await SendAsync($"POST /v1/t HTTP/1.1\r\nHost: x\r\nAuthorization: {Basic}\r\nTransfer-Encoding: chunked\r\n\r\n{Event.Length:x}\r\n{Event}\r\n0\r\n\r\n{Last}");

        Assert.All([answer, chunked], text => Assert.Contains("success", text, StringComparison.Ordinal));
        Assert.All([answer, chunked], text => Assert.Contains("alive", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TRACE /healthz")]
    [InlineData("PUT /v1/decide")]
    [InlineData("DELETE /v1/consents")]
    [InlineData("PATCH /v1/t")]
    [InlineData("HEAD /v1/collect/counts")]
    [InlineData("GET /v1/decide")]
    public async Task A_verb_a_route_does_not_take_is_405_and_names_those_it_takes(string line)
    {
        var answer = await SendAsync($"{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nAllow: ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1")]
    [InlineData("POST", "/v1/decide/more")]
    [InlineData("GET", "/v1/../healthz/x")]
    [InlineData("GET", "/.env")]
    public async Task A_path_that_is_no_route_is_404_with_a_problem(string method, string path)
    {
        var reply = await shared.Server.AskAsync(new HttpMethod(method), path, RunningServer.AdminKey, method == "POST" ? "{}" : null);

        Assert.Equal((404, "no-such-route"), ((int)reply.Status, reply.Code));
    }

    [Theory]
    [InlineData("GET", "/healthz")]
    [InlineData("POST", "/v1/decide")]
    [InlineData("POST", "/v1/t")]
    [InlineData("GET", "/nowhere")]
    [InlineData("DELETE", "/healthz")]
    [InlineData("OPTIONS", "/v1/t")]
    public async Task Every_answer_tells_browsers_that_it_is_data_and_nothing_else(string method, string path)
    {
        var reply = await shared.Server.AskAsync(new HttpMethod(method), path, null, method == "POST" ? "{}" : null);

        Assert.Equal("nosniff", reply.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-store", reply.Headers["Cache-Control"]);
        Assert.Equal("default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", reply.Headers["Content-Security-Policy"]);
        Assert.Equal("no-referrer", reply.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", reply.Headers["Cross-Origin-Opener-Policy"]);
        Assert.False(reply.Headers.ContainsKey("Server"));
    }

    private static string Basic => RunningServer.Basic(RunningServer.WebKey + ":").Value;

    private static string Last => "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private async Task<string> SendAsync(string text)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1)); // A connection left open is a fault; without this it would be a hang.
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", shared.Server.Port, patience.Token);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), patience.Token);

        // The server closes when it refuses, or when it is asked to: there is an end to read to.
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, patience.Token) is > 0 and var count)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // The server closes on the spot; what it had answered was read.
        }

        return answer.ToString();
    }
}
