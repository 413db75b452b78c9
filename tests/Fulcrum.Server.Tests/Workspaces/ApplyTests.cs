using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Fulcrum.Server.Tests.Workspaces;

/// <summary>A workspace is put in force over HTTP wholly or not at all, and nothing sent there is a mistake of the server's.</summary>
public sealed class ApplyTests
{
    [Fact]
    public async Task The_next_decision_uses_the_version_applied()
    {
        await using var server = await RunningServer.StartAsync();
        var files = RunningServer.MotorsFiles();
        var before = server.Core.Workspace.Current.Version;

        var reply = await server.AdminAsync("/v1/workspace", Body(files.SetItem("workspace.yaml", files["workspace.yaml"] + "\n# Later.\n")));
        var decided = await server.DecideAsync("/v1/decide", """{"placements":["home-hero"],"subject":{"anonymousId":"a-1"}}""");
        var account = await server.ReadAsync($"/v1/decisions/{decided.Json.GetProperty("decisions")[0].GetProperty("id").GetString()}");

        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        Assert.Equal(before, reply.Json.GetProperty("before").GetString());
        Assert.NotEqual(before, reply.Json.GetProperty("version").GetString());
        Assert.Equal(reply.Json.GetProperty("version").GetString(), account.Json.GetProperty("workspace").GetString());
    }

    [Fact]
    public async Task A_workspace_with_faults_changes_nothing_and_each_fault_has_its_place()
    {
        await using var server = await RunningServer.StartAsync();
        var before = server.Core.Workspace.Current.Version;
        var files = RunningServer.MotorsFiles();

        var reply = await server.AdminAsync("/v1/workspace", Body(files.SetItem("placements.yaml", files["placements.yaml"].Replace("personalization", "no-such", StringComparison.Ordinal))));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Contains(reply.Json.GetProperty("faults").EnumerateArray(), fault =>
            fault.GetProperty("file").GetString() == "placements.yaml" && fault.GetProperty("line").GetInt32() > 0 && fault.GetProperty("remedy").GetString()!.Length > 0);
        Assert.Equal(before, server.Core.Workspace.Current.Version);
    }

    [Fact]
    public async Task A_comparison_says_what_would_change_and_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var before = server.Core.Workspace.Current.Version;
        var files = RunningServer.MotorsFiles();
        var later = Body(files.SetItem("contact-policy.yaml", files["contact-policy.yaml"].Replace("contacts-max: 12", "contacts-max: 30", StringComparison.Ordinal)));

        var compared = await server.AdminAsync("/v1/workspace/diff", later);
        var applied = await server.AdminAsync("/v1/workspace", later);
        var again = await server.AdminAsync("/v1/workspace", later);

        Assert.False(compared.Json.GetProperty("applied").GetBoolean());
        Assert.Equal(before, compared.Json.GetProperty("before").GetString());
        var change = Assert.Single(compared.Json.GetProperty("changes").EnumerateArray());
        Assert.True(change.GetProperty("loosens").GetBoolean());
        Assert.Equal(compared.Json.GetProperty("changes").GetRawText(), applied.Json.GetProperty("changes").GetRawText());
        Assert.Equal(("http:test", true), (applied.Json.GetProperty("by").GetString(), applied.Json.GetProperty("applied").GetBoolean()));
        Assert.Empty(again.Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(applied.Json.GetProperty("at").GetString(), again.Json.GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_large_workspace_is_taken_and_one_beyond_reason_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var files = RunningServer.MotorsFiles();

        var large = await server.AdminAsync("/v1/workspace", Body(files.SetItem("workspace.yaml", files["workspace.yaml"] + "\n# " + new string('x', 1 << 20))));
        var beyond = await server.AdminAsync("/v1/workspace", Body(files.SetItem("workspace.yaml", "# " + new string('x', 5 << 20))));

        Assert.True(large.Status == HttpStatusCode.OK, large.Text);
        Assert.Equal("body-too-large", beyond.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"by":"me"}""")]
    [InlineData("""{"by":"me","files":[]}""")]
    [InlineData("""{"by":"me","files":{}}""")]
    [InlineData("""{"by":"me","files":{"workspace.yaml":1}}""")]
    [InlineData("""{"by":"me","files":{"":"","..":"a: &a [*a]","workspace.yaml":"\u0000"}}""")]
    public async Task What_is_no_workspace_is_the_callers_fault(string body)
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.AdminAsync("/v1/workspace", body);

        Assert.InRange((int)reply.Status, 400, 499);
    }

    private static string Body(ImmutableSortedDictionary<string, string> files) => JsonSerializer.Serialize(new { by = "test", files });
}
