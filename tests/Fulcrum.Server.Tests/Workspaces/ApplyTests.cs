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
