using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Rights;
using Fulcrum.Rights.Proof;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>My passkeys: each with its name, when it was added and used last, and the button that removes it; and the form for a new one.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record PasskeyPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "passkeys";

    /// <summary>What was just done; null for nothing.</summary>
    public Done? Done { get; init; }

    /// <summary>Why the new one was not added; null for nothing went wrong.</summary>
    public LocalText? Fault { get; init; }

    /// <summary>What was typed as its name.</summary>
    public string Typed { get; init; } = "";

    private PageLanguage Language => Visit.Language;

    /// <summary>Writes it.</summary>
    public string Write(PasskeyOwner owner) => Shell.Write(Visit.Frame(Language[PasskeyWords.Title], Path) with { Lead = Language[PasskeyWords.Lead], HasScript = true }, Visit.Workspace, Html($"""
        {WriteNews()}
        {(owner.Passkeys.IsEmpty ? Html($"<p>{Language[PasskeyWords.None]}</p>") : Html($"<ul class=\"facts\">{owner.Passkeys.Select(WritePasskey)}</ul>"))}
        <section aria-labelledby="new"><h2 id="new">{Language[PasskeyWords.Add]}</h2>
        <p>{Language[PasskeyWords.AddText]}</p>
        {new PasskeyForm(Visit).Write(Path, PasskeyForm.New, WriteFields(), PasskeyWords.Add, Fault ?? PasskeyWords.NotAdded, Fault is not null)}
        </section>
        """));

    private Markup WriteFields() => Html($"""
        <input type="hidden" name="act" value="{PasskeyRoutes.Add}">
        {new TextField("name", Language[PasskeyWords.Name], Typed) { Hint = Language[PasskeyWords.NameHint], Attributes = Html($" maxlength=\"{PasskeyRoutes.NameMax}\" autocomplete=\"off\"") }.Write()}
        """);

    private Markup WriteNews() => Done is { } done
        ? Html($"""
            <section class="news" id="news" role="status" tabindex="-1"><h2>{Language[done.What == PasskeyRoutes.Add ? PasskeyWords.WasAdded : PasskeyWords.WasRemoved]}</h2>
            <p>{Language[done.What == PasskeyRoutes.Add ? PasskeyWords.WasAddedText : PasskeyWords.WasRemovedText]}</p></section>
            """)
        : None;

    private Markup WritePasskey(Passkey passkey) => Html($"""
        <li class="fact"><h2 class="typed">{passkey.Name}</h2>
        <dl class="about">
        <div><dt>{Language[PasskeyWords.Added]}</dt><dd>{Language.Moment(passkey.AddedAt)}</dd></div>
        <div><dt>{Language[PasskeyWords.Used]}</dt><dd>{(passkey.UsedAt == Instant.Never ? Language[PasskeyWords.NotUsed] : Language.Moment(passkey.UsedAt))}</dd></div>
        </dl>
        <form method="post" action="{Visit.Path(Path)}" class="remedy">
        {Visit.TokenField}<input type="hidden" name="id" value="{passkey.Id}">
        <button class="quiet" name="act" value="{PasskeyRoutes.Remove}">{Language[PasskeyWords.Remove]}<span class="apart"> {passkey.Name}</span></button>
        </form></li>
        """);
}
