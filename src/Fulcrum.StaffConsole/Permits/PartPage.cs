using Fulcrum.Consent;
using Fulcrum.Permits;
using Fulcrum.Rights.Access;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Permits;

/// <summary>A part of a person's card: what they decided, what was decided about them, who looked.</summary>
/// <param name="Visit">Who looks.</param>
internal sealed record PartPage(Visit Visit)
{
    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(PeopleAsked asked, StaffPartCard card)
    {
        var frame = new PageFrame(Language[PartWords.Of(card.Part)], PeopleRoutes.Path) { Lead = card.IsUnknown ? "" : Language[PeopleWords.CardLead].Replace("{0}", Language.Number(card.Sequence), StringComparison.Ordinal) };
        if (card.Refused is not null)
        {
            return Shell.Write(Visit, frame, Html($"<section class=\"panel\"><p>{Language[card.IsUnknown ? PeopleWords.Nobody : PeopleWords.Shut]}</p></section>{Again()}"));
        }

        return Shell.Write(Visit, frame, Html($"""
            {card.Part switch { StaffPart.Choices => Choices(card), StaffPart.Decisions => Decisions(card), _ => Looks(card) }}
            {Ways(asked, card.Part)}
            {Again()}
            """));
    }

    /// <summary>The buttons that open the parts, and the card itself; what they may not open is no button and says what is missing.</summary>
    /// <param name="asked">Whose card, which goes along.</param>
    /// <param name="here">The part that is open; null for the card.</param>
    public Markup Ways(PeopleAsked asked, StaffPart? here)
    {
        var parts = Enum.GetValues<StaffPart>().Where(part => part != here).ToArray();
        var open = parts.Where(part => Check(part).IsAllowed).ToArray();
        var view = Workspace.Views.TryGetValue(asked.View, out var known) ? Language[known.Title] : asked.View;
        var card = here is null ? None : Html($"<button class=\"quiet\">{Language[PeopleWords.Card].Replace("{0}", view, StringComparison.Ordinal)}</button>");
        return Html($"""
            <section class="panel act" aria-labelledby="more"><h2 id="more">{Language[PartWords.More]}</h2><p>{Language[PartWords.MoreText]}</p>
            <form method="post" action="{Visit.Path(PeopleRoutes.Path)}">{Visit.TokenField}{asked.Fields}<input type="hidden" name="why" value="{asked.Why}">
            <p class="actions">{open.Select(part => Html($"<button class=\"quiet\" formaction=\"{Visit.Path($"{PeopleRoutes.Path}/{PeopleRoutes.NameOf(part)}")}\">{Language[PartWords.Of(part)]}</button>"))}{card}</p></form>
            {parts.Except(open).Select(Missing)}</section>
            """);
    }

    private StaffAnswer Check(StaffPart part) => Visit.Parts.Desk.Check(Visit.Who, StaffDesk.PowerOf(part));

    private Markup Missing(StaffPart part)
    {
        var answer = Check(part);
        var what = Language[answer.Missing == StaffMissing.Training ? PartWords.NoLesson : PartWords.NoRole].Replace("{0}", Language[PartWords.Of(part)], StringComparison.Ordinal);
        return Html($"<p class=\"soft\">{what} {(answer.Ask is { } ask ? Language[ConsoleWords.AskWhom].Replace("{0}", Language[ask], StringComparison.Ordinal) : "")}</p>");
    }

    private Markup Again() => Html($"<p class=\"actions\"><a class=\"button\" href=\"{Visit.Path(PeopleRoutes.Path)}\">{Language[PeopleWords.Again]}</a></p>");

    private Markup Choices(StaffPartCard card) => Table(
        card.Part, [PartWords.For, PartWords.Stands, PeopleWords.Since, PartWords.Used], card.Choices.Select(standing => Html($"""
            <tr><th scope="row">{Language[standing.Purpose.Title]}</th><td>{Stands(standing)}</td><td>{(standing.Standing.At == Instant.Never ? "" : Language.Day(standing.Standing.At))}</td><td>{Language[standing.Refused is null ? PartWords.Yes : PartWords.No]}</td></tr>
            """)));

    private Markup Stands(OwnStanding standing)
    {
        var whole = standing.Standing.State == ConsentState.Unknown && !standing.NeedsConsent ? Language[PartWords.NotAsked] : Language[PartWords.Of(standing.Standing.State)];
        return Html($"{whole}{standing.Parts.Where(part => part.Scope.Channel.Length > 0).Select(part => Html($"<br><span class=\"soft\"><code>{part.Scope.Channel}</code> {Language[PartWords.Of(part.Standing.State)]}</span>"))}");
    }

    private Markup Decisions(StaffPartCard card) => card.Decisions.IsEmpty ? Nothing(PartWords.NoDecisions) : Html($"""
        <ol class="rows">{card.Decisions.Select(decision => Html($"""
        <li><p class="at">{Language.Moment(decision.At)}, {Placement(decision.Placement)}</p>
        <h2>{(decision.Offers.IsEmpty ? Language[PartWords.NothingShown] : string.Join(", ", decision.Offers.Select(Offer)))}</h2>
        <p>{Why(decision)}</p>
        <p class="soft">{Purpose(decision.Purpose)} · <code>{decision.Id}</code></p></li>
        """))}</ol>
        """);

    private string Why(StaffDecision decision) => decision.Sentence is { } sentence ? Language[sentence]
        : decision.Hidden > 0 ? Language[PartWords.HiddenWhy].Replace("{0}", Language.Number(decision.Hidden), StringComparison.Ordinal) : Language[PartWords.NoWhy];

    private Markup Looks(StaffPartCard card) => card.Looks.IsEmpty ? Nothing(PartWords.NoLooks) : Html($"""
        <p>{Language[PartWords.LooksText]}</p>
        {Table(card.Part, [PartWords.At, PartWords.Who, PartWords.Saw, PartWords.For], card.Looks.Select(look => Html($"<tr><td class=\"when\">{Language.Moment(look.At)}</td><td><code>{look.Who}</code></td><td>{Saw(look)}</td><td>{Purpose(look.Purpose)}</td></tr>")))}
        """);

    private Markup Table(StaffPart part, LocalText[] heads, IEnumerable<Markup> rows) => Html($"""
        <div class="scroll" tabindex="0" role="region" aria-label="{Language[PartWords.Of(part)]}"><table>
        <thead><tr>{heads.Select(head => Html($"<th scope=\"col\">{Language[head]}</th>"))}</tr></thead><tbody>{rows}</tbody></table></div>
        """);

    private Markup Nothing(LocalText text) => Html($"<section class=\"panel\"><p>{Language[text]}</p></section>");

    private string Saw(OwnLookUp look) => Enum.GetValues<StaffPart>().Where(part => StaffPartCard.NameOf(part) == look.View).Select(part => Language[PartWords.Of(part)]).FirstOrDefault()
        ?? (Workspace.Views.TryGetValue(look.View, out var view) ? Language[view.Title] : look.View);

    private string Purpose(string name) => Workspace.Purposes.TryGetValue(name, out var purpose) ? Language[purpose.Title] : name;

    private string Placement(string name) => Workspace.Placements.TryGetValue(name, out var placement) ? Language[placement.Title] : name;

    private string Offer(string name) => Workspace.Offers.TryGetValue(name, out var offer) ? Language[offer.Title] : name;
}
