using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Identity;

/// <summary>The two steps of signing in. They look the same for an address we know and for one we do not.</summary>
/// <param name="Visit">Who looks.</param>
/// <param name="To">The page they came for.</param>
internal sealed record SignInPage(Visit Visit, string To)
{
    private const string Page = "sign-in";

    /// <summary>Whether somebody may sign in with a passkey.</summary>
    public bool HasPasskeys { get; init; }

    private PageLanguage Language => Visit.Language;

    /// <summary>Where shall the code go?</summary>
    public string WriteAsk(string typed, SignInFault? fault) => Write(SignInWords.Lead, Html($"""
        <form method="post" action="{Visit.Path(Page)}" class="entry">
        {Visit.TokenField}<input type="hidden" name="to" value="{To}">
        {new TextField("address", Language[SignInWords.Address], typed) { Hint = Language[SignInWords.AddressHint], Fault = fault?.In(Language), Attributes = Html($" autocomplete=\"username\" inputmode=\"email\" spellcheck=\"false\"") }.Write()}
        <button name="step" value="ask">{Language[SignInWords.Send]}</button>
        </form>
        {(fault is null && HasPasskeys ? WritePasskey(isFaulty: false) : None)}
        """), hasScript: fault is null && HasPasskeys);

    /// <summary>A passkey did not prove anything: why is told to nobody.</summary>
    public string WriteNotEntered() => Write(SignInWords.Lead, Html($"""
        {WritePasskey(isFaulty: true)}
        <p class="actions"><a class="button" href="{SignInRoutes.PathTo(To, Language)}">{Language[SignInWords.Send]}</a></p>
        """), hasScript: true);

    private Markup WritePasskey(bool isFaulty) => Html($"""
        <section aria-labelledby="passkey"><h2 id="passkey">{Language[PasskeyWords.Enter]}</h2>
        <p>{Language[PasskeyWords.EnterText]}</p>
        {new PasskeyForm(Visit).Write(Page, PasskeyForm.Any, Html($"<input type=\"hidden\" name=\"step\" value=\"passkey\"><input type=\"hidden\" name=\"to\" value=\"{To}\">"), PasskeyWords.Enter, PasskeyWords.NotEntered, isFaulty)}
        </section>
        """);

    /// <summary>Which code came?</summary>
    public string WriteCode(CodeSent sent, string typed, SignInFault? fault) => Write(sent.IsLink ? SignInWords.LinkLead : SignInWords.SentLead, Html($"""
        {(sent.IsLink ? None : Html($"<p>{Language[SignInWords.SentTo]} <strong class=\"typed\">{sent.Address}</strong></p>"))}
        <form method="post" action="{Visit.Path(Page)}" class="entry" autocomplete="off">
        {Visit.TokenField}{WriteSent(sent)}<input type="hidden" name="challenge" value="{sent.Challenge}"><input type="hidden" name="proof" value="{sent.Proof}">
        {new TextField("code", Language[SignInWords.Code], typed) { Hint = Language[SignInWords.CodeHint], Fault = fault?.In(Language), Attributes = Html($" autocomplete=\"one-time-code\" inputmode=\"numeric\"") }.Write()}
        <button name="step" value="code">{Language[SignInWords.Enter]}</button>
        </form>
        {(sent.IsLink ? WriteAnew() : Html($"""
            <form method="post" action="{Visit.Path(Page)}" class="entry">
            {Visit.TokenField}{WriteSent(sent)}
            <p class="soft">{Language[SignInWords.NothingCame]}</p>
            <p class="actions"><button class="quiet" name="step" value="ask">{Language[SignInWords.SendAgain]}</button> <a href="{SignInRoutes.PathTo(To, Language)}">{Language[SignInWords.OtherAddress]}</a></p>
            </form>
            """))}
        """), sent.IsLink && fault is null ? SignInLink.QueryOf(sent.Challenge, sent.Proof, typed) : null);

    /// <summary>The link of a message was opened where nobody asked for it, or not all of it.</summary>
    public string WriteElsewhere() => Write(SignInWords.ElsewhereLead, Html($"""
        <p>{Language[SignInWords.ElsewhereText]}</p>
        <p class="soft">{Language[SignInWords.NotAsked]}</p>
        {WriteAnew()}
        """));

    private Markup WriteAnew() => Html($"<p class=\"actions\"><a href=\"{Visit.Path(Page)}\">{Language[SignInWords.SendAgain]}</a></p>");

    private Markup WriteSent(CodeSent sent) => Html($"<input type=\"hidden\" name=\"to\" value=\"{To}\"><input type=\"hidden\" name=\"address\" value=\"{sent.Address}\">");

    private string Write(LocalText lead, Markup step, string? query = null, bool hasScript = false) =>
        Shell.Write(Visit.Frame(Language[SignInWords.Title], Page) with { Lead = Language[lead], HasScript = hasScript, Query = query ?? (To.Length > 0 ? $"?to={To}" : "") }, Visit.Workspace, Html($"""
            {step}
            <section aria-labelledby="without"><h2 id="without">{Language[SignInWords.Without]}</h2>
            <p>{Language[SignInWords.WithoutText]}</p>
            <p class="actions"><a class="button" href="{Visit.Path("choices")}">{Language[ShellWords.Choices]}</a></p></section>
            """));
}

/// <summary>What is wrong with what was typed.</summary>
/// <param name="Words">In words.</param>
/// <param name="Pause">How long to wait; zero where waiting is no help.</param>
internal sealed record SignInFault(LocalText Words, TimeSpan Pause)
{
    /// <summary>One that waiting is no help for.</summary>
    public static SignInFault Of(LocalText words) => new(words, TimeSpan.Zero);

    /// <summary>In a language; a wait is told in whole minutes, so that nobody comes back too early.</summary>
    public string In(PageLanguage language) => language[Words].Replace("{0}", language.Number((long)Math.Ceiling(Pause.TotalMinutes)), StringComparison.Ordinal);
}
