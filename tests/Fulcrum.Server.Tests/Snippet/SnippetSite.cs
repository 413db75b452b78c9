using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fulcrum.Server.Tests.Snippet;

/// <summary>A company's own pages, on a host that is not the server's: what is planted at a path is what browsers get there.</summary>
internal sealed class SnippetSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Html, string Policy)> _pages = new(StringComparer.Ordinal);

    private SnippetSite(WebApplication app) => _app = app;

    /// <summary><c>http://localhost:PORT</c>: another site than 127.0.0.1, as browsers see it.</summary>
    public string Origin => $"http://localhost:{new Uri(_app.Urls.Single()).Port}";

    /// <summary>The same server under another name: to browsers a third party, whose cookie comes back to it only where the browser lets it.</summary>
    public string ForeignCookies => $"http://127.0.0.1:{new Uri(_app.Urls.Single()).Port}/foreign";

    public static async Task<SnippetSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var site = new SnippetSite(app);
        app.MapGet("/{**path}", site.AnswerAsync);
        await app.StartAsync();
        return site;
    }

    /// <summary>Plants a page.</summary>
    public void Plant(string path, string html, string policy = "") => _pages[path] = (html, policy);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path == "/foreign")
        {
            http.Response.Headers.AccessControlAllowOrigin = Origin;
            http.Response.Headers.AccessControlAllowCredentials = "true";
            http.Response.Cookies.Append("foreign", "1", new CookieOptions { SameSite = SameSiteMode.None, Secure = true });
            await http.Response.WriteAsync(http.Request.Cookies.ContainsKey("foreign") ? "known" : "unknown");
            return;
        }

        if (!_pages.TryGetValue(http.Request.Path.Value!, out var page))
        {
            http.Response.StatusCode = http.Request.Path == "/favicon.ico" ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "text/html; charset=utf-8";
        if (page.Policy.Length > 0)
        {
            http.Response.Headers.ContentSecurityPolicy = page.Policy;
        }

        await http.Response.WriteAsync(page.Html);
    }
}
