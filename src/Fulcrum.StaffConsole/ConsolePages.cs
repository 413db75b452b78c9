using Fulcrum.StaffConsole.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fulcrum.StaffConsole;

/// <summary>Maps the pages of whoever is signed in, and their forms.</summary>
internal static class ConsolePages
{
    /// <summary>Maps a page.</summary>
    /// <param name="app">Where.</param>
    /// <param name="parts">What it is given.</param>
    /// <param name="path">Its path after the language.</param>
    /// <param name="write">Writes it.</param>
    public static void MapPage(this IEndpointRouteBuilder app, ConsoleParts parts, string path, Func<HttpContext, Visit, Task<string>> write) =>
        app.MapMethods($"/{{language}}/{path}", Reply.ReadMethods, (RequestDelegate)(async http => await Reply.PageAsync(http, await write(http, await parts.SignedInAsync(http)))));

    /// <summary>Maps what a page's forms are sent to.</summary>
    /// <param name="app">Where.</param>
    /// <param name="parts">What it is given.</param>
    /// <param name="path">Its path after the language.</param>
    /// <param name="take">Does what is asked, and answers.</param>
    public static void MapForm(this IEndpointRouteBuilder app, ConsoleParts parts, string path, Func<HttpContext, Visit, IFormCollection, Task> take) =>
        app.MapPost($"/{{language}}/{path}", (RequestDelegate)(async http =>
        {
            var (visit, form) = await parts.ReadFormAsync(http);
            _ = visit.Who;
            await take(http, visit, form);
        }));

    /// <summary>What was typed into a field; without what cannot be seen.</summary>
    public static string Typed(this IFormCollection form, string field) =>
        form[field] is [{ } text] ? string.Concat(text.Where(letter => !char.IsControl(letter) || letter == '\n')).Trim() : "";

    /// <summary>Says that something was done, above a page.</summary>
    public static Markup News(string title, string text) => Markup.Html($"<section class=\"news\" id=\"news\" role=\"status\" tabindex=\"-1\"><h2>{title}</h2><p>{text}</p></section>");

    /// <summary>Nothing is here: one sentence, and one button that helps on.</summary>
    public static Markup Empty(Visit visit, string text, string page, string button) =>
        Markup.Html($"<section class=\"panel\"><p>{text}</p><p class=\"actions\"><a class=\"button\" href=\"{visit.Path(page)}\">{button}</a></p></section>");
}
