using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights;
using Fulcrum.Rights.Certificates;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>Erasing: what it does in plain words and one button; and then the proof.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record ErasePage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "requests/erase";

    private PageLanguage Language => Visit.Language;

    /// <summary>Asks once.</summary>
    public string WriteAsk() => Write(EraseWords.Title, EraseWords.Lead, Html($"""
        <ul>{EraseWords.What.Select(line => Html($"<li>{Language[line]}</li>"))}</ul>
        {WriteButtons()}
        """));

    /// <summary>Says that it is not sure, with the button still there.</summary>
    public string WriteNotSure() => Write(EraseWords.NotSure, EraseWords.NotSureText, Html($"<section role=\"alert\">{WriteButtons()}</section>"));

    /// <summary>The proof. It belongs to nobody's session any more.</summary>
    /// <param name="erased">What was removed.</param>
    /// <param name="certificate">Where its certificate is; empty where none can be issued.</param>
    public string WriteErased(ErasureOutcome erased, string certificate) => Write(EraseWords.Erased, EraseWords.ErasedText, Html($"""
        <section class="news" id="news" role="status">
        <h2>{Language[EraseWords.Proof]}</h2>
        <dl class="about">
        <div><dt>{Language[EraseWords.When]}</dt><dd>{Language.Moment(erased.At)}</dd></div>
        <div><dt>{Language[EraseWords.Rows]}</dt><dd>{Language.Number(erased.Rows)}</dd></div>
        <div><dt>{Language[EraseWords.Keys]}</dt><dd>{Language.Number(erased.Keys)}</dd></div>
        <div><dt>{Language[EraseWords.Backups]}</dt><dd>{Language.Day(erased.KeysGoneFromBackupsAt)}</dd></div>
        </dl>
        {(certificate.Length == 0 ? Html($"<p>{Language[EraseWords.NoCertificate]}</p>") : Html($"""
            <p>{Language[EraseWords.Salt]}<br><code class="typed">{Convert.ToBase64String(erased.Salt.Span)}</code></p>
            <p class="actions"><a class="button" href="{certificate}">{Language[EraseWords.Certificate]} {ErasureCertificate.IdOf(erased.Sequence)}</a></p>
            """))}
        </section>
        {WriteOthers(erased)}
        """));

    /// <summary>Who else has to erase: nobody says that it is done there before they did.</summary>
    private Markup WriteOthers(ErasureOutcome erased) => erased.Told.Length == 0 ? None : Html($"""
        <section class="right" aria-labelledby="others"><h2 id="others">{Language[EraseWords.Others]}</h2><p>{Language[EraseWords.OthersText]}</p>
        <ul>{Visit.Workspace.Systems.Values.Where(system => system.Kinds.Contains(RequestKind.Erasure)).OrderBy(system => system.Name, StringComparer.Ordinal).Select(system => Html($"<li>{Language[system.Title]}</li>"))}</ul>
        <p>{Language[EraseWords.OthersAsk]} <code class="typed">{erased.Told}</code></p></section>
        """);

    private Markup WriteButtons() => Html($"""
        <form method="post" action="{Visit.Path(Path)}" class="act">{Visit.TokenField}
        <p class="actions"><button name="act" value="erase">{Language[EraseWords.Go]}</button> <a class="button" href="{Visit.Path(RequestsPage.Path)}">{Language[EraseWords.Keep]}</a></p></form>
        """);

    private string Write(LocalText title, LocalText lead, Markup body) =>
        Shell.Write(Visit.Frame(Language[title], Path) with { Lead = Language[lead], Menu = RequestsPage.Path }, Visit.Workspace, body);
}
