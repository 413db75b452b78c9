using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Disclosures;
using static Fulcrum.Pages.Layout.Markup;
using static Fulcrum.Portal.Layout.ShellWords;

namespace Fulcrum.Portal.Layout;

/// <summary>The frame of every page: who speaks, the menu, the language switch, and whom to ask. Pure.</summary>
internal static class Shell
{
    /// <summary>The pages of the menu, by path.</summary>
    private static readonly (string Path, LocalText Title)[] Pages = [("", Home), ("choices", Choices), ("notices", ShellWords.Notices), ("trust", Trust)];

    /// <summary>The same for somebody who is signed in.</summary>
    private static readonly (string Path, LocalText Title)[] OwnPages =
        [("", Home), ("choices", Choices), ("data", ShellWords.Data), ("uses", Uses), ("benefits", Benefits), ("requests", Requests), ("history", History), ("notices", ShellWords.Notices), ("trust", Trust)];

    /// <summary>Whether a page is there for whoever is signed in, and so may be gone on to.</summary>
    public static bool IsOwn(string path) => path is "reasons" or "requests/erase" or "passkeys" || Array.Exists(OwnPages, page => page.Path == path);

    /// <summary>Writes a page.</summary>
    public static string Write(PageFrame frame, Workspace workspace, Markup body)
    {
        var (language, controller) = (frame.Language, workspace.Disclosures.Controller);
        var company = controller is null ? workspace.Name : language[controller.Name];
        var lead = frame.Lead.Length > 0 ? Html($"<p class=\"lead\">{frame.Lead}</p>") : None;
        return Html($"""
            <!doctype html>
            <html lang="{language.Code}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{frame.Title} · {language[Centre]} · {company}</title>
            <link rel="stylesheet" href="{Assets.StylePath}">
            <link rel="icon" href="{Assets.IconPath}" type="image/svg+xml">
            {(frame.HasScript ? Html($"<script src=\"{Assets.ScriptPath}\" defer></script>") : None)}
            </head>
            <body>
            <a class="skip" href="#main">{language[ToMain]}</a>
            <header class="top">
            <div class="bar">
            <p class="brand"><a href="{language.Path("")}"><span class="company">{company}</span> <span class="centre">{language[Centre]}</span></a></p>
            <div class="corner">{WriteAccount(frame)}{WriteLanguages(frame, workspace)}</div>
            </div>
            <nav class="menu" aria-label="{language[Menu]}">
            <ul>{(frame.Signed is null ? Pages : OwnPages).Select(page => WriteEntry(page, frame))}</ul>
            </nav>
            </header>
            <main id="main" tabindex="-1">
            <h1>{frame.Title}</h1>
            {lead}
            {body}
            </main>
            {WriteFooter(language, controller)}
            </body>
            </html>

            """).ToString();
    }

    private static Markup WriteEntry((string Path, LocalText Title) page, PageFrame frame) => page.Path == frame.Menu
        ? Html($"<li><a href=\"{frame.Language.Path(page.Path)}\" aria-current=\"page\">{frame.Language[page.Title]}</a></li>")
        : Html($"<li><a href=\"{frame.Language.Path(page.Path)}\">{frame.Language[page.Title]}</a></li>");

    private static Markup WriteAccount(PageFrame frame) => frame.Signed is { } signed
        ? Html($"""
            <form method="post" action="{frame.Language.Path("sign-out")}" class="account">
            <input type="hidden" name="token" value="{signed.Token}"><span class="who">{signed.Masked}</span><button class="quiet">{frame.Language[SignOut]}</button></form>
            """)
        : Html($"<p class=\"account\"><a href=\"{frame.Language.Path("sign-in")}\"{(frame.Path == "sign-in" ? Html($" aria-current=\"page\"") : None)}>{frame.Language[SignIn]}</a></p>");

    private static Markup WriteLanguages(PageFrame frame, Workspace workspace)
    {
        if (workspace.Languages.Length < 2)
        {
            return None;
        }

        return Html($"<nav class=\"languages\" aria-label=\"{frame.Language[Languages]}\"><ul>{workspace.Languages.Select(code => new PageLanguage(code)).Select(Entry)}</ul></nav>");

        Markup Entry(PageLanguage other) => other == frame.Language
            ? Html($"<li><a href=\"{other.Path(frame.Path)}{frame.Query}\" aria-current=\"true\">{other.Name}</a></li>")
            : Html($"<li><a href=\"{other.Path(frame.Path)}{frame.Query}\" hreflang=\"{other.Code}\" lang=\"{other.Code}\">{other.Name}</a></li>");
    }

    private static Markup WriteFooter(PageLanguage language, Controller? controller)
    {
        if (controller is null)
        {
            return None;
        }

        var mail = $"mailto:{controller.Email}";
        return Html($"""
            <footer><div class="foot">
            <h2>{language[Ask]}</h2>
            <p>{language[controller.Contact]}: <a href="{mail}">{controller.Email}</a></p>
            <p>{language[controller.Name]}, {language[controller.Address]}</p>
            </div></footer>
            """);
    }
}
