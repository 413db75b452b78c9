using Meridian.Shop.Catalogue;
using Meridian.Shop.Live;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Meridian.Shop.Pages;

/// <summary>The pages, and who is signed in.</summary>
internal static class ShopRoutes
{
    /// <summary>What a page asks for that shows the right half already.</summary>
    public const string PartHeader = "X-Part";

    /// <summary>Maps them.</summary>
    public static void Map(WebApplication app)
    {
        app.MapMethods("/", Reading.Methods, (HttpRequest request) => Results.Redirect(request.Headers.AcceptLanguage.ToString().StartsWith("ru", StringComparison.OrdinalIgnoreCase) ? "/ru/" : "/en/"));
        foreach (var language in Words.LanguageCodes)
        {
            var pages = app.MapGroup($"/{language}/");
            pages.MapMethods("/", Reading.Methods, (HttpRequest request, Observer observer, ShopSettings settings, CancellationToken cancellation) =>
                ShowAsync(language, null, request, observer, settings, cancellation));
            pages.MapMethods("things/{name}", Reading.Methods, (string name, HttpRequest request, Observer observer, ShopSettings settings, CancellationToken cancellation) =>
                Things.Find(name) is { } thing ? ShowAsync(language, thing, request, observer, settings, cancellation) : Task.FromResult(Results.NotFound()));
            pages.MapPost("sign-out", (HttpContext http) => Sign(language, http, isOut: true));
            pages.MapPost("sign-in", (HttpContext http) => Sign(language, http, isOut: false));
        }
    }

    private static async Task<IResult> ShowAsync(string language, Thing? thing, HttpRequest request, Observer observer, ShopSettings settings, CancellationToken cancellation)
    {
        if (request.Headers[PartHeader] == "shelf")
        {
            return new RazorComponentResult<Shelf>(new { Language = language, Thing = thing });
        }

        var visitor = Visitor.Of(request);
        return new RazorComponentResult<ShopPage>(new
        {
            Language = language, Thing = thing, Visitor = visitor, Settings = settings, Snapshot = await observer.ReadAsync(visitor, cancellation),
        });
    }

    private static IResult Sign(string language, HttpContext http, bool isOut)
    {
        if (BrowserPolicy.IsForeign(http.Request))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        Visitor.Sign(http.Response, isOut);
        return new SeeOther($"/{language}/");
    }

    /// <summary>A form was done: the browser gets another page, and going back repeats nothing.</summary>
    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
