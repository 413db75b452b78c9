using System.Net;

namespace Fulcrum.Portal.Tests.Pages;

/// <summary>What browsers are told, and what becomes of what is asked wrongly: always a page in words.</summary>
public sealed class HeaderTests
{
    private static readonly Dictionary<string, string> Told = new()
    {
        ["X-Content-Type-Options"] = "nosniff", ["Cache-Control"] = "no-store", ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin", ["Cross-Origin-Resource-Policy"] = "same-origin",
    };

    [Fact]
    public async Task Every_answer_holds_browsers_to_the_strict_rules()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var http = Client(portal);
        foreach (var path in new[] { "/en/", "/ru/choices", "/en/trust", "/en/nowhere", "/en/notices/web-privacy@2026-11/full" })
        {
            using var answer = await http.GetAsync(path, TestContext.Current.CancellationToken);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));

            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
            Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            Assert.All(Told, told => Assert.Equal(told.Value, answer.Headers.GetValues(told.Key).Single()));
        }
    }

    [Theory]
    [InlineData("GET", "/de/choices", HttpStatusCode.NotFound, "There is no such page")]
    [InlineData("GET", "/ru/nowhere", HttpStatusCode.NotFound, "Такой страницы нет")]
    [InlineData("GET", "/en/notices/none@1", HttpStatusCode.NotFound, "There is no such page")]
    [InlineData("GET", "/en/receipts/r-1", HttpStatusCode.NotFound, "There is no such page")]
    [InlineData("DELETE", "/en/choices", HttpStatusCode.MethodNotAllowed, "This page cannot be asked that way")]
    [InlineData("POST", "/en/choices", HttpStatusCode.BadRequest, "We could not read that")]
    public async Task What_is_asked_wrongly_is_answered_in_words(string method, string path, HttpStatusCode status, string title)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var http = Client(portal);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains($"<h1>{title}</h1>", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ru-RU,ru;q=0.9,en;q=0.5", "/ru/")]
    [InlineData("de-DE,en;q=0.5", "/en/")]
    [InlineData("", "/en/")]
    public async Task The_first_page_is_in_the_language_the_browser_prefers(string accepted, string path)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var http = Client(portal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.SeeOther, path), (answer.StatusCode, answer.Headers.Location!.ToString()));
    }

    private static HttpClient Client(RunningPortal portal) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };
}
