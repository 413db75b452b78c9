using System.Collections.Immutable;
using Fulcrum.Identity;
using Fulcrum.Permits;
using Fulcrum.Staff;
using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Permits;

/// <summary>The form that finds a person, and their card: masked, but for what was asked to be revealed.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="Views">What they may open.</param>
/// <param name="Emergency">Their emergency that lasts; null for none.</param>
internal sealed record PeoplePage(Visit Visit, ImmutableArray<ViewDefinition> Views, Emergency? Emergency)
{
    private PageLanguage Language => Visit.Language;

    /// <summary>Writes the form.</summary>
    public string Write(PeopleAsked asked, string? fault) => Shell.Write(Visit, Frame(PeopleWords.Title, PeopleWords.Lead), Html($"""
        <div class="two">
        {(Views.IsEmpty ? ConsolePages.Empty(Visit, Language[PeopleWords.NoView], "training", Language[PeopleWords.Training]) : WriteForm(asked, fault))}
        {(Visit.Holds(StaffPowers.Emergency) ? WriteEmergency() : None)}
        </div>
        """));

    /// <summary>Writes a card.</summary>
    public string WriteCard(PeopleAsked asked, StaffCard card)
    {
        var again = Html($"<p class=\"actions\"><a class=\"button\" href=\"{Visit.Path(PeopleRoutes.Path)}\">{Language[PeopleWords.Again]}</a></p>");
        var frame = new PageFrame(Fill(PeopleWords.Card, Language[card.View.Title]), PeopleRoutes.Path) { Lead = card.IsUnknown ? "" : Fill(PeopleWords.CardLead, Language.Number(card.Sequence)) };
        if (card.Refused is not null)
        {
            return Shell.Write(Visit, frame, Html($"<section class=\"panel\"><p>{Language[card.IsUnknown ? PeopleWords.Nobody : PeopleWords.Shut]}</p>{again}</section>"));
        }

        var masked = card.Facts.Any(fact => fact.IsMasked);
        return Shell.Write(Visit, frame, Html($"""
            <form method="post" action="{Visit.Path(PeopleRoutes.Path)}">{Visit.TokenField}{asked.Fields}
            <div class="scroll" tabindex="0" role="region" aria-label="{frame.Title}"><table>
            <thead><tr><th scope="col">{Language[PeopleWords.Fact]}</th><th scope="col">{Language[PeopleWords.Shown]}</th><th scope="col">{Language[PeopleWords.Label]}</th><th scope="col">{Language[PeopleWords.Since]}</th></tr></thead>
            <tbody>{card.Facts.OrderBy(fact => fact.Fact.Label.Category, StringComparer.Ordinal).Select(WriteFact)}</tbody></table></div>
            {(card.Hidden > 0 ? Html($"<p class=\"soft\">{Fill(PeopleWords.Hidden, Language.Number(card.Hidden))}</p>") : None)}
            {(masked && Visit.Holds(StaffPowers.Reveal) ? WriteReveal() : None)}
            </form>
            {new PartPage(Visit).Ways(asked, null)}
            {again}
            """));
    }

    private Markup WriteFact(StaffFact fact)
    {
        var title = Language[fact.Fact.Title];
        var shown = fact.Absence != Absence.None ? Html($"<span class=\"soft\">{Language[PeopleWords.Of(fact.Absence)]}</span>")
            : !fact.IsMasked ? Html($"<strong>{fact.Shown}</strong>")
            : Visit.Holds(StaffPowers.Reveal) ? Html($"<label class=\"tick\"><input type=\"checkbox\" name=\"reveal\" value=\"{fact.Fact.Name}\"><span class=\"apart\">{Language[PeopleWords.Show]} {title}: </span><span class=\"mask\">{fact.Shown}</span></label>")
            : Html($"<span class=\"mask\">{fact.Shown}</span>");
        var since = fact.Absence == Absence.None && fact.At != Instant.Never ? Language.Day(fact.At) : "";
        return Html($"<tr><th scope=\"row\">{title}</th><td>{shown}</td><td><code>{fact.Fact.Label.Category}</code></td><td>{since}</td></tr>");
    }

    private Markup WriteReveal() => Html($"""
        <section class="panel act" aria-labelledby="reveal"><h2 id="reveal">{Language[PeopleWords.RevealTitle]}</h2><p>{Language[PeopleWords.RevealText]}</p>
        {Why("why-reveal")}
        <p class="actions"><button>{Language[PeopleWords.Reveal]}</button></p></section>
        """);

    private Markup WriteForm(PeopleAsked asked, string? fault) => Html($"""
        <form method="post" action="{Visit.Path(PeopleRoutes.Path)}" class="panel">{Visit.TokenField}
        <div class="field"><label for="view">{Language[PeopleWords.View]}</label><select id="view" name="view">{Views.Select(view => Option(view.Name, Language[view.Title], asked.View))}</select></div>
        <div class="field"><label for="type">{Language[PeopleWords.By]}</label><select id="type" name="type">{Visit.Workspace.IdentifierTypes.Values.Where(type => !type.NamesDevice).OrderBy(type => type.Form == IdentifierForm.Opaque).ThenBy(type => type.Code).Select(type => Option(type.Name, PeopleWords.Of(type, Language), asked.Type))}</select></div>
        {new TextField("value", Language[PeopleWords.Value], asked.Value) { Hint = Language[PeopleWords.ValueHint], Fault = fault, Attributes = Html($" autocomplete=\"off\" maxlength=\"300\" required") }.Write()}
        {Why("why", asked.Why)}
        {new TextField("case", Language[PeopleWords.Case], asked.Case) { Hint = Language[PeopleWords.CaseHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"{StaffDesk.CaseMax}\"") }.Write()}
        {(Emergency is null ? None : Html($"<label class=\"tick\"><input type=\"checkbox\" name=\"emergency\" value=\"yes\"><span>{Language[PeopleWords.IsEmergency]}</span></label>"))}
        <p class="actions"><button>{Language[PeopleWords.Find]}</button></p></form>
        """);

    private Markup WriteEmergency() => Html($"""
        <section class="panel" aria-labelledby="emergency"><h2 id="emergency">{Language[PeopleWords.Emergency]}</h2>
        <p>{(Emergency is { } open ? Fill(PeopleWords.Open, Language.Moment(open.Until)) : Language[PeopleWords.EmergencyText])}</p>
        {(Emergency is not null ? None : Html($"<form method=\"post\" action=\"{Visit.Path("emergency")}\">{Visit.TokenField}{Why("why-emergency")}<p class=\"actions\"><button>{Language[PeopleWords.Declare]}</button></p></form>"))}
        </section>
        """);

    private Markup Why(string id, string typed = "") => new TextField("why", Language[PeopleWords.Why], typed)
    {
        Id = id, Hint = Language[PeopleWords.WhyHint], Attributes = Html($" autocomplete=\"off\" maxlength=\"500\" required"),
    }.Write();

    private PageFrame Frame(LocalText title, LocalText lead) => new(Language[title], PeopleRoutes.Path) { Lead = Language[lead] };

    private string Fill(LocalText text, string value) => Language[text].Replace("{0}", value, StringComparison.Ordinal);

    private static Markup Option(string value, string title, string chosen) => Html($"<option value=\"{value}\"{(value == chosen ? Html($" selected") : None)}>{title}</option>");
}
