using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Access;
using Fulcrum.Staff;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Uses;

/// <summary>How my data was used: each use counted by purpose, and each look-up by staff with who, why and when.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record UsesPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "uses";

    /// <summary>Look-ups on one page.</summary>
    public const int LookUpsMax = 20;

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    /// <param name="summary">Everything counted.</param>
    /// <param name="lookUps">Look-ups by staff, newest first.</param>
    /// <param name="before">Where the page of look-ups begins; 0 for the newest.</param>
    public string Write(OwnSummary summary, OwnPage lookUps, long before)
    {
        var uses = summary.Uses.Where(use => use.Kind is OwnUseKind.Decision or OwnUseKind.Protection).ToArray();
        var looks = summary.Uses.Where(use => use.Kind == OwnUseKind.LookUp).ToArray();
        var query = before > 0 ? $"?before={before}" : "";
        return Shell.Write(Visit.Frame(Language[ShellWords.Uses], Path) with { Lead = Language[UsesWords.Lead], Query = query }, Workspace, Html($"""
            <section aria-labelledby="counts"><h2 id="counts">{Language[UsesWords.Counts]}</h2>
            {(uses.Length == 0 ? Html($"<p>{Language[UsesWords.NeverUsed]}</p>") : Html($"<dl class=\"figures\">{uses.Select(WriteUse)}</dl>"))}
            <p class="actions"><a class="button" href="{Visit.Path(ReasonsPage.Path)}">{Language[ShellWords.Reasons]}</a></p>
            </section>
            <section aria-labelledby="looks"><h2 id="looks">{Language[UsesWords.Looks]}</h2>
            <p>{Language[looks.Length == 0 ? UsesWords.NeverLooked : UsesWords.LooksText]}</p>
            {(looks.Length == 0 ? None : Html($"<dl class=\"figures\">{looks.Select(WriteUse)}</dl>"))}
            {(lookUps.Entries.IsEmpty ? None : Html($"<ol class=\"rows\">{lookUps.Entries.OfType<OwnLookUp>().Select(WriteLookUp)}</ol>"))}
            {Pager.Write(Visit, before > 0 ? Visit.Path(Path) : "", lookUps.Before > 0 ? $"{Visit.Path(Path)}?before={lookUps.Before}#looks" : "", Pager.ByTime)}
            </section>
            <section aria-labelledby="own"><h2 id="own">{Language[UsesWords.Own]}</h2>
            <p>{Language[UsesWords.OwnText].Replace("{0}", Language.Number(summary.Uses.Where(use => use.Kind == OwnUseKind.Access).Sum(use => use.Count)), StringComparison.Ordinal)}</p>
            </section>
            """));
    }

    private Markup WriteUse(OwnUse use) => Html($"""
        <div><dt>{OwnValues.Purpose(use.Purpose, Language, Workspace)}</dt><dd class="value">{Language.Number(use.Count)}</dd>
        <dd class="says">{Language[UsesWords.Of(use.Kind)].Replace("{0}", Language.Day(use.LastAt), StringComparison.Ordinal)}</dd></div>
        """);

    private Markup WriteLookUp(OwnLookUp look) => Html($"""
        <li><p class="at">{Language.Moment(look.At)}</p>
        <dl class="about">
        <div><dt>{Language[UsesWords.Who]}</dt><dd>{look.Who}</dd></div>
        <div><dt>{Language[UsesWords.Reason]}</dt><dd>{look.Why}</dd></div>
        <div><dt>{Language[UsesWords.Saw]}</dt><dd>{Saw(look.View)}</dd></div>
        <div><dt>{Language[UsesWords.For]}</dt><dd>{OwnValues.Purpose(look.Purpose, Language, Workspace)}</dd></div>
        </dl></li>
        """);

    private string Saw(string view) => Workspace.Views.TryGetValue(view, out var known) ? Language[known.Title]
        : Enum.GetValues<StaffPart>().Where(part => StaffPartCard.NameOf(part) == view).Select(part => Language[UsesWords.Of(part)]).FirstOrDefault() ?? view;
}
