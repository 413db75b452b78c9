using System.Collections.Immutable;
using System.Globalization;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>Lessons, their questions and the certificates.</summary>
internal static class TrainingRoutes
{
    private const string Path = "training";

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (_, visit) => Task.FromResult(WriteList(visit, parts, Markup.None)));
        app.MapPage(parts, $"{Path}/{{lesson}}", (http, visit) => Task.FromResult(WriteLesson(visit, Find(http, parts), [], [])));
        app.MapForm(parts, $"{Path}/{{lesson}}", (http, visit, form) => PassAsync(http, visit, form, parts));
    }

    private static async Task PassAsync(HttpContext http, Visit visit, IFormCollection form, ConsoleParts parts)
    {
        var lesson = Find(http, parts);
        int[] answers = [.. Enumerable.Range(0, lesson.Questions.Length).Select(at => int.TryParse(form[Field(at)].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) ? chosen : -1)];
        var wrong = await parts.Desk.PassAsync(visit.Who, lesson.Name, answers, http.RequestAborted);
        if (!wrong.IsEmpty)
        {
            await Reply.PageAsync(http, WriteLesson(visit, lesson, wrong, answers), StatusCodes.Status400BadRequest);
            return;
        }

        var again = await parts.VisitOfAsync(http, visit.Language);
        var until = again.Who.Member.CertifiedUntil(lesson, parts.Desk.Book) ?? parts.Core.Now;
        var news = ConsolePages.News(visit.Language[TrainingWords.Passed], visit.Language[TrainingWords.PassedText].Replace("{0}", visit.Language.Day(until), StringComparison.Ordinal));
        await Reply.PageAsync(http, WriteList(again, parts, news));
    }

    private static Lesson Find(HttpContext http, ConsoleParts parts) =>
        parts.Desk.Book.Lessons.FirstOrDefault(lesson => lesson.Name == http.Request.RouteValues["lesson"] as string) ?? throw new PageException(PageProblem.NoPage);

    private static string WriteList(Visit visit, ConsoleParts parts, Markup news)
    {
        var (language, book) = (visit.Language, parts.Desk.Book);
        var body = book.Lessons.IsEmpty ? ConsolePages.Empty(visit, language[TrainingWords.None], "", language[TrainingWords.Home]) : Html($"""
            <div class="scroll" tabindex="0" role="region" aria-label="{language[TrainingWords.Title]}"><table>
            <thead><tr><th scope="col">{language[TrainingWords.Lesson]}</th><th scope="col">{language[TrainingWords.Holds]}</th><th scope="col">{language[TrainingWords.Needed]}</th></tr></thead>
            <tbody>{book.Lessons.Select(Row)}</tbody></table></div>
            """);
        return Shell.Write(visit, new PageFrame(language[TrainingWords.Title], Path) { Lead = language[TrainingWords.Lead] }, Html($"{news}{body}"));

        Markup Row(Lesson lesson)
        {
            var member = visit.Who.Member;
            var standing = member.CertifiedUntil(lesson, book) switch
            {
                null => language[TrainingWords.Never],
                { } until => language[until > parts.Core.Now ? TrainingWords.Until : TrainingWords.Over].Replace("{0}", language.Day(until), StringComparison.Ordinal),
            };
            return Html($"""
                <tr><th scope="row"><a href="{visit.Path($"{Path}/{lesson.Name}")}">{language[lesson.Title]}</a></th><td>{standing}</td>
                <td>{language[lesson.Roles.Any(member.Roles.Contains) ? TrainingWords.Yes : TrainingWords.No]}</td></tr>
                """);
        }
    }

    private static string WriteLesson(Visit visit, Lesson lesson, ImmutableArray<int> wrong, int[] chosen)
    {
        var language = visit.Language;
        var paragraphs = language[lesson.Text].Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Shell.Write(visit, new PageFrame(language[lesson.Title], $"{Path}/{lesson.Name}") { Menu = Path }, Html($"""
            <article class="lesson">{paragraphs.Select(text => Html($"<p>{text}</p>"))}</article>
            <section aria-labelledby="questions"><h2 id="questions">{language[TrainingWords.Questions]}</h2>
            <form method="post" action="{visit.Path($"{Path}/{lesson.Name}")}" class="panel">{visit.TokenField}
            {lesson.Questions.Select(Question)}
            <p class="actions"><button>{language[TrainingWords.Send]}</button></p></form></section>
            """));

        Markup Question(LessonQuestion question, int at)
        {
            var fault = wrong.Contains(at) ? Html($"<p class=\"fault\" role=\"alert\">{language[TrainingWords.Wrong]}</p>") : None;
            return Html($"""
                <fieldset class="field"><legend>{language[question.Ask]}</legend>{fault}
                {question.Answers.Select((answer, number) => Html($"<label class=\"tick\"><input type=\"radio\" name=\"{Field(at)}\" value=\"{number}\" required{(chosen.Length > at && chosen[at] == number ? Html($" checked") : None)}><span>{language[answer]}</span></label>"))}
                </fieldset>
                """);
        }
    }

    private static string Field(int at) => $"answer-{at.ToString(CultureInfo.InvariantCulture)}";
}
