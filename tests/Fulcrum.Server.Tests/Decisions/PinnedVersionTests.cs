using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Xunit;

namespace Fulcrum.Server.Tests.Decisions;

/// <summary>A decision is told as it was made: by the workspace version it is pinned to, or clearly not at all.</summary>
public sealed class PinnedVersionTests
{
    [Fact]
    public async Task An_account_shows_what_was_shown_then_also_after_the_offer_was_changed()
    {
        await using var server = await RunningServer.StartAsync();
        var decided = await DecideAsync(server, "r-1");
        var shown = decided.GetProperty("chosen").GetRawText();
        var id = decided.GetProperty("id").GetString();

        await ApplyWithOtherPayloadsAsync(server);
        var account = await server.ReadAsync($"/v1/decisions/{id}");
        var again = await DecideAsync(server, "r-1");
        var anew = await DecideAsync(server, "r-2");

        Assert.Equal(shown, account.Json.GetProperty("chosen").GetRawText());
        Assert.True(account.Json.GetProperty("agrees").GetBoolean());
        Assert.Equal((id, shown), (again.GetProperty("id").GetString(), again.GetProperty("chosen").GetRawText()));
        Assert.Contains("/changed", anew.GetProperty("chosen").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_whose_version_is_gone_is_a_conflict_that_says_what_to_do()
    {
        await using var server = await RunningServer.StartAsync();
        var version = server.Core.Workspace.Current.Version;
        var id = (await DecideAsync(server, "r-1")).GetProperty("id").GetString();
        await ApplyWithOtherPayloadsAsync(server);

        await server.CloseAsync();
        server.Damage($"DELETE FROM workspace_files WHERE version = '{version}'");

        // Checksums tell files that are missing from files that never came along; a store without any gets them anew.
        server.Damage("DELETE FROM numbering WHERE kind = 9");
        await server.OpenAsync();
        var account = await server.ReadAsync($"/v1/decisions/{id}");
        var later = await DecideAsync(server, "r-2");

        Assert.Equal((HttpStatusCode.Conflict, "pinned-version-unreadable"), (account.Status, account.Code));
        Assert.Contains(version, account.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("backup", account.Json.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(later.GetProperty("chosen").EnumerateArray());
    }

    private static async Task<JsonElement> DecideAsync(RunningServer server, string requestId)
    {
        var reply = await server.DecideAsync(
            "/v1/decide", $$"""{"placements":["home-hero"],"subject":{"anonymousId":"a-1"},"context":{"hour":9},"requestId":"{{requestId}}"}""");
        Assert.True(reply.Status == HttpStatusCode.OK, reply.Text);
        return reply.Json.GetProperty("decisions")[0];
    }

    private static async Task ApplyWithOtherPayloadsAsync(RunningServer server)
    {
        var files = RunningServer.MotorsFiles().ToImmutableSortedDictionary(
            file => file.Key, file => file.Value.Replace("href: /", "href: /changed/", StringComparison.Ordinal), StringComparer.Ordinal);
        var applied = await server.AdminAsync("/v1/workspace", JsonSerializer.Serialize(new { by = "test", files }));
        Assert.True(applied.Status == HttpStatusCode.OK, applied.Text);
    }
}
