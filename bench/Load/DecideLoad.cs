using System.Globalization;
using System.Text;
using Fulcrum.Bench.Hosts;

namespace Fulcrum.Bench.Load;

/// <summary>The load of the decide figures: 100k customers, one placement with 100 offers, as many connections as the figure says.</summary>
internal sealed class DecideLoad
{
    /// <summary>Customers loaded.</summary>
    public const int Profiles = 100_000;

    private const int MemoryConnections = 64;
    private const int DurableConnections = 512;

    private readonly ReadOnlyMemory<byte>[] _requests;
    private readonly int _connections;

    private DecideLoad(string path, bool durable)
    {
        _connections = durable ? DurableConnections : MemoryConnections;
        _requests = Requests(path);
    }

    /// <summary>Decisions.</summary>
    public static DecideLoad Decide(bool durable) => new("/v1/decide", durable);

    /// <summary>The same requests to the endpoint that does no work.</summary>
    public static DecideLoad Floor(bool durable) => new(Floors.Decide, durable);

    /// <summary>What a host for it is started with.</summary>
    public static string[] Options(string folder, bool durable, bool grantEverything = false) =>
        new BenchHostOptions(folder, durable, grantEverything, Profiles, Profiles * 2).ToArguments();

    /// <summary>Asks as fast as it is answered, and what each request cost the server. A request that fails is a fault of the measurement.</summary>
    public async Task<(LoadResult Run, double CpuMicros)> RunAsync(HostProcess host, TimeSpan duration)
    {
        var before = await host.CpuSecondsAsync();
        var run = await HttpLoad.ClosedAsync(host.Port, _connections, duration, (c, n) => _requests[(int)(((c * 7_919L) + n) % _requests.Length)]);
        var cpu = 1e6 * (await host.CpuSecondsAsync() - before) / run.Requests;
        return run.Failures == 0 ? (run, cpu) : throw new InvalidOperationException($"{run.Failures} of {run.Requests} requests failed; nothing was measured.");
    }

    /// <summary>Asks once.</summary>
    public async Task<string> AskAsync(HostProcess host)
    {
        using var connection = await HttpConnection.OpenAsync(host.Port);
        var status = await connection.SendAsync(_requests[0]);
        return status == 200 ? Encoding.UTF8.GetString(connection.LastBody) : throw new InvalidOperationException($"The host answered {status}.");
    }

    /// <summary>Questions about customers in random order.</summary>
    internal static ReadOnlyMemory<byte>[] Requests(string path, string key = BenchHost.DecideKey)
    {
        var random = new Random(20261124);
        var requests = new ReadOnlyMemory<byte>[20_000];
        for (var i = 0; i < requests.Length; i++)
        {
            var body = $$$"""{"placements":["bench-slot"],"subject":{"userId":"{{{Customers.UserId(random.Next(Profiles))}}}"},"context":{"page":"/models"}}""";
            requests[i] = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        }

        return requests;
    }
}
