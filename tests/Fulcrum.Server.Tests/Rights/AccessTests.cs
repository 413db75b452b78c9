using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Fulcrum.Server.Tests.Rights;

/// <summary>An archive over HTTP is whole, or says that it is not.</summary>
public sealed class AccessTests
{
    private const string Asked = """{"identifiers":{"userId":"u-1"},"by":"clerk-7","why":"asked for in writing"}""";

    [Fact]
    public async Task Everything_kept_comes_as_one_archive_and_the_access_is_in_it()
    {
        await using var server = await LivedAsync();
        var (type, bytes) = await ExportAsync(server);

        Assert.Equal("application/zip", type);
        using var archive = new ZipArchive(new MemoryStream(bytes), ZipArchiveMode.Read);
        Assert.Equal(
            ["SHA256SUMS", "choices.csv", "data.json", "decisions.csv", "events.csv", "facts.csv", "identifiers.csv", "index.html", "look-ups.csv", "schema.json", "uses.csv"],
            archive.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        using var reader = new StreamReader(archive.GetEntry("look-ups.csv")!.Open());
        Assert.Contains(",clerk-7,export,,asked for in writing", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_known_and_somebody_erased_are_answered_alike_and_nothing_needless_is_taken()
    {
        await using var server = await LivedAsync();
        var unknown = await server.AdminAsync("/v1/access/export", Asked.Replace("u-1", "u-9", StringComparison.Ordinal));
        await server.AdminAsync("/v1/erasures", Asked);
        var erased = await server.AdminAsync("/v1/access/export", Asked);

        Assert.Equal((HttpStatusCode.NotFound, "nothing-kept"), (unknown.Status, unknown.Code));
        Assert.Equal(unknown.Text, erased.Text);
        Assert.Equal("key-of-other-kind", (await server.DecideAsync("/v1/access/export", Asked)).Code);
        Assert.Equal("unknown-member", (await server.AdminAsync("/v1/access/export", Asked.Replace("\"by\"", "\"who\"", StringComparison.Ordinal))).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.AdminAsync("/v1/access/export", """{"identifiers":{"userId":"u-1"},"by":"","why":"x"}""")).Status);
    }

    private static async Task<(string? Type, byte[] Bytes)> ExportAsync(RunningServer server)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/access/export") { Content = new StringContent(Asked, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.AdminKey);
        using var response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<RunningServer> LivedAsync()
    {
        var server = await RunningServer.StartAsync();
        await server.SendAsync("/v1/track", """{"event":"Test Drive Booked","userId":"u-1","properties":{"model":"roadster"},"context":{"consent":{"categoryPreferences":{"functional":true}}}}""");
        return server;
    }
}
