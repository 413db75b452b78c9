using Fulcrum.Decisions;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Access;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Uses;

/// <summary>Why I saw this: each decision in one plain sentence, with the button that stops that use.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record ReasonsPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "reasons";

    /// <summary>Decisions on one page.</summary>
    public const int DecisionsMax = 10;

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(OwnPage page, long before)
    {
        var choices = new ChoicePage(Visit);
        var decisions = page.Entries.OfType<OwnDecision>().ToArray();
        var query = before > 0 ? $"?before={before}" : "";
        return Shell.Write(Visit.Frame(Language[ShellWords.Reasons], Path) with { Lead = Language[ReasonsWords.Lead], Query = query, Menu = UsesPage.Path }, Workspace, Html($"""
            {(decisions.Length == 0 ? Html($"<p>{Language[ReasonsWords.None]}</p>") : Html($"<ol class=\"rows\">{decisions.Select(decision => WriteDecision(decision, choices))}</ol>"))}
            {Pager.Write(Visit, before > 0 ? Visit.Path(Path) : "", page.Before > 0 ? $"{Visit.Path(Path)}?before={page.Before}" : "", Pager.ByTime)}
            """));
    }

    private Markup WriteDecision(OwnDecision decision, ChoicePage choices)
    {
        var place = Workspace.Placements.TryGetValue(decision.Placement, out var placement) ? Language[placement.Title] : decision.Placement;
        var shown = decision.Offers.Select(offer => Workspace.Offers.TryGetValue(offer, out var known) ? Language[known.Title] : offer).ToArray();
        var purpose = OwnValues.Purpose(decision.Purpose, Language, Workspace);
        var canStop = decision.Mode == DecisionMode.Personal && ChoiceAsked.All(Workspace).Any(asked => asked.IsOpen && asked.Purpose.Name == decision.Purpose);
        return Html($"""
            <li><p class="at">{Language.Moment(decision.At)}, {place}</p>
            <h2>{(shown.Length == 0 ? Language[ReasonsWords.Nothing] : string.Join(", ", shown))}</h2>
            <p>{(decision.Sentence is { } sentence ? Language[sentence] : Language[ReasonsWords.NoSentence])}</p>
            <p class="soft">{Language[ReasonsWords.For].Replace("{0}", purpose, StringComparison.Ordinal)}</p>
            {(canStop ? choices.WriteForm(decision.Purpose, "", purpose, (ChoicePage.No, ReasonsWords.Stop)) : None)}
            </li>
            """);
    }
}
