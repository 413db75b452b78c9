using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace Fulcrum.Server.Tests.Consent;

/// <summary>What pages are told: whose law, kept by its tag, readable where pages are.</summary>
public sealed class PagePolicyTests
{
    private const string Path = $"/v1/projects/{RunningServer.WebKey}/policy";

    [Fact]
    public async Task Where_nobody_says_where_the_visitor_is_the_strictest_law_holds_and_a_place_that_is_known_has_its_own()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true, files: TwoLaws);

        var nowhere = await PolicyAsync(server, Path);
        Assert.False(nowhere.GetProperty("mayKeepId").GetBoolean());
        Assert.True(nowhere.GetProperty("confirmsSignal").GetBoolean());
        Assert.Equal(365, nowhere.GetProperty("choiceDays").GetInt32());
        Assert.All(nowhere.GetProperty("categories").EnumerateArray(), category => Assert.True(category.GetProperty("needsYes").GetBoolean()));
        Assert.Equal(nowhere.ToString(), (await PolicyAsync(server, $"{Path}?jurisdiction=XX")).ToString());

        var california = await PolicyAsync(server, $"{Path}?jurisdiction=US-CA");
        Assert.True(california.GetProperty("mayKeepId").GetBoolean());
        Assert.Equal(["personalization:False", "analytics:True", "marketing-email:True", "sales-assistance:True"],
            california.GetProperty("categories").EnumerateArray().Select(category => $"{category.GetProperty("purpose").GetString()}:{category.GetProperty("needsYes").GetBoolean()}"));

        var britain = await PolicyAsync(server, $"{Path}?jurisdiction=GB");
        Assert.Equal((false, false, 180), (britain.GetProperty("mayKeepId").GetBoolean(), britain.GetProperty("confirmsSignal").GetBoolean(), britain.GetProperty("choiceDays").GetInt32()));
    }

    [Fact]
    public async Task It_is_kept_a_minute_asked_again_by_its_tag_and_read_from_the_pages_of_the_source()
    {
        await using var server = await RunningServer.StartAsync(hasSurfaces: true);
        var told = await server.AskAsync(HttpMethod.Get, Path, headers: ("Origin", "https://www.meridian-motors.example"));
        Assert.Equal("public, max-age=60", told.Headers["Cache-Control"]);
        Assert.Equal("https://www.meridian-motors.example", told.Headers["Access-Control-Allow-Origin"]);

        using var again = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(told.Headers["ETag"]) } } };
        using var unchanged = await server.Http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(304, (int)unchanged.StatusCode);

        var elsewhere = await server.AskAsync(HttpMethod.Get, $"{Path}?jurisdiction=US-CA");
        Assert.Equal(told.Text, elsewhere.Text);
        Assert.Equal(204, (int)(await server.AskAsync(HttpMethod.Options, Path, headers: ("Origin", "https://www.meridian-motors.example"))).Status);
    }

    [Fact]
    public async Task Without_surfaces_a_page_is_told_that_a_yes_needs_no_nonce()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(("", "web-privacy@2026-11"), ((await PolicyAsync(server, Path)).GetProperty("surface").GetString(), (await PolicyAsync(server, Path)).GetProperty("notice").GetString()));
    }

    private static ImmutableSortedDictionary<string, string> TwoLaws(ImmutableSortedDictionary<string, string> files)
    {
        var law = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "samples", "rules", "us-ca-ccpa.yaml"))
            .Replace("  consent-model:\n", "  consent-model:\n    - {class: device-storage, value: opt-out, from: 2020-01-01, source: \"for this test\", confidence: low}\n", StringComparison.Ordinal);
        return files.SetItem("laws/us-ca-ccpa.yaml", law)
            .SetItem("workspace.yaml", files["workspace.yaml"].Replace("  default-residence: GB\n", "", StringComparison.Ordinal))
            .SetItem("purposes.yaml", files["purposes.yaml"].Replace("  personalization:\n    basis: consent\n", "  personalization:\n    basis: consent\n    basis-in: {US-CA: legitimate-interest}\n", StringComparison.Ordinal))
            .RemoveRange(files.Keys.Where(path => path.StartsWith("notices/built/", StringComparison.Ordinal)));
    }

    private static async Task<JsonElement> PolicyAsync(RunningServer server, string path) => (await server.AskAsync(HttpMethod.Get, path)).Json;
}
