using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Messages;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Staff;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>The frame of every page: who is signed in, the menu of what their roles have, and the language switch. Pure.</summary>
internal static class Shell
{
    private static readonly (string Path, LocalText Title, StaffPowers Power)[] Pages =
    [
        ("", ShellWords.Home, StaffPowers.None), ("people", ShellWords.People, StaffPowers.Find), ("requests", ShellWords.Requests, StaffPowers.Rights),
        ("decisions", ShellWords.Decisions, StaffPowers.Decisions), ("live", ShellWords.Live, StaffPowers.Quarantine), ("quarantine", ShellWords.Quarantine, StaffPowers.Quarantine),
        ("training", ShellWords.Training, StaffPowers.None), ("staff", ShellWords.Staff, StaffPowers.Staff), ("audit", ShellWords.Audit, StaffPowers.Audit),
        (ApprovalRoutes.Path, ApprovalWords.Title, StaffPowers.Audit), (MessageRoutes.Path, ShellWords.Messages, StaffPowers.Staff),
    ];

    /// <summary>Writes a page of whoever visits.</summary>
    public static string Write(Visit visit, PageFrame frame, Markup body)
    {
        if (visit.Session is not { } session)
        {
            return WriteBare(frame, visit.Language, visit.Workspace, body);
        }

        var language = visit.Language;
        var account = Html($"""
            <a class="go" href="{visit.Path(GoRoutes.Path)}" accesskey="{GoRoutes.Key}" aria-keyshortcuts="Alt+{GoRoutes.Key}">{language[GoWords.Title]} <kbd aria-hidden="true">Alt {GoRoutes.Key.ToUpperInvariant()}</kbd></a>
            <form method="post" action="{visit.Path("sign-out")}" class="account">
            {visit.TokenField}<span class="who">{session.Member.Name}</span><button class="quiet">{language[ShellWords.SignOut]}</button></form>
            """);
        var menu = Html($"""
            <nav class="menu" aria-label="{language[ShellWords.Menu]}">
            <ul>{PagesOf(visit).Select(page => WriteEntry(page.Path, language[page.Title], frame, language))}</ul>
            </nav>
            """);
        return Write(frame, language, visit.Workspace, account, menu, body);
    }

    /// <summary>The pages that somebody's roles have.</summary>
    public static IEnumerable<(string Path, LocalText Title)> PagesOf(Visit visit) =>
        Pages.Where(page => IsThere(visit, page.Path) && (page.Power == StaffPowers.None || visit.Holds(page.Power))).Select(page => (page.Path, page.Title));

    /// <summary>Writes a page of nobody in particular.</summary>
    public static string WriteBare(PageFrame frame, PageLanguage language, Workspace workspace, Markup body) => Write(frame, language, workspace, None, None, body);

    private static string Write(PageFrame frame, PageLanguage language, Workspace workspace, Markup account, Markup menu, Markup body)
    {
        var company = workspace.Disclosures.Controller is { } controller ? language[controller.Name] : workspace.Name;
        return Html($"""
            <!doctype html>
            <html lang="{language.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{frame.Title} · {language[ShellWords.Console]} · {company}</title>
            <link rel="stylesheet" href="{Assets.StylePath}">
            <link rel="icon" href="{Assets.IconPath}" type="image/svg+xml">
            {(frame.Script.Length > 0 ? Html($"<script src=\"{frame.Script}\" defer></script>") : None)}
            </head>
            <body class="desk">
            <a class="skip" href="#main">{language[ShellWords.ToMain]}</a>
            <header class="top">
            <div class="bar">
            <p class="brand"><a href="{language.Path("")}"><span class="company">{company}</span> <span class="centre">{language[ShellWords.Console]}</span></a></p>
            <div class="corner">{account}{WriteLanguages(frame, language, workspace)}</div>
            </div>
            {menu}
            </header>
            <main id="main" tabindex="-1">
            <h1>{frame.Title}</h1>
            {(frame.Lead.Length > 0 ? Html($"<p class=\"lead\">{frame.Lead}</p>") : None)}
            {body}
            </main>
            <footer><div class="foot"><p>{language[ShellWords.Watched]}</p></div></footer>
            </body>
            </html>

            """).ToString();
    }

    private static bool IsThere(Visit visit, string page) => page != MessageRoutes.Path || visit.Parts.Options.Messages is not null;

    private static Markup WriteEntry(string path, string title, PageFrame frame, PageLanguage language) => path == frame.Menu
        ? Html($"<li><a href=\"{language.Path(path)}\" aria-current=\"page\">{title}</a></li>")
        : Html($"<li><a href=\"{language.Path(path)}\">{title}</a></li>");

    private static Markup WriteLanguages(PageFrame frame, PageLanguage language, Workspace workspace)
    {
        if (workspace.Languages.Length < 2)
        {
            return None;
        }

        return Html($"<nav class=\"languages\" aria-label=\"{language[ShellWords.Languages]}\"><ul>{workspace.Languages.Select(code => new PageLanguage(code)).Select(Entry)}</ul></nav>");

        Markup Entry(PageLanguage other) => other == language
            ? Html($"<li><a href=\"{other.Path(frame.Path)}\" aria-current=\"true\">{other.Name}</a></li>")
            : Html($"<li><a href=\"{other.Path(frame.Path)}\" hreflang=\"{other.Code}\" lang=\"{other.Code}\">{other.Name}</a></li>");
    }
}
