using System.Globalization;
using Fulcrum.Staff.Approvals;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>What takes two people: asked for, and answered by somebody else.</summary>
internal static class ApprovalRoutes
{
    /// <summary>Its path.</summary>
    public const string Path = "approvals";

    private const int Shown = 100;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts));
        app.MapForm(parts, Path, async (http, visit, form) =>
        {
            await parts.Desk.AskApprovalAsync(visit.Who, GuardedAct.ExportActs, form.Typed("why"), http.RequestAborted);
            await Reply.SeeOtherAsync(http, visit.Path(Path));
        });
        app.MapForm(parts, $"{Path}/decide", async (http, visit, form) =>
        {
            _ = int.TryParse(form.Typed("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            var isApproved = form.Typed("act") switch { "approve" => true, "deny" => false, _ => throw new PageException(PageProblem.BadRequest) };
            await parts.Desk.DecideApprovalAsync(visit.Who, number, isApproved, form.Typed("note"), http.RequestAborted);
            await Reply.SeeOtherAsync(http, visit.Path(Path));
        });
    }

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts)
    {
        var (language, all) = (visit.Language, await parts.Desk.ListApprovalsAsync(visit.Who, http.RequestAborted));
        var now = parts.Core.Now;
        return Shell.Write(visit, new PageFrame(language[ApprovalWords.Title], Path) { Lead = language[ApprovalWords.Lead] }, Html($"""
            {(all.Count == 0 ? ConsolePages.Empty(visit, language[ApprovalWords.Nothing], "audit", language[ApprovalWords.Back]) : Html($"<ul class=\"rows\">{all.Take(Shown).Select(one => Row(visit, one, now))}</ul>"))}
            <section aria-labelledby="ask"><h2 id="ask">{language[ApprovalWords.ExportActs]}</h2>
            <form method="post" action="{visit.Path(Path)}" class="entry">{visit.TokenField}
            {new TextField("why", language[ApprovalWords.Why], "") { Hint = language[ApprovalWords.WhyHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"500\" required") }.Write()}
            <button>{language[ApprovalWords.Ask]}</button></form></section>
            """));
    }

    private static Markup Row(Visit visit, Approval one, Instant now)
    {
        var language = visit.Language;
        var said = one.DecidedBy.Length == 0 ? None
            : Html($"<p>{language[one.IsApproved ? ApprovalWords.SaidYes : ApprovalWords.SaidNo].Replace("{0}", one.DecidedBy, StringComparison.Ordinal).Replace("{1}", one.Note, StringComparison.Ordinal)}</p>");
        var rest = one.SpentAt != Instant.Never ? Html($"<p>{language[ApprovalWords.Spent].Replace("{0}", language.Moment(one.SpentAt), StringComparison.Ordinal)}</p>")
            : one.DecidedBy.Length > 0 ? None
            : !one.IsWaiting(now) ? Html($"<p class=\"soft\">{language[ApprovalWords.Over]}</p>")
            : one.Member == visit.Who.Member.Id ? Html($"<p class=\"soft\">{language[ApprovalWords.Own]}</p>")
            : Html($"""
                <form method="post" action="{visit.Path($"{Path}/decide")}" class="entry">{visit.TokenField}<input type="hidden" name="number" value="{one.Number}">
                {new TextField("note", language[ApprovalWords.Note], "") { Id = FormattableString.Invariant($"note-{one.Number}"), Hint = language[ApprovalWords.NoteHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"500\" required") }.Write()}
                <p class="actions"><button name="act" value="approve">{language[ApprovalWords.Yes]}</button><button class="quiet" name="act" value="deny">{language[ApprovalWords.No]}</button></p></form>
                """);
        return Html($"""
            <li><p class="at">{language.Moment(one.At)} · {one.Member} · {language[ApprovalWords.Until].Replace("{0}", language.Moment(one.Until), StringComparison.Ordinal)}</p>
            <h2>{language[ApprovalWords.ExportActs]}</h2><p>{one.Why}</p>{said}{rest}</li>
            """);
    }
}
