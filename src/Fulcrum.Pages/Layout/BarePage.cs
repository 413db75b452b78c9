using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Pages.Layout;

/// <summary>A page of two sentences that needs neither store nor workspace: what a node says while it reaches neither.</summary>
internal static class BarePage
{
    /// <summary>Writes it, in the language of the path, else of the browser.</summary>
    public static string Write(HttpRequest request, LocalText title, LocalText text, string stylePath, string iconPath)
    {
        var language = LanguageOf(request);
        return Html($"""
            <!doctype html>
            <html lang="{language.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{language[title]}</title>
            <link rel="stylesheet" href="{stylePath}">
            <link rel="icon" href="{iconPath}" type="image/svg+xml">
            </head>
            <body>
            <main id="main">
            <h1>{language[title]}</h1>
            <p class="lead">{language[text]}</p>
            </main>
            </body>
            </html>

            """).ToString();
    }

    private static PageLanguage LanguageOf(HttpRequest request) => new(request.Path.StartsWithSegments("/ru", StringComparison.Ordinal)
        || (!request.Path.StartsWithSegments("/en", StringComparison.Ordinal) && request.Headers.AcceptLanguage.ToString().StartsWith("ru", StringComparison.OrdinalIgnoreCase)) ? "ru" : "en");
}
