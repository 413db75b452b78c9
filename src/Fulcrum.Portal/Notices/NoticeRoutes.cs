using Fulcrum.Consent;
using Fulcrum.Notices;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Notices;

/// <summary>What people are told, in layers: all texts, one text in short with its versions, and each version in full as it was shown.</summary>
internal static class NoticeRoutes
{
    /// <summary>Maps them.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts)
    {
        app.MapMethods("/{language}/notices", Reply.ReadMethods, (RequestDelegate)(http => ShowAllAsync(http, parts)));
        app.MapMethods("/{language}/notices/{notice}", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));
        app.MapMethods("/{language}/notices/{notice}/full", Reply.ReadMethods, (RequestDelegate)(http => ShowFullAsync(http, parts)));
    }

    private static Task ShowAllAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        return Reply.PageAsync(http, WriteAll(language, parts.Workspace, parts.SignedInOf(http, language)));
    }

    private static Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var (language, workspace) = (parts.LanguageOf(http), parts.Workspace);
        var asked = http.Request.RouteValues["notice"] as string ?? "";
        var notice = workspace.Notices.GetValueOrDefault(asked) ?? InForce(workspace).FirstOrDefault(one => one.Name == asked) ?? throw new PageException(PageProblem.NoPage);
        return Reply.PageAsync(http, WriteOne(language, workspace, notice, asked, parts.SignedInOf(http, language)));
    }

    /// <summary>The page that was built, untouched: it is what people were shown, and what receipts point at.</summary>
    private static Task ShowFullAsync(HttpContext http, PortalParts parts)
    {
        var (language, workspace) = (parts.LanguageOf(http), parts.Workspace);
        var asked = http.Request.RouteValues["notice"] as string ?? "";
        if (http.Request.Query["language"].ToString() is { Length: > 0 } other && other != language.Code && workspace.Languages.Contains(other) && workspace.Notices.ContainsKey(asked))
        {
            return Reply.SeeOtherAsync(http, FullPath(new PageLanguage(other), asked));
        }

        if (!workspace.BuiltNotices.TryGetValue(asked, out var built) || !built.Pages.TryGetValue(language.Code, out var page))
        {
            throw new PageException(PageProblem.NoPage);
        }

        http.Response.Headers.ContentSecurityPolicy = $"{NoticePages.PolicyOf(page)}; frame-ancestors 'none'";
        return Reply.PageAsync(http, page);
    }

    private static IEnumerable<Notice> InForce(Workspace workspace) => workspace.Notices.Values.Where(notice => !notice.IsSuperseded)
        .OrderBy(notice => notice.Name, StringComparer.Ordinal).ThenByDescending(notice => notice.Version, StringComparer.Ordinal);

    private static string WriteAll(PageLanguage language, Workspace workspace, SignedIn? signed)
    {
        var frame = new PageFrame(language, language[ShellWords.Notices], "notices") { Lead = language[NoticeWords.Lead], Signed = signed };
        var cards = InForce(workspace).Select(notice => Html($"""
            <li class="card"><h2><a href="{language.Path($"notices/{notice.Name}")}">{TitleOf(notice, language, workspace)}</a></h2>
            <p class="soft">{language[NoticeWords.Version].Replace("{0}", notice.Version, StringComparison.Ordinal)}</p>
            <p>{language[notice.Text]}</p></li>
            """)).ToArray();
        return Shell.Write(frame, workspace, cards.Length == 0 ? Html($"<p>{language[NoticeWords.None]}</p>") : Html($"<ul class=\"cards wide\">{cards}</ul>"));
    }

    private static string WriteOne(PageLanguage language, Workspace workspace, Notice notice, string asked, SignedIn? signed)
    {
        var version = language[NoticeWords.Version].Replace("{0}", notice.Version, StringComparison.Ordinal);
        var frame = new PageFrame(language, TitleOf(notice, language, workspace), $"notices/{asked}")
        {
            Menu = "notices", Signed = signed, Lead = $"{version}, {language[notice.IsSuperseded ? NoticeWords.Earlier : NoticeWords.InForce]}",
        };
        var full = IsBuilt(workspace, notice, language)
            ? Html($"<a class=\"button\" href=\"{FullPath(language, notice.Id)}\">{language[NoticeWords.InFull]}</a>")
            : Html($"<span>{language[NoticeWords.NotBuilt]}</span>");
        var purposes = workspace.Purposes.Values.Where(notice.Purposes.Contains).OrderBy(purpose => purpose.Bit);
        var versions = workspace.Notices.Values.Where(one => one.Name == notice.Name).OrderByDescending(one => one.Version, StringComparer.Ordinal);
        return Shell.Write(frame, workspace, Html($"""
            <section class="note" aria-labelledby="short"><h2 id="short">{language[NoticeWords.Short]}</h2><p>{language[notice.Text]}</p></section>
            <p class="actions">{full}<a class="button" href="{language.Path("choices")}">{language[NoticeWords.Decide]}</a></p>
            <section aria-labelledby="uses"><h2 id="uses">{language[NoticeWords.Uses]}</h2>
            <dl class="terms">{purposes.Select(purpose => Html($"<dt>{language[purpose.Title]}</dt><dd>{language[purpose.Reason]}</dd>"))}</dl></section>
            <section aria-labelledby="versions"><h2 id="versions">{language[NoticeWords.Versions]}</h2>
            <ul>{versions.Select(one => Html($"<li><a href=\"{language.Path($"notices/{one.Id}")}\">{language[NoticeWords.Version].Replace("{0}", one.Version, StringComparison.Ordinal)}</a> ({language[one.IsSuperseded ? NoticeWords.Earlier : NoticeWords.InForce]})</li>"))}</ul></section>
            """));
    }

    /// <summary>Where people meet it, in the words of the systems that show it; its own name when none does any more.</summary>
    private static string TitleOf(Notice notice, PageLanguage language, Workspace workspace)
    {
        var shown = workspace.Sources.Values.Where(source => source.Notice == notice.Id).OrderBy(source => source.Code).Select(source => language[source.Title]).ToArray();
        return shown.Length == 0 ? language[NoticeWords.Title].Replace("{0}", notice.Name, StringComparison.Ordinal) : string.Join(", ", shown);
    }

    private static bool IsBuilt(Workspace workspace, Notice notice, PageLanguage language) =>
        workspace.BuiltNotices.TryGetValue(notice.Id, out var built) && built.Pages.ContainsKey(language.Code);

    private static string FullPath(PageLanguage language, string notice) => language.Path($"notices/{notice}/full");
}
