using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using Xunit;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>The files of the snippet: small, built from the sources beside them, and served where pages look for them.</summary>
public sealed class SnippetFileTests(KeyTests.Shared shared) : IClassFixture<KeyTests.Shared>
{
    private const int CoreBytesMax = 3 * 1024;
    private const int WholeBytesMax = 8 * 1024;

    private static readonly string Folder = Path.Combine(Repository.Root, "sdk", "browser");

    [Fact]
    public void Both_files_are_small_when_packed()
    {
        var (core, whole) = (PackedLength(Built("core.min.js")), PackedLength(Built("analytics.min.js")));
        Console.WriteLine($":: snippet.bytes: core {core}, with banner {whole}");

        Assert.InRange(core, 1000, CoreBytesMax);
        Assert.InRange(whole, core, WholeBytesMax);
    }

    [Fact]
    public void A_file_that_grew_is_caught()
    {
        // The sources again, under other words: what a second copy of the snippet would add.
        var grown = Built("core.min.js").Concat(Built("analytics.min.js").Select(one => (byte)(one ^ 1))).ToArray();

        Assert.True(PackedLength(grown) > CoreBytesMax);
    }

    [Fact]
    public async Task What_is_served_is_what_the_sources_build()
    {
        await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
        var built = Directory.CreateTempSubdirectory("fulcrum-snippet-");
        await RunAsync("node", "build.mjs", "--out", built.FullName);

        Assert.Equal(File.ReadAllBytes(Path.Combine(built.FullName, "core.min.js")), Built("core.min.js"));
        Assert.Equal(File.ReadAllBytes(Path.Combine(built.FullName, "analytics.min.js")), Built("analytics.min.js"));
        Assert.NotEqual(Built("core.min.js"), Built("analytics.min.js"));
        built.Delete(recursive: true);
    }

    [Fact]
    public void The_lines_that_the_guide_shows_are_the_lines_that_are_tested()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "snippet.md"));

        Assert.Contains($"<script>\n{File.ReadAllText(Path.Combine(Folder, "stub.js"))}</script>\n", guide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analytics.min.js")]
    [InlineData("core.min.js")]
    public async Task It_is_served_packed_and_kept_and_asked_again_by_its_tag(string file)
    {
        var path = $"/analytics.js/v1/{RunningServer.WebKey}/{file}";
        var plain = await shared.Server.AskAsync(HttpMethod.Get, path);
        Assert.Equal((200, "text/javascript"), ((int)plain.Status, plain.Type));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Folder, "built", file), TestContext.Current.CancellationToken), plain.Text);
        Assert.Equal("public, max-age=3600", plain.Headers["Cache-Control"]);
        Assert.Equal("nosniff", plain.Headers["X-Content-Type-Options"]);

        using var ask = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip"), new StringWithQualityHeaderValue("br") } } };
        using var packed = await shared.Server.Http.SendAsync(ask, TestContext.Current.CancellationToken);
        Assert.Equal(["br"], packed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", packed.Headers.Vary);
        await using var unpacked = new BrotliStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(plain.Text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(plain.Headers["ETag"], packed.Headers.ETag!.ToString());

        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { EntityTagHeaderValue.Parse(plain.Headers["ETag"]) } } };
        using var unchanged = await shared.Server.Http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal((304, 0L), ((int)unchanged.StatusCode, (await unchanged.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).LongLength));
    }

    [Theory]
    [InlineData("/analytics.js/v1/nobodys-key/analytics.min.js")]
    [InlineData("/analytics.js/v1/nobodys-key/core.min.js")]
    [InlineData("/v1/projects/nobodys-key/policy")]
    [InlineData($"/analytics.js/v1/{RunningServer.DealerKey}/analytics.min.js")]
    [InlineData($"/v1/projects/{RunningServer.DealerKey}/policy")]
    public async Task A_key_that_no_page_may_hold_opens_nothing(string path)
    {
        var reply = await shared.Server.AskAsync(HttpMethod.Get, path);

        Assert.Equal((404, "unknown-source"), ((int)reply.Status, reply.Code));
    }

    private static byte[] Built(string file) => File.ReadAllBytes(Path.Combine(Folder, "built", file));

    private static int PackedLength(byte[] content)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        Assert.True(BrotliEncoder.TryCompress(content, packed, out var length, quality: 11, window: 22));
        return length;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, $"{program} failed: {await said}");
    }
}
