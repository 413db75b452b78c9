using System.Net;
using Fulcrum.Sqlite;
using Xunit;

namespace Fulcrum.Server.Tests.Health;

/// <summary>Readiness tells the truth, and what cannot be read of anybody is said in the log.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_store_that_cannot_write_turns_readiness_off_and_says_what_to_do()
    {
        await using var server = await RunningServer.StartAsync(store: SqliteStoreOptions.Default with { JournalPagesMax = 90 });
        var before = await server.AskAsync(HttpMethod.Get, "/readyz");

        // The journal may not grow beyond its pages: as a full disk, it ends for good with the first write it refuses.
        var filler = new string('x', 20_000);
        Reply sent;
        do
        {
            sent = await server.SendAsync("/v1/track", $$$"""{"event":"Undeclared","userId":"u-1","properties":{"filler":"{{{filler}}}"}}""");
        }
        while (sent.Status == HttpStatusCode.OK);
        var after = await server.AskAsync(HttpMethod.Get, "/readyz");
        var alive = await server.AskAsync(HttpMethod.Get, "/healthz");

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, sent.Status);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "store-write-failed"), (after.Status, after.Code));
        Assert.Contains("could not be written", after.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("disk", after.Json.GetProperty("remedy").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, alive.Status);
    }
}
