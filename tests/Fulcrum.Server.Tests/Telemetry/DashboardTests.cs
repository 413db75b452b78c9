using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fulcrum.Hosting.Telemetry;
using Fulcrum.Server.Rights;
using Xunit;

namespace Fulcrum.Server.Tests.Telemetry;

/// <summary>What the dashboards ask for is what a running server says, and what it says is written down.</summary>
public sealed partial class DashboardTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "grafana");

    /// <summary>What one drive of a server exposed, for all tests of this class.</summary>
    private static readonly Lazy<Task<HashSet<string>>> Exposed = new(ReadExposedAsync);

    public static TheoryData<string> Boards => [.. Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void There_is_one_for_each_thing_somebody_watches() =>
        Assert.Equal(["cluster.json", "decisions.json", "overview.json", "rights.json"], Directory.EnumerateFiles(Folder, "*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Boards))]
    public void It_is_what_Grafana_loads(string board) => Assert.Empty(Faults(Read(board)));

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task Every_metric_it_asks_for_is_one_that_a_server_exposes(string board) => Assert.Empty(Unknown(Read(board), await Exposed.Value));

    [Fact]
    public async Task A_misspelt_metric_a_panel_without_a_query_and_an_id_given_twice_are_caught()
    {
        var misspelt = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "overview.json")).Replace("fulcrum_events_total", "fulcrum_event_total", StringComparison.Ordinal)).RootElement;
        var spoilt = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "overview.json")).Replace("\"id\": 2,", "\"id\": 1,", StringComparison.Ordinal).Replace("\"expr\"", "\"exp\"", StringComparison.Ordinal)).RootElement;

        Assert.Equal(["fulcrum_event_total"], Unknown(misspelt, await Exposed.Value));
        Assert.Contains(Faults(spoilt), fault => fault.Contains("id 1", StringComparison.Ordinal));
        Assert.Contains(Faults(spoilt), fault => fault.Contains("query", StringComparison.Ordinal));
    }

    [Fact]
    public void Uids_tell_them_apart() => Assert.Equal(4, Boards.Select(board => Read(board.Data).GetProperty("uid").GetString()).Distinct().Count());

    [Fact]
    public async Task Every_metric_of_ours_is_written_down_and_none_that_is_not_there()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "reference", "metrics.md"), TestContext.Current.CancellationToken);
        var written = Names().Matches(page).Select(match => match.Value).Where(name => name.StartsWith("fulcrum_", StringComparison.Ordinal)).ToHashSet();
        var exposed = (await Exposed.Value).Where(name => name.StartsWith("fulcrum_", StringComparison.Ordinal)).Select(name => Parts().Replace(name, "")).ToHashSet();

        // Said by the alarm that looks every hour, and by a server without room; and what another test plants.
        string[] apart = ["fulcrum_exchanges_overdue", "fulcrum_lanes_turned_away_total", "fulcrum_planted_total"];
        written.ExceptWith(apart);
        exposed.ExceptWith(apart);
        Assert.Equal(written.Order(StringComparer.Ordinal), exposed.Order(StringComparer.Ordinal));
    }

    private static JsonElement Read(string board) => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, board))).RootElement;

    private static IEnumerable<string> Faults(JsonElement board)
    {
        foreach (var needed in (string[])["uid", "title", "schemaVersion", "panels", "templating", "time"])
        {
            if (!board.TryGetProperty(needed, out _))
            {
                yield return $"no {needed}";
            }
        }

        if (!board.GetProperty("templating").GetProperty("list").EnumerateArray().Any(variable => variable.GetProperty("type").GetString() == "datasource" && variable.GetProperty("name").GetString() == "datasource"))
        {
            yield return "no variable for the data source";
        }

        HashSet<int> ids = [];
        foreach (var panel in board.GetProperty("panels").EnumerateArray())
        {
            var id = panel.GetProperty("id").GetInt32();
            if (!ids.Add(id))
            {
                yield return $"id {id} twice";
            }

            var place = panel.GetProperty("gridPos");
            if (panel.GetProperty("title").GetString() is not { Length: > 0 } || place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32() > 24 || panel.GetProperty("type").GetString() is not ("timeseries" or "stat"))
            {
                yield return $"panel {id} has no title, no place or no kind";
            }

            var targets = panel.GetProperty("targets").EnumerateArray().ToList();
            if (targets.Count == 0 || targets.Any(target => !target.TryGetProperty("expr", out var query) || query.GetString() is not { Length: > 0 }))
            {
                yield return $"panel {id} has no query";
            }

            if (targets.Select(target => target.GetProperty("refId").GetString()).Distinct().Count() != targets.Count
                || targets.Append(panel).Any(one => one.GetProperty("datasource").GetProperty("uid").GetString() != "${datasource}"))
            {
                yield return $"panel {id} names a query twice or a data source of somebody's own";
            }
        }
    }

    private static IEnumerable<string> Unknown(JsonElement board, HashSet<string> exposed) =>
        (from panel in board.GetProperty("panels").EnumerateArray()
         from target in panel.GetProperty("targets").EnumerateArray()
         from Match name in Names().Matches(Selectors().Replace(target.GetProperty("expr").GetString()!, ""))
         where !exposed.Contains(name.Value)
         select name.Value).Distinct();

    private static async Task<HashSet<string>> ReadExposedAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var telemetry = await TelemetryRun.StartAsync(new TelemetryOptions { Metrics = new IPEndPoint(IPAddress.Loopback, 0) }, cancellation);
        await using var server = await RunningServer.StartAsync(options => options with { Telemetry = telemetry, Limits = options.Limits with { PerKey = new Rate(1, 6) } });
        await server.SendAsync("/v1/t", """{"event":"E","userId":"u-1"}""");
        await server.SendAsync("/v1/t", """{"event":""");
        await server.AskAsync(HttpMethod.Post, "/v1/t", null, """{"event":"E","userId":"u-1"}""", RunningServer.Basic(RunningServer.WebKey + ":"), ("X-Retry-Count", "2"));
        await server.DecideAsync("/v1/consents", """{"identifiers":{"userId":"u-1"},"decisions":[{"purpose":"personalization","state":"withdrawn"}]}""");
        for (var turn = 0; turn < 8; turn++)
        {
            await server.DecideAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"userId":"u-1"}}""");
        }

        using var meter = new ServerMeter();
        await RequestCount.LookAsync(server.Core, meter, cancellation);
        var page = await server.Http.GetStringAsync(telemetry.MetricsUrl, cancellation);
        return [.. page.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => Names().Match(line).Value).Where(name => name.Length > 0)];
    }

    [GeneratedRegex("(?<![a-z_.])(?:fulcrum|http|kestrel|dotnet)_[a-z0-9_]+")]
    private static partial Regex Names();

    [GeneratedRegex("\\{[^}]*\\}|by \\([^)]*\\)")]
    private static partial Regex Selectors();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Parts();
}
