using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>A site that exists in one browser only: pages by path, for what no page of ours does.</summary>
internal static class PlantedSite
{
    /// <summary>Where it is.</summary>
    public const string Address = "http://planted.test";

    /// <summary>Plants it.</summary>
    public static Task PlantAsync(IBrowserContext context, params (string Path, string Body)[] pages) => context.RouteAsync($"{Address}/**", async route =>
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        var found = pages.FirstOrDefault(page => page.Path == path);
        await route.FulfillAsync(found.Body is null
            ? new() { Status = 404, ContentType = "text/html", Body = "<!doctype html><title>404</title><h1>Not found</h1>" }
            : new() { ContentType = "text/html; charset=utf-8", Body = $"<!doctype html><html lang=\"en\"><head><title>Planted</title></head><body><main><h1>{path}</h1>{found.Body}</main></body></html>" });
    });
}
