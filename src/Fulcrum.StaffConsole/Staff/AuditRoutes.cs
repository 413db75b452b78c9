using System.Globalization;
using System.Text;
using Fulcrum.Rights;
using Fulcrum.Staff;
using Fulcrum.Staff.Misuse;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The log of acts: searched, saved, its chain checked; and emergencies, reviewed by somebody else.</summary>
internal static class AuditRoutes
{
    private const string Path = "audit";
    private const int Shown = 200;
    private const int FindMax = 200;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts, ""));
        app.MapForm(parts, Path, async (http, visit, form) => await Reply.PageAsync(http, await WriteAsync(http, visit, parts, FindIn(form))));
        app.MapForm(parts, $"{Path}/export", (http, visit, form) => ExportAsync(http, visit, form, parts));
        app.MapForm(parts, $"{Path}/alarm", (http, visit, form) => CloseAsync(http, visit, form, parts));
        app.MapForm(parts, $"{Path}/review", async (http, visit, form) =>
        {
            _ = int.TryParse(form.Typed("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            await parts.Desk.ReviewAsync(visit.Who, number, form.Typed("found"), http.RequestAborted);
            await Reply.SeeOtherAsync(http, visit.Path(Path));
        });
    }

    private static async Task CloseAsync(HttpContext http, Visit visit, IFormCollection form, ConsoleParts parts)
    {
        _ = int.TryParse(form.Typed("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        await parts.Desk.LiftAsync(visit.Who, number, form.Typed("found"), http.RequestAborted);
        await Reply.SeeOtherAsync(http, visit.Path(Path));
    }

    private static string FindIn(IFormCollection form) => form.Typed("find") is { Length: <= FindMax } text ? text : throw new PageException(PageProblem.BadRequest);

    private static async Task ExportAsync(HttpContext http, Visit visit, IFormCollection form, ConsoleParts parts)
    {
        var acts = await parts.Desk.ExportActsAsync(visit.Who, FindIn(form), http.RequestAborted);
        var csv = new StringBuilder("at,what,by,detail,chain,holds\r\n");
        foreach (var act in acts)
        {
            csv.AppendJoin(',', act.At.ToString(), Cell(act.What), Cell(act.By), Cell(act.Detail), Cell(act.Chain), act.Holds ? "true" : "false").Append("\r\n");
        }

        http.Response.Headers.ContentDisposition = "attachment; filename=\"acts.csv\"";
        await Reply.WriteAsync(http, StatusCodes.Status200OK, "text/csv; charset=utf-8", Encoding.UTF8.GetBytes(csv.ToString()));
    }

    /// <summary>A text as a cell; one that a spreadsheet would run as a formula is made a text by an apostrophe.</summary>
    internal static string Cell(string text)
    {
        // Full-width signs too: programs that make tables turn them into the plain ones.
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0' or '＝' or '＋' or '－' or '＠' ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts, string find)
    {
        var language = visit.Language;

        // All of them, though only the newest are shown: a break further back must not go unsaid.
        var acts = await parts.Desk.ReadActsAsync(visit.Who, find, int.MaxValue, http.RequestAborted);
        var emergencies = await parts.Desk.ListEmergenciesAsync(visit.Who, http.RequestAborted);
        var alarms = await parts.Desk.ListAlarmsAsync(visit.Who, http.RequestAborted);
        var isWhole = acts.All(act => act.Holds);
        return Shell.Write(visit, new PageFrame(language[AuditWords.Title], Path) { Lead = language[AuditWords.Lead] }, Html($"""
            <section class="note"><h2>{language[isWhole ? AuditWords.Holds : AuditWords.Broken]}</h2><p>{language[isWhole ? AuditWords.HoldsText : AuditWords.BrokenText]}</p></section>
            <form method="post" action="{visit.Path(Path)}" class="entry">{visit.TokenField}
            {new TextField("find", language[AuditWords.Find], find) { Attributes = Html($" autocomplete=\"off\" maxlength=\"{FindMax}\"") }.Write()}
            <p class="actions"><button>{language[AuditWords.Search]}</button><button formaction="{visit.Path($"{Path}/export")}">{language[AuditWords.Export]}</button></p></form>
            {(acts.Count == 0 ? ConsolePages.Empty(visit, language[AuditWords.None], Path, language[AuditWords.All]) : Table(language, acts))}
            <section aria-labelledby="alarms"><h2 id="alarms">{language[AuditWords.Alarms]}</h2>
            {(alarms.Count == 0 ? Html($"<p>{language[AuditWords.NoAlarms]}</p>") : Html($"<ul class=\"rows\">{alarms.Take(Shown).Select(one => Row(visit, one))}</ul>"))}</section>
            <section aria-labelledby="emergencies"><h2 id="emergencies">{language[AuditWords.Emergencies]}</h2>
            {(emergencies.Count == 0 ? Html($"<p>{language[AuditWords.NoEmergencies]}</p>") : Html($"<ul class=\"rows\">{emergencies.Select(one => Row(visit, one))}</ul>"))}</section>
            """));
    }

    private static Markup Table(PageLanguage language, IReadOnlyList<Act> acts) => Html($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{language[AuditWords.Title]}"><table>
        <thead><tr><th scope="col">{language[AuditWords.At]}</th><th scope="col">{language[AuditWords.What]}</th><th scope="col">{language[AuditWords.By]}</th><th scope="col">{language[AuditWords.Detail]}</th></tr></thead>
        <tbody>{acts.Take(Shown).Select(act => Html($"<tr><td class=\"when\">{act.At.ToString()}</td><td class=\"when\"><code>{act.What}</code>{(act.Holds ? None : Html($" <span class=\"late\">{language[AuditWords.Mark]}</span>"))}</td><td class=\"when\">{act.By}</td><td>{act.Detail}</td></tr>"))}</tbody></table></div>
        """);

    private static Markup Row(Visit visit, MisuseAlarm one)
    {
        var language = visit.Language;
        var rest = one.LiftedBy.Length > 0 ? Html($"<p>{language[AuditWords.Closed].Replace("{0}", one.LiftedBy, StringComparison.Ordinal).Replace("{1}", one.Found, StringComparison.Ordinal)}</p>")
            : one.Member == visit.Who.Member.Id ? Html($"<p class=\"soft\">{language[AuditWords.OwnAlarm]}</p>")
            : Html($"""
                <p>{language[one.IsBrake ? AuditWords.Stopped : AuditWords.NotStopped]}</p>
                <form method="post" action="{visit.Path($"{Path}/alarm")}" class="entry">{visit.TokenField}<input type="hidden" name="number" value="{one.Number}">
                {new TextField("found", language[AuditWords.Found], "") { Id = FormattableString.Invariant($"alarm-{one.Number}"), Hint = language[AuditWords.FoundHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"500\" required") }.Write()}
                <button class="quiet">{language[AuditWords.Close]}</button></form>
                """);
        return Html($"<li><p class=\"at\">{language.Moment(one.At)} · {one.Member}</p><h3><code>{one.Evidence}</code></h3>{rest}</li>");
    }

    private static Markup Row(Visit visit, Emergency one)
    {
        var language = visit.Language;
        var rest = one.ReviewedBy.Length > 0 ? Html($"<p>{language[AuditWords.Reviewed].Replace("{0}", one.ReviewedBy, StringComparison.Ordinal).Replace("{1}", one.Review, StringComparison.Ordinal)}</p>")
            : one.Member == visit.Who.Member.Id ? Html($"<p class=\"soft\">{language[AuditWords.Own]}</p>")
            : Html($"""
                <form method="post" action="{visit.Path($"{Path}/review")}" class="entry">{visit.TokenField}<input type="hidden" name="number" value="{one.Number}">
                {new TextField("found", language[AuditWords.Found], "") { Id = FormattableString.Invariant($"found-{one.Number}"), Hint = language[AuditWords.FoundHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"500\" required") }.Write()}
                <button class="quiet">{language[AuditWords.Review]}</button></form>
                """);
        return Html($"<li><p class=\"at\">{language.Moment(one.At)} · {one.Member}</p><h3>{one.Why}</h3>{rest}</li>");
    }
}
