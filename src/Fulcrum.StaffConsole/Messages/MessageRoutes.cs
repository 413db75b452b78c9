using Fulcrum.Messages;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Messages;

/// <summary>What was written to people, where messages land in a folder instead of being sent. A console whose messages go out has no such page.</summary>
internal static class MessageRoutes
{
    /// <summary>The page's path after the language.</summary>
    public const string Path = "messages";

    /// <summary>Most messages shown.</summary>
    public const int Shown = 50;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        if (parts.Options.Messages is { } folder)
        {
            app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts, folder));
        }
    }

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts, IMessageFolder folder)
    {
        var language = visit.Language;
        var messages = await parts.Desk.ListMessagesAsync(visit.Who, folder, Shown, http.RequestAborted);
        return Shell.Write(visit, new PageFrame(language[MessageWords.Title], Path) { Lead = language[MessageWords.Lead] }, messages.Count == 0
            ? ConsolePages.Empty(visit, language[MessageWords.Nothing], Path, language[MessageWords.Again])
            : Html($"""
                <p class="actions"><a class="button" href="{visit.Path(Path)}">{language[MessageWords.Again]}</a></p>
                <ul class="rows letters">{messages.Select(Row)}</ul>
                """));

        Markup Row(KeptMessage message) => Html($"""
            <li><p class="at">{language.Moment(message.At)} · {language[message.Channel == "sms" ? MessageWords.Text : MessageWords.Mail]} · {message.Address}</p>
            <h2>{(message.Subject.Length > 0 ? message.Subject : language[MessageWords.NoSubject])}</h2><p class="letter">{message.Body}</p></li>
            """);
    }
}
