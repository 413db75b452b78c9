using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Access;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal;

/// <summary>In short, for whoever is signed in: what we know and do, in counts, and the way to each right.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record OwnHomePage(Visit Visit)
{
    /// <summary>Whether passkeys can be added.</summary>
    public bool HasPasskeys { get; init; }

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(OwnSummary summary)
    {
        var company = Workspace.Disclosures.Controller is { } controller ? Language[controller.Name] : Workspace.Name;
        var looks = summary.Uses.Where(use => use.Kind == OwnUseKind.LookUp).Sum(use => use.Count);
        var used = summary.Uses.Where(use => use.Kind == OwnUseKind.Decision).Sum(use => use.Count);
        var stopped = OwnChoices.IsStopped(summary.View);
        var open = ChoiceAsked.All(Workspace).Where(asked => asked.IsOpen).Select(asked => summary.View.Standings.First(standing => standing.Purpose.Name == asked.Purpose.Name)).ToArray();
        return Shell.Write(Visit.Frame(HomeWords.Title(Language, company), "") with { Lead = Language[OwnHomeWords.Lead] }, Workspace, Html($"""
            {(stopped ? Html($"<section class=\"note\" aria-labelledby=\"stopped\"><h2 id=\"stopped\">{Language[ChoiceWords.Stopped]}</h2><p>{Language[ChoiceWords.StoppedText]}</p></section>") : None)}
            <dl class="figures">
            {Figure(summary.View.Facts.Length, OwnHomeWords.Facts, OwnHomeWords.FactsText)}
            {Figure(summary.Events, OwnHomeWords.Events, summary.Since == Instant.Never ? OwnHomeWords.EventsText : OwnHomeWords.EventsSince, summary.Since)}
            {Figure(used, OwnHomeWords.Uses, OwnHomeWords.UsesText)}
            {Figure(looks, OwnHomeWords.Looks, OwnHomeWords.LooksText)}
            </dl>
            <section aria-labelledby="known"><h2 id="known">{Language[OwnHomeWords.Known]}</h2>
            <ul>{summary.Identifiers.Select(known => Html($"<li>{known.Reveal()}{(known.IsVerified ? None : Html($" <span class=\"soft\">({Language[OwnHomeWords.Claimed]})</span>"))}</li>"))}
            {summary.Unnamed.Select(known => Html($"<li>{Language[OwnHomeWords.Unnamed].Replace("{0}", Language.Number(known.Value), StringComparison.Ordinal)}</li>"))}</ul></section>
            <section aria-labelledby="now"><h2 id="now">{Language[OwnHomeWords.Now]}</h2>
            <dl class="terms">{open.Select(standing => Html($"<dt>{Language[standing.Purpose.Title]}: {Language[standing.Refused is null ? ChoiceWords.On : ChoiceWords.Off]}</dt><dd>{Language[standing.Purpose.Reason]}</dd>"))}</dl></section>
            <ul class="cards">
            {Card("data", ShellWords.Data, OwnHomeWords.DataText)}
            {Card("choices", ShellWords.Choices, HomeWords.ChoicesText)}
            {Card("uses", ShellWords.Uses, OwnHomeWords.UsesCard)}
            {Card("reasons", ShellWords.Reasons, OwnHomeWords.ReasonsCard)}
            {Card("requests", ShellWords.Requests, OwnHomeWords.RequestsText)}
            {Card("history", ShellWords.History, OwnHomeWords.HistoryText)}
            {(HasPasskeys ? Card(PasskeyPage.Path, PasskeyWords.Title, PasskeyWords.Card) : None)}
            </ul>
            """));
    }

    private Markup Figure(long count, LocalText title, LocalText text, Instant since = default) => Html($"""
        <div><dt>{Language[title]}</dt><dd class="value">{Language.Number(count)}</dd><dd class="says">{Language[text].Replace("{0}", since == Instant.Never ? "" : Language.Day(since), StringComparison.Ordinal)}</dd></div>
        """);

    private Markup Card(string page, LocalText title, LocalText text) =>
        Html($"<li class=\"card\"><h2><a href=\"{Visit.Path(page)}\">{Language[title]}</a></h2><p>{Language[text]}</p></li>");
}
