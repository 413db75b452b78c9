using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole;

/// <summary>The first page: what waits for whoever is signed in.</summary>
internal static class HomeRoutes
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(7);
    private static readonly TimeSpan Remind = TimeSpan.FromDays(30);

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapMethods("/", Reply.ReadMethods, (RequestDelegate)(http =>
        {
            http.Response.Headers.Vary = "Accept-Language";
            return Reply.SeeOtherAsync(http, PageLanguage.Preferred(http.Request, parts.Workspace).Path(""));
        }));
        app.MapPage(parts, "", (http, visit) => WriteAsync(visit, parts, http.RequestAborted));
    }

    private static async Task<string> WriteAsync(Visit visit, ConsoleParts parts, CancellationToken cancellation)
    {
        var (language, member) = (visit.Language, visit.Who.Member);
        var waits = new List<Markup>();
        waits.AddRange(Lessons(visit, parts));
        if (await parts.Desk.EmergencyOfAsync(visit.Who, cancellation) is { } emergency)
        {
            waits.Add(Wait(visit, language[HomeWords.Emergency], Fill(language[HomeWords.EmergencyText], language.Moment(emergency.Until)), "people", language[HomeWords.Find]));
        }

        if (visit.May(StaffPowers.Rights))
        {
            var due = (await parts.Desk.ListRequestsAsync(visit.Who, cancellation)).Where(request => request.DueAt - Soon <= parts.Core.Now).ToArray();
            if (due.Length > 0)
            {
                waits.Add(Wait(visit, Fill(language[HomeWords.Requests], language.Number(due.Length)), Fill(language[HomeWords.RequestsText], language.Day(due[0].DueAt)), "requests", language[HomeWords.Work]));
            }
        }

        if (visit.May(StaffPowers.Audit))
        {
            var open = (await parts.Desk.ListEmergenciesAsync(visit.Who, cancellation)).Count(one => one.ReviewedBy.Length == 0 && one.Member != member.Id);
            var alarms = (await parts.Desk.ListAlarmsAsync(visit.Who, cancellation)).Count(one => one.LiftedBy.Length == 0 && one.Member != member.Id);
            if (alarms > 0)
            {
                waits.Add(Wait(visit, Fill(language[HomeWords.Alarms], language.Number(alarms)), language[HomeWords.AlarmsText], "audit", language[HomeWords.Review]));
            }

            var asked = (await parts.Desk.ListApprovalsAsync(visit.Who, cancellation)).Where(one => one.IsWaiting(parts.Core.Now) && one.Member != member.Id).ToArray();
            if (asked.Length > 0)
            {
                waits.Add(Wait(visit, Fill(language[HomeWords.Approvals], language.Number(asked.Length)), Fill(language[HomeWords.ApprovalsText], language.Moment(asked.Min(one => one.Until))), ApprovalRoutes.Path, language[HomeWords.Decide]));
            }

            if (open > 0)
            {
                waits.Add(Wait(visit, Fill(language[HomeWords.Reviews], language.Number(open)), language[HomeWords.ReviewsText], "audit", language[HomeWords.Review]));
            }
        }

        var roles = member.Roles.Select(parts.Desk.Book.Find).OfType<StaffRole>();
        var (page, way) = visit.Holds(StaffPowers.Find) ? ("people", HomeWords.Find) : ("training", HomeWords.Learn);
        return Shell.Write(visit, new PageFrame(Fill(language[HomeWords.Hello], member.Name), "") { Lead = language[HomeWords.Lead] }, Html($"""
            {(waits.Count > 0 ? Html($"<ul class=\"waits\">{waits}</ul>") : ConsolePages.Empty(visit, language[HomeWords.Nothing], page, language[way]))}
            <section aria-labelledby="roles"><h2 id="roles">{language[HomeWords.Roles]}</h2>
            <ul>{roles.Select(role => Html($"<li>{language[role.Title]}</li>"))}</ul></section>
            """));
    }

    private static IEnumerable<Markup> Lessons(Visit visit, ConsoleParts parts)
    {
        var (language, member, book, now) = (visit.Language, visit.Who.Member, parts.Desk.Book, parts.Core.Now);
        foreach (var lesson in book.Lessons.Where(lesson => lesson.Roles.Any(member.Roles.Contains)))
        {
            var (title, page) = (language[lesson.Title], $"training/{lesson.Name}");
            if (!member.IsCertified(lesson, book, now))
            {
                yield return Wait(visit, Fill(language[HomeWords.Lesson], title), language[HomeWords.LessonText], page, language[HomeWords.Read]);
            }
            else if (member.CertifiedUntil(lesson, book) is { } until && until - Remind <= now)
            {
                yield return Wait(visit, Fill(language[HomeWords.Expires], title), Fill(language[HomeWords.ExpiresText], language.Day(until)), page, language[HomeWords.Read]);
            }
        }
    }

    private static Markup Wait(Visit visit, string title, string text, string page, string button) =>
        Html($"<li><div><h2>{title}</h2><p>{text}</p></div><a class=\"button\" href=\"{visit.Path(page)}\">{button}</a></li>");

    private static string Fill(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
