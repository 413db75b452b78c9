using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Fulcrum.Server.Tests.Mutations;

public sealed class MutationTests
{
    private const int Lanes = 64;
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("FULCRUM_SEED") ?? "20261124", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_hundred_thousand_spoilt_requests_get_no_5xx_and_lose_no_event()
    {
        await using var server = await RunningServer.StartAsync();

        var run = await MutationRun.RunAsync(server.Http, MutatedRequest.Valid, Seed, 100_000, Lanes);

        Assert.Empty(run.Faults);
        Assert.InRange(run.AskedBack, 0, 10);
        Assert.Equal(100_000, run.Sent);
        Assert.True(run.ByStatus.GetValueOrDefault(200) > 20_000, "too few requests got past the reader to try the rest");
        Assert.Equal(run.EventsOwed, await ReceivedAsync(server));
    }

    [Fact]
    public async Task Spoilt_bytes_on_the_wire_get_no_5xx_and_leave_the_server_serving()
    {
        await using var server = await RunningServer.StartAsync();
        var random = new Random(Seed);
        var valid = Encoding.Latin1.GetBytes(
            "POST /v1/track HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic eDo=\r\nContent-Type: application/json\r\nContent-Length: 54\r\n\r\n"
            + "{\"type\":\"track\",\"event\":\"E\",\"userId\":\"u\",\"writeKey\":\"k\"}");

        for (var number = 0; number < 2_000; number++)
        {
            var bytes = valid.ToArray();
            for (var times = random.Next(1, 5); times > 0; times--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            // 505 is what a version of HTTP that does not exist must get; it is not our trouble.
            var answer = (await WireAsync(server.Port, bytes)).Replace("HTTP/1.1 505", "", StringComparison.Ordinal);
            Assert.DoesNotContain("HTTP/1.1 5", answer, StringComparison.Ordinal);
        }

        Assert.Equal(200, (int)(await server.AskAsync(HttpMethod.Get, "/healthz")).Status);
    }

    [Fact]
    public async Task Control_a_handler_that_throws_is_noticed()
    {
        await using var server = await RunningServer.StartAsync(options => options with
        {
            Extra = app => app.MapPost("/v1/planted", (RequestDelegate)(http => throw new InvalidOperationException("planted"))),
        });

        var run = await MutationRun.RunAsync(server.Http, [new MutatedRequest("/v1/planted", "", "{}"u8.ToArray())], Seed, 100, Lanes);

        Assert.Equal(100, run.Faults.Count);
    }

    [Fact]
    public async Task Control_events_answered_and_not_counted_are_noticed()
    {
        await using var server = await RunningServer.StartAsync(options => options with
        {
            Extra = app => app.MapPost("/v1/track", (RequestDelegate)(http => Task.CompletedTask)).WithOrder(-1),
        });

        var run = await MutationRun.RunAsync(server.Http, [.. MutatedRequest.Valid.Where(one => one.Path == "/v1/track")], Seed, 100, Lanes);

        Assert.Empty(run.Faults);
        Assert.NotEqual(run.EventsOwed, await ReceivedAsync(server));
    }

    private static async Task<long> ReceivedAsync(RunningServer server)
    {
        var counts = (await server.ReadAsync("/v1/collect/counts")).Json.GetProperty("sources").EnumerateArray().ToList();
        Assert.All(counts, count => Assert.True(count.GetProperty("balances").GetBoolean()));
        return counts.Sum(count => count.GetProperty("received").GetInt64());
    }

    private static async Task<string> WireAsync(int port, byte[] bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(bytes);
            client.Client.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            {
                answer.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // The server may hang up on what is no HTTP.
        }

        return answer.ToString();
    }
}
