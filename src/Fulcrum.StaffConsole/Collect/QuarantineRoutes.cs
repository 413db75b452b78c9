using Fulcrum.Collect;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Collect;

/// <summary>What was kept aside, newest first: why, never what.</summary>
internal static class QuarantineRoutes
{
    private const string Path = "quarantine";
    private const int Shown = 100;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts) => app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts));

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts)
    {
        var language = visit.Language;
        var rows = await parts.Desk.ListQuarantineAsync(visit.Who, Shown, http.RequestAborted);
        return Shell.Write(visit, new PageFrame(language[QuarantineWords.Title], Path) { Lead = language[QuarantineWords.Lead] }, rows.Count == 0
            ? ConsolePages.Empty(visit, language[QuarantineWords.Nothing], "", language[QuarantineWords.Home])
            : Html($"""
                <div class="scroll" tabindex="0" role="region" aria-label="{language[QuarantineWords.Title]}"><table>
                <thead><tr><th scope="col">{language[QuarantineWords.At]}</th><th scope="col">{language[QuarantineWords.Reason]}</th><th scope="col">{language[QuarantineWords.Remedy]}</th><th scope="col">{language[QuarantineWords.Number]}</th></tr></thead>
                <tbody>{rows.Select(Row)}</tbody></table></div>
                """));

        Markup Row(QuarantineRow row) => Html($"<tr><td class=\"when\">{language.Moment(row.At)}</td><td><code>{row.Reason}</code></td><td>{row.Remedy}</td><td><code>{row.Id}</code></td></tr>");
    }
}
