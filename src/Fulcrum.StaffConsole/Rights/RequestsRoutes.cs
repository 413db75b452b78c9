using Fulcrum.Rights.Requests;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Rights;

/// <summary>The queue of requests about rights, and what is done with one.</summary>
internal static class RequestsRoutes
{
    private const string Path = "requests";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (http, visit) => WriteAsync(http, visit, parts, None));
        app.MapForm(parts, Path, (http, visit, form) => ActAsync(http, visit, form, parts));
    }

    private static async Task ActAsync(HttpContext http, Visit visit, IFormCollection form, ConsoleParts parts)
    {
        // A button says what is done and, at the end of a review, what became of the choice.
        var (word, found) = form.Typed("act").Split(' ', 2) is [var first, var rest] ? (first, rest) : (form.Typed("act"), "");
        var act = Enum.TryParse<RequestAct>(word, ignoreCase: false, out var named) && StaffRequestActs.IsTaken(named) ? named : throw new PageException(PageProblem.BadRequest);
        if (!StaffRequestActs.TryRead<DenialReason>(act == RequestAct.Refuse ? form.Typed("reason") : "", out var reason) || !StaffRequestActs.TryRead<ReviewOutcome>(found, out var became))
        {
            throw new PageException(PageProblem.BadRequest);
        }

        var outcome = await parts.Desk.ActOnRequestAsync(visit.Who, form.Typed("id"), act, form.Typed("why"), new RequestFinding(reason, became), http.RequestAborted);
        var (title, text) = outcome.Result == RequestResult.Done ? (RequestsWords.Done, RequestsWords.DoneText) : (RequestsWords.NotNow, RequestsWords.NotNowText);
        await Reply.PageAsync(http, await WriteAsync(http, visit, parts, ConsolePages.News(visit.Language[title], visit.Language[text])));
    }

    private static async Task<string> WriteAsync(HttpContext http, Visit visit, ConsoleParts parts, Markup news)
    {
        var language = visit.Language;
        var requests = await parts.Desk.ListRequestsAsync(visit.Who, http.RequestAborted);
        var body = requests.Count == 0
            ? ConsolePages.Empty(visit, language[RequestsWords.Nothing], "", language[RequestsWords.Home])
            : Html($"<ul class=\"rows\">{requests.Select(request => Row(visit, request, parts.Core.Now))}</ul>");
        return Shell.Write(visit, new PageFrame(language[RequestsWords.Title], Path) { Lead = language[RequestsWords.Lead] }, Html($"{news}{body}"));
    }

    private static Markup Row(Visit visit, TimedRequest timed, Instant now)
    {
        var (language, request) = (visit.Language, timed.Request);
        var due = timed.IsLate(now)
            ? Html($"<span class=\"late\">{Fill(language[RequestsWords.Late], language.Day(timed.DueAt))}</span>")
            : Html($"{Fill(language[RequestsWords.Due], language.Day(timed.DueAt))}");
        return Html($"""
            <li><h2>{language[RequestsWords.Of(request.Kind)]}</h2>
            <p class="at">{due} · {language[RequestsWords.Of(request.State)]} · {Fill(language[RequestsWords.Asked], language.Day(request.OpenedAt))} · <code>{request.Id}</code></p>
            <details><summary>{language[RequestsWords.Act]}<span class="apart"> {request.Id}</span></summary>
            <form method="post" action="{visit.Path(Path)}" class="entry">{visit.TokenField}<input type="hidden" name="id" value="{request.Id}">
            {new TextField("why", language[RequestsWords.Why], "") { Id = $"why-{request.Id}", Hint = language[RequestsWords.WhyHint], Lines = 3, Attributes = Html($" maxlength=\"500\" required") }.Write()}
            {(request.Acts.Contains(RequestAct.Refuse) ? Reasons(language, request.Id) : None)}
            <p class="actions">{request.Acts.Where(StaffRequestActs.IsTaken).SelectMany(act => Buttons(language, request.Kind, act))}</p></form></details></li>
            """);
    }

    private static Markup Reasons(PageLanguage language, string id) => Html($"""
        <div class="field"><label for="reason-{id}">{language[RequestsWords.Reason]}</label><select id="reason-{id}" name="reason">
        {RequestsWords.Reasons.Select(reason => Html($"<option value=\"{reason.ToString()}\">{language[RequestsWords.Of(reason)]}</option>"))}</select></div>
        """);

    private static IEnumerable<Markup> Buttons(PageLanguage language, RequestKind kind, RequestAct act) => kind == RequestKind.Review && act == RequestAct.Complete
        ? new[] { ReviewOutcome.Stands, ReviewOutcome.Changed }.Select(outcome => Button($"{act} {outcome}", language[RequestsWords.Of(outcome)]))
        : [Button(act.ToString(), language[RequestsWords.Of(act)])];

    private static Markup Button(string value, string text) => Html($"<button class=\"quiet\" name=\"act\" value=\"{value}\">{text}</button>");

    private static string Fill(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
