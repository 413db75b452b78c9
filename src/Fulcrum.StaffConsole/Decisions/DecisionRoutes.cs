using Fulcrum.Decisions;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Decisions;

/// <summary>Why a decision was made.</summary>
internal static class DecisionRoutes
{
    private const string Path = "decisions";
    private const int NumberMax = 100;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, ConsoleParts parts)
    {
        app.MapPage(parts, Path, (_, visit) => Task.FromResult(Write(visit, "", null, None)));
        app.MapForm(parts, Path, async (http, visit, form) =>
        {
            var number = form.Typed("number") is { Length: <= NumberMax } typed ? typed : "";
            if (await parts.Desk.ExplainAsync(visit.Who, number, http.RequestAborted) is { } account)
            {
                await Reply.PageAsync(http, Write(visit, number, null, Account(visit.Language, account)));
                return;
            }

            await Reply.PageAsync(http, Write(visit, number, visit.Language[DecisionWords.Nothing], None), StatusCodes.Status404NotFound);
        });
    }

    private static string Write(Visit visit, string number, string? fault, Markup account)
    {
        var language = visit.Language;
        return Shell.Write(visit, new PageFrame(language[DecisionWords.Title], Path) { Lead = language[DecisionWords.Lead] }, Html($"""
            <form method="post" action="{visit.Path(Path)}" class="entry">{visit.TokenField}
            {new TextField("number", language[DecisionWords.Number], number) { Hint = language[DecisionWords.NumberHint], Fault = fault, Attributes = Html($" autocomplete=\"off\" maxlength=\"{NumberMax}\" required") }.Write()}
            <button>{language[DecisionWords.Explain]}</button></form>
            {account}
            """));
    }

    private static Markup Account(PageLanguage language, Account account)
    {
        return Html($"""
            <section class="panel act" aria-labelledby="why"><h2 id="why">{language[account.Sentence]}</h2>
            <dl class="about"><div><dt>{language[DecisionWords.At]}</dt><dd>{language.Moment(account.At)}</dd></div><div><dt>{language[DecisionWords.Place]}</dt><dd><code>{account.Decision.Placement.Name}</code></dd></div></dl></section>
            <div class="scroll" tabindex="0" role="region" aria-label="{language[DecisionWords.Candidates]}"><table><caption>{language[DecisionWords.Candidates]}</caption>
            <thead><tr><th scope="col">{language[DecisionWords.Offer]}</th><th scope="col">{language[DecisionWords.Became]}</th></tr></thead>
            <tbody>{account.Candidates.Select(candidate => Html($"<tr><th scope=\"row\"><code>{candidate.Offer}</code></th><td>{Became(candidate)}</td></tr>"))}</tbody></table></div>
            """);

        string Became(CandidateAccount candidate) => candidate.Chosen > 0 ? Fill(language[DecisionWords.Chosen], language.Number(candidate.Chosen))
            : candidate.Verdicts.FirstOrDefault(verdict => !verdict.Keeps) is { } removed ? Fill(language[DecisionWords.Removed], removed.Rule)
            : language[DecisionWords.NotNeeded];
    }

    private static string Fill(string text, string value) => text.Replace("{0}", value, StringComparison.Ordinal);
}
