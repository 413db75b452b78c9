using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Rights;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal;

/// <summary>The first page: in short what is done with people's data, and the way to everything else.</summary>
internal static class HomeRoutes
{
    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/", Reply.ReadMethods, (RequestDelegate)(http =>
        {
            http.Response.Headers.Vary = "Accept-Language";
            return Reply.SeeOtherAsync(http, PageLanguage.Preferred(http.Request, parts.Workspace).Path(""));
        }));
        app.MapMethods("/{language}/", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
    }

    private static Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        return parts.SignedInOf(http, language) is null
            ? Reply.PageAsync(http, Write(language, parts.Workspace))
            : OwnPages.ShowAsync(http, parts, "", async (visit, access) => await access.SummariseAsync(http.RequestAborted) is { } summary ? new OwnHomePage(visit) { HasPasskeys = parts.Passkeys is not null }.Write(summary) : null);
    }

    private static string Write(PageLanguage language, Workspace workspace)
    {
        var company = workspace.Disclosures.Controller is { } controller ? language[controller.Name] : workspace.Name;
        var asked = workspace.Purposes.Values.Where(purpose => purpose.NeedsConsent).OrderBy(purpose => purpose.Bit).ToArray();
        var frame = new PageFrame(language, HomeWords.Title(language, company), "") { Lead = language[HomeWords.Lead] };
        return Shell.Write(frame, workspace, Html($"""
            <ul class="cards">
            {Card("choices", ShellWords.Choices, HomeWords.ChoicesText)}
            {Card("notices", ShellWords.Notices, HomeWords.NoticesText)}
            {Card("trust", ShellWords.Trust, HomeWords.TrustText)}
            </ul>
            <section aria-labelledby="ask">
            <h2 id="ask">{language[HomeWords.Asked]}</h2>
            <p>{language[asked.Length == 0 ? HomeWords.NothingAsked : HomeWords.AskedText]}</p>
            <dl class="terms">{asked.Select(purpose => Html($"<dt>{language[purpose.Title]}</dt><dd>{language[purpose.Reason]}</dd>"))}</dl>
            </section>
            """));

        Markup Card(string page, LocalText title, LocalText text) =>
            Html($"<li class=\"card\"><h2><a href=\"{language.Path(page)}\">{language[title]}</a></h2><p>{language[text]}</p></li>");
    }
}
