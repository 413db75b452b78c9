using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Fulcrum.Crash;

/// <summary>
/// Goal: what the server acknowledged survives kill -9 under load, once. Method: eight clients send events, the server is
/// killed at a seeded moment and started again; its own counts are compared with what the clients were told, then
/// everything is sent again: what was acknowledged is known, what was not is stored now, and nothing twice.
/// </summary>
public sealed partial class CrashTests : IDisposable
{
    private const int Clients = 8;
    private const int BatchEvents = 10;

    private readonly string _folder = Directory.CreateTempSubdirectory("fulcrum-crash-").FullName;
    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private bool _acknowledgesEarly;

    private static int KillsMax => Environment.GetEnvironmentVariable("FULCRUM_TIER") is "1" or "2" ? 200 : 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_acknowledged_is_lost_or_stored_twice_when_the_server_is_killed()
    {
        await RunAsync();
        Console.WriteLine($":: crash: 0 of {KillsMax} kills lost or doubled anything ({_acknowledged.Count} events; 95 % bound {300.0 / KillsMax:0.#} %)");
    }

    [Fact]
    public async Task An_acknowledgement_before_the_answer_is_caught()
    {
        _acknowledgesEarly = true;

        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(RunAsync);
    }

    private async Task RunAsync()
    {
        var store = Path.Combine(_folder, "store");
        ServerProcess.Prepare(store, Path.Combine(Root(), "samples", "motors"));
        var chance = new Random(1);
        var adminKey = "";
        for (var kill = 0; kill < KillsMax; kill++)
        {
            using var server = ServerProcess.Start(store);
            adminKey = server.AdminKey.Length > 0 ? server.AdminKey : adminKey;
            await CompareAsync(server, adminKey, kill);
            await LoadUntilKilledAsync(server, kill, TimeSpan.FromMilliseconds(chance.Next(20, 400)));
        }

        using var last = ServerProcess.Start(store);
        await CompareAsync(last, adminKey, KillsMax);
        Assert.Contains(true, _acknowledged.Values);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task LoadUntilKilledAsync(ServerProcess server, int kill, TimeSpan load)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var clients = Enumerable.Range(0, Clients).Select(number => SendUntilItDiesAsync(client, $"{kill}-{number}")).ToArray();
        // The moment of death is the point of this test, not a wait for something to happen.
        await Task.Delay(load, Cancellation);
        server.Kill();
        await Task.WhenAll(clients);
    }

    private async Task SendUntilItDiesAsync(HttpClient client, string name)
    {
        for (var batch = 0; ; batch++)
        {
            var ids = Enumerable.Range(0, BatchEvents).Select(at => $"{name}-{batch}-{at}").ToArray();
            foreach (var id in ids)
            {
                _acknowledged[id] = _acknowledgesEarly;
            }

            try
            {
                await SendAsync(client, ids);
            }
            catch (HttpRequestException)
            {
                return;
            }

            foreach (var id in ids)
            {
                _acknowledged[id] = true;
            }
        }
    }

    /// <summary>Before anything is sent again: all that was acknowledged is there. After: everything is, once.</summary>
    private async Task CompareAsync(ServerProcess server, string adminKey, int kill)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var kept = await ReadStoredAsync(client, adminKey);
        var known = _acknowledged.Where(sent => sent.Value).Select(sent => sent.Key).ToArray();
        Assert.True(kept >= known.Length, $"Kill {kill}: {known.Length} acknowledged, {kept} kept.");
        Assert.True(kept <= _acknowledged.Count, $"Kill {kill}: {_acknowledged.Count} sent, {kept} kept.");

        await SendAllAsync(client, known.Where(id => id.StartsWith($"{kill - 1}-", StringComparison.Ordinal)));
        Assert.Equal(kept, await ReadStoredAsync(client, adminKey));

        await SendAllAsync(client, _acknowledged.Where(sent => !sent.Value).Select(sent => sent.Key));
        Assert.Equal(_acknowledged.Count, await ReadStoredAsync(client, adminKey));
        foreach (var id in _acknowledged.Keys)
        {
            _acknowledged[id] = true;
        }
    }

    private static async Task SendAllAsync(HttpClient client, IEnumerable<string> ids)
    {
        foreach (var chunk in ids.Chunk(100))
        {
            await SendAsync(client, chunk);
        }
    }

    private static async Task SendAsync(HttpClient client, string[] ids)
    {
        var events = ids.Select(id => $$"""
            {"type":"track","event":"Test Drive Booked","messageId":"{{id}}","userId":"u{{id.Length + id[^1]}}","properties":{"model":"aurora"} }
            """);
        using var body = new StringContent(
            $$"""{"writeKey":"sample-key-web-for-development-only","batch":[{{string.Join(',', events)}}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v1/batch", UriKind.Relative), body, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<long> ReadStoredAsync(HttpClient client, string adminKey)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, "/v1/collect/counts");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", adminKey);
        using var answer = await client.SendAsync(ask, Cancellation);
        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return Stored().Matches(text).Sum(found => long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fulcrum.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Fulcrum.slnx is in no folder above the tests.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("\"stored\":(\\d+)")]
    private static partial Regex Stored();
}
