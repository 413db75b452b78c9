using Fulcrum.Hosting.Nodes;
using Fulcrum.Portal.Layout;
using Microsoft.AspNetCore.Http;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal;

/// <summary>The one page of a node that reaches no owner of the store: nothing about anybody is read, so nothing but the fault is said.</summary>
internal static class DetachedPage
{
    private const string RetryAfterSeconds = "2";

    /// <summary>Holds it to the rules of every page.</summary>
    public static Task GuardAsync(HttpContext http, RequestDelegate next, PortalOptions options)
    {
        PortalPipeline.SetHeaders(http, options);
        return next(http);
    }

    /// <summary>Answers with it, in the language of the path, else of the browser.</summary>
    public static Task WriteAsync(HttpContext http)
    {
        var problem = http.Features.Get<DetachedRequest>() is { MayBeDone: true } ? PageProblem.DetachedUnsure : PageProblem.Detached;
        var language = LanguageOf(http.Request);
        http.Response.Headers.RetryAfter = RetryAfterSeconds;
        return Reply.PageAsync(
            http,
            Html($"""
            <!doctype html>
            <html lang="{language.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{language[problem.Title]}</title>
            <link rel="stylesheet" href="{Assets.StylePath}">
            <link rel="icon" href="{Assets.IconPath}" type="image/svg+xml">
            </head>
            <body>
            <main id="main">
            <h1>{language[problem.Title]}</h1>
            <p class="lead">{language[problem.Text]}</p>
            </main>
            </body>
            </html>

            """).ToString(),
            problem.Status);
    }

    private static PageLanguage LanguageOf(HttpRequest request) => new(request.Path.StartsWithSegments("/ru", StringComparison.Ordinal)
        || (!request.Path.StartsWithSegments("/en", StringComparison.Ordinal) && request.Headers.AcceptLanguage.ToString().StartsWith("ru", StringComparison.OrdinalIgnoreCase)) ? "ru" : "en");
}
