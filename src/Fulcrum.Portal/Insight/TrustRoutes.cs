using Fulcrum.Insight;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Insight;

/// <summary>The public trust page: figures out of the journal that anybody may hold the company to. Nobody is in them.</summary>
internal static class TrustRoutes
{
    private const int Days = 90;

    /// <summary>Numbers below are not told: a small one can point at somebody.</summary>
    private const int LeastShown = 10;

    /// <summary>Rows one visitor's look may make us read; the rest is read by the next.</summary>
    private const int RowsALook = 20_000;

    /// <summary>Maps it.</summary>
    public static void Map(IEndpointRouteBuilder app, PortalParts parts) =>
        app.MapMethods("/{language}/trust", Reply.ReadMethods, (RequestDelegate)(http => ShowAsync(http, parts)));

    private static async Task ShowAsync(HttpContext http, PortalParts parts)
    {
        var language = parts.LanguageOf(http);
        await parts.Core.Trust.ReadOnAsync(RowsALook, http.RequestAborted);
        await Reply.PageAsync(http, Write(parts.Core.Trust.Read(Days, parts.Core.Now), language, parts.Workspace, parts.SignedInOf(http, language)));
    }

    /// <summary>Writes it.</summary>
    internal static string Write(TrustFigures figures, PageLanguage language, Workspace workspace, SignedIn? signed)
    {
        var frame = new PageFrame(language, language[ShellWords.Trust], "trust") { Lead = language[TrustWords.Lead], Signed = signed };
        return Shell.Write(frame, workspace, Html($"""
            {Group("times", TrustWords.Times, Waits(figures.WithdrawalWait, (TrustWords.Median, TrustWords.MedianText), (TrustWords.P99, TrustWords.P99Text)))}
            {Group("erasures", TrustWords.Erasures, Waits(figures.ErasureWait, (TrustWords.ErasureMedian, TrustWords.ErasureText), (TrustWords.ErasureP99, TrustWords.ErasureText)))}
            {Group("answers", TrustWords.Answers, Waits(figures.AnswerWait, (TrustWords.AnswerMedian, TrustWords.AnswerText), (TrustWords.AnswerP99, TrustWords.AnswerText)))}
            {Group(
                "counts", TrustWords.Counts,
                Count(figures.Granted, TrustWords.Granted, TrustWords.GrantedText), Count(figures.Refused, TrustWords.Refused, TrustWords.RefusedText),
                Count(figures.Withdrawn, TrustWords.Withdrawn, TrustWords.WithdrawnText), Count(figures.Erased, TrustWords.Erased, TrustWords.ErasedText))}
            {Group(
                "used", TrustWords.Uses,
                Count(figures.Personal, TrustWords.Personal, TrustWords.PersonalText), Count(figures.LookUps, TrustWords.LookUps, TrustWords.LookUpsText),
                Count(figures.Complaints, TrustWords.Complaints, TrustWords.ComplaintsText))}
            <section aria-labelledby="how"><h2 id="how">{language[TrustWords.How]}</h2>
            <p>{language[TrustWords.HowWait]}</p>
            <p>{language[TrustWords.HowText]}</p>
            {(figures.Synthetic > 0 ? Html($"<p>{Filled(TrustWords.Synthetic, language.Number(figures.Synthetic))}</p>") : None)}
            <p class="soft">{Filled(TrustWords.Until, language.Moment(figures.Until))}{(figures.IsWhole ? "" : $" {language[TrustWords.NotWhole]}")}</p>
            </section>
            """));

        Markup Group(string id, LocalText title, params Markup[] tiles) =>
            Html($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{language[title]}</h2><dl class=\"figures\">{tiles}</dl></section>");

        Markup[] Waits(WaitFigures wait, (LocalText Title, LocalText Text) median, (LocalText Title, LocalText Text) p99)
        {
            return [Told(wait.Median, median), Told(wait.P99, p99)];

            Markup Told(TimeSpan span, (LocalText Title, LocalText Text) words) =>
                Tile(wait.Count < LeastShown ? null : language.Span(span), TrustWords.TooFew, words.Title, words.Text);
        }

        Markup Count(long count, LocalText title, LocalText text) => Tile(count == 0 ? "0" : count < LeastShown ? null : language.Number(count), TrustWords.Few, title, text);

        Markup Tile(string? value, LocalText few, LocalText title, LocalText text) => Html($"""
            <div><dt>{language[title]}</dt><dd class="value{(value is null ? " few" : "")}">{value ?? language[few]}</dd><dd class="says">{language[text]}</dd></div>
            """);

        string Filled(LocalText words, string value) => language[words].Replace("{0}", value, StringComparison.Ordinal);
    }
}
