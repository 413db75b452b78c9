using System.Diagnostics;
using System.Text.Json;
using Fulcrum.Profiles;
using Xunit;

namespace Fulcrum.Server.Tests.Clients;

/// <summary>Other people's published clients, unchanged, against the real server.</summary>
public sealed class NodeClientTests
{
    private const int Rounds = 40;

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    /// <summary>Once for all of them: installing removes what is there.</summary>
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    [Fact]
    public async Task Every_call_of_Segments_own_client_arrives_once_even_through_a_restart()
    {
        await Installed.Value;
        await using var server = await RunningServer.StartAsync();
        using var client = Start("node", "segment-node.mjs", $"http://127.0.0.1:{server.Port}", RunningServer.WebKey, $"{Rounds}");

        Assert.Equal("half", await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await server.CloseAsync();
        await client.StandardInput.WriteLineAsync("go");
        await client.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        await server.OpenAsync();
        var said = await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(client.ExitCode == 0, await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var told = JsonDocument.Parse(said!).RootElement;
        Assert.Equal(0, told.GetProperty("errors").GetArrayLength());
        var counts = await server.CountsAsync("web");
        Assert.Equal(told.GetProperty("sent").GetInt64(), counts.Received - counts.Duplicate);
        Assert.Equal(4 * Rounds, counts.Stored); // page, identify, track, alias; screens and groups are not declared for this source
        Assert.Equal(2 * Rounds, counts.Quarantined);
        Assert.Equal(counts.Stored, await CountJournaledEventsAsync(server));
    }

    [Fact]
    public async Task Every_call_of_RudderStacks_own_client_arrives_once_and_its_consents_are_heard()
    {
        await Installed.Value;
        await using var server = await RunningServer.StartAsync();
        using var client = Start("node", "rudder-node.mjs", $"http://127.0.0.1:{server.Port}", RunningServer.WebKey);

        var said = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(client.ExitCode == 0, await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.Equal("""{"sent":6,"errors":[]}""", said.Trim());
        Assert.Equal(new Counts(6, 4, 0, 2, 0), await server.CountsAsync("web")); // screens and groups are not declared for this source
        var standing = await server.DecideAsync("/v1/consents/query", """{"identifiers":{"userId":"rudder-user"}}""");
        var states = standing.Json.GetProperty("purposes").EnumerateArray().ToDictionary(purpose => purpose.GetProperty("purpose").GetString()!, purpose => purpose.GetProperty("state").GetString());
        Assert.Equal(("given", "given", "refused", "unknown"), (states["personalization"], states["sales-assistance"], states["marketing-email"], states["analytics"]));
    }

    [Fact]
    public async Task Every_call_of_Segments_browser_client_arrives_and_the_page_talks_to_nobody_else()
    {
        const string Origin = "https://www.meridian-motors.example";
        await Installed.Value;
        await using var server = await RunningServer.StartAsync();
        using var client = Start("node", "segment-browser.mjs", $"127.0.0.1:{server.Port}", RunningServer.WebKey, Origin);

        var said = await client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(client.ExitCode == 0, await client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        var told = JsonDocument.Parse(said).RootElement;
        Assert.Equal([$"127.0.0.1:{server.Port}"], told.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        Assert.Equal(new Counts(6, 4, 0, 2, 0), await server.CountsAsync("web")); // screens and groups are not declared for this source
    }

    private static async Task<long> CountJournaledEventsAsync(RunningServer server)
    {
        var count = 0L;
        var seen = new HashSet<UInt128>();
        await foreach (var entry in server.Core.Store.Journal.ReadAllAsync(0, TestContext.Current.CancellationToken))
        {
            if (entry.Row.Kind == EntryKind.Event)
            {
                count++;
                Assert.True(seen.Add(entry.Row.Dedupe), "an event is in the journal twice");
            }
        }

        return count;
    }

    private static async Task InstallAsync()
    {
        using var npm = Start("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        var said = npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, $"npm ci failed: {await said}");
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }
}
