using System.Net;
using Xunit;

namespace Fulcrum.Server.Tests.Notices;

/// <summary>What people are told is there for anybody, without a key, in their language, as a page or as data.</summary>
public sealed class NoticeTests
{
    [Theory]
    [InlineData("/v1/notices/web-privacy", "", "en", "2026-11")]
    [InlineData("/v1/notices/web-privacy@2026-11", "ru-RU,ru;q=0.9,en;q=0.5", "ru", "2026-11")]
    [InlineData("/v1/notices/web-privacy", "fr, en;q=0.1", "en", "2026-11")]
    [InlineData("/v1/notices/web-privacy?language=ru", "en", "ru", "2026-11")]
    public async Task It_is_told_in_the_language_asked_for(string path, string accepted, string language, string version)
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.AskAsync(HttpMethod.Get, path, headers: accepted.Length > 0 ? [("Accept-Language", accepted)] : []);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal((language, version, true), (reply.Json.GetProperty("language").GetString(), reply.Json.GetProperty("version").GetString(), reply.Json.GetProperty("built").GetBoolean()));
        Assert.Contains(reply.Json.GetProperty("purposes").EnumerateArray(), purpose => purpose.GetProperty("purpose").GetString() == "marketing-email" && purpose.GetProperty("recipients").GetArrayLength() == 2);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("application/json, text/html;q=0.5", false)]
    [InlineData("*/*", false)]
    [InlineData("nonsense", false)]
    public async Task Browsers_get_the_page_that_was_built_and_programs_data(string accepted, bool isPage)
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.AskAsync(HttpMethod.Get, "/v1/notices/web-privacy?language=ru", headers: [("Accept", accepted)]);

        Assert.Equal(isPage ? "text/html" : "application/json", reply.Type);
        if (isPage)
        {
            Assert.Equal(RunningServer.MotorsFiles()["notices/built/web-privacy@2026-11/ru.html"], reply.Text);
            Assert.StartsWith("default-src 'none'; style-src 'sha256-", reply.Headers["Content-Security-Policy"], StringComparison.Ordinal);
            Assert.EndsWith("frame-ancestors 'none'", reply.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/notices/web-privcy", HttpStatusCode.NotFound, "notice-undeclared")]
    [InlineData("/v1/notices/web-privacy@2020-01", HttpStatusCode.NotFound, "notice-undeclared")]
    [InlineData("/v1/notices/web-privacy?language=fr", HttpStatusCode.BadRequest, "notice-language")]
    public async Task What_is_not_there_is_said(string path, HttpStatusCode status, string code)
    {
        await using var server = await RunningServer.StartAsync();

        var reply = await server.AskAsync(HttpMethod.Get, path);

        Assert.Equal((status, code, true), (reply.Status, reply.Code, reply.HasPage));
    }
}
