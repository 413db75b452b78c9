using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Permits;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Consent.Receipts;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Rights;
using Fulcrum.Portal.Rights.Access;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Exchanges;

/// <summary>My benefits: what is owed and was given, and what can be had, each with both sides and the price of a no in one view.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record BenefitsPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "benefits";

    /// <summary>What was just done; null for nothing.</summary>
    public Done? Done { get; init; }

    /// <summary>What was just answered about a use; null for nothing.</summary>
    public SavedChoice? Said { get; init; }

    /// <summary>Whether the browser says no for them (Global Privacy Control): then nobody asks for a yes that would not count.</summary>
    public bool HasSignal { get; init; }

    /// <summary>What is wrong with what was typed; null for nothing.</summary>
    public DataFault? Fault { get; init; }

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    /// <param name="exchanges">Every exchange, as it stands with them.</param>
    /// <param name="view">What they said about each use.</param>
    /// <param name="now">The instant.</param>
    public string Write(ImmutableArray<OwnExchange> exchanges, OwnView view, Instant now)
    {
        var yours = exchanges.Where(own => own.HeldBack == HoldBack.Taken).ToList();
        var offered = exchanges.Where(own => own.IsOffered).ToList();
        var others = exchanges.Where(own => own.HeldBack is HoldBack.Declined or HoldBack.RecentNo or HoldBack.Suppressed).ToList();
        return Shell.Write(Visit.Frame(Language[ShellWords.Benefits], Path) with { Lead = Language[BenefitsWords.Lead] }, Workspace, Html($"""
            {WriteNews()}
            {WriteList(BenefitsWords.Yours, yours.Select(own => WriteYours(own, now)))}
            {WriteList(BenefitsWords.Offered, offered.Select(own => WriteOffer(own, AskOf(own, offered, view))))}
            {WriteOthers(others)}
            {(yours.Count + offered.Count + others.Count == 0 ? Html($"<p>{Language[BenefitsWords.None]}</p><p class=\"actions\"><a class=\"button\" href=\"{Visit.Path("choices")}\">{Language[ShellWords.Choices]}</a></p>") : None)}
            """));
    }

    /// <summary>Says that nothing was saved, with what was typed still there.</summary>
    public string WriteNotSaved(ValueExchange exchange, string typed) =>
        Shell.Write(Visit.Frame(Language[OwnWords.NotSaved], Path) with { Lead = Language[OwnWords.NotSavedText] }, Workspace, Html($"""
            <section class="fact" role="alert"><h2>{Language[exchange.Title]}</h2>{WriteForm(exchange, exchange.Fact is not null, typed)}</section>
            """));

    private Markup WriteNews() => Done is { } done && Workspace.Exchanges.Exchanges.TryGetValue(done.About, out var exchange)
        ? WriteNews(Filled(done.What == BenefitsRoutes.Take ? BenefitsWords.Taken : BenefitsWords.Declined, Language[exchange.Title]), 0)
        : Said is { } said && Workspace.Purposes.TryGetValue(said.Purpose, out var purpose)
            ? WriteNews(Filled(ChoiceWords.Said(said.State), Language[purpose.Title]), said.Sequence)
            : None;

    private Markup WriteNews(string text, long receipt) => Html($"""
        <section class="news" id="news" role="status" tabindex="-1"><h2>{Language[BenefitsWords.Saved]}</h2>
        <p>{text}</p>
        {(receipt > 0 ? Html($"<p class=\"actions\"><a href=\"{ReceiptRoutes.PathOf(receipt, Visit)}\">{Language[ChoiceWords.Receipt]}</a></p>") : None)}
        </section>
        """);

    private Markup WriteList(LocalText title, IEnumerable<Markup> cards) => cards.ToList() is { Count: > 0 } written
        ? Html($"<section><h2>{Language[title]}</h2><ul class=\"facts\">{written}</ul></section>")
        : None;

    private Markup WriteOthers(List<OwnExchange> others) => others.Count == 0
        ? None
        : Html($"""
            <details{(Fault is null ? None : Html($" open"))}><summary>{Language[BenefitsWords.Else]}</summary>
            <p>{Language[BenefitsWords.ElseText]}</p>
            <ul class="facts">{others.Select(own => WriteOffer(own, Ask.Elsewhere))}</ul>
            </details>
            """);

    private Markup WriteYours(OwnExchange own, Instant now)
    {
        var (exchange, standing) = (own.Exchange, own.Standing);
        var (word, text) = standing.State == ExchangeState.Delivered ? ("", Filled(BenefitsWords.Delivered, Language.Day(standing.At)))
            : standing.IsOverdue(now) ? (Language[BenefitsWords.Late], Filled(BenefitsWords.LateText, Language.Day(standing.DueAt)))
            : (Language[BenefitsWords.Owed], Filled(BenefitsWords.OwedText, Language.Day(standing.DueAt)));
        return Html($"""
            <li class="fact" id="benefit-{exchange.Name}">
            <h3>{Language[exchange.Title]}</h3>
            <p>{Language[exchange.Benefit]}</p>
            <p class="state">{(word.Length > 0 ? Html($"<strong>{word}</strong> ") : None)}{text}{(own.IsWithdrawn ? Html($" {Language[BenefitsWords.Withdrawn]}") : None)}</p>
            <dl class="about"><div><dt>{Language[BenefitsWords.WeUse]}</dt><dd>{WhatIsUsed(exchange)}</dd></div>
            <div><dt>{Language[BenefitsWords.Later]}</dt><dd>{Language[exchange.Withdrawal]}</dd></div></dl>
            </li>
            """);
    }

    private Markup WriteOffer(OwnExchange own, Ask ask)
    {
        var exchange = own.Exchange;
        return Html($"""
            <li class="fact" id="benefit-{exchange.Name}">
            <h3>{Language[exchange.Title]}</h3>
            <dl class="about"><div><dt>{Language[BenefitsWords.YouGet]}</dt><dd>{Language[exchange.Benefit]}</dd></div>
            <div><dt>{Language[BenefitsWords.Without]}</dt><dd>{Language[exchange.Refusal]}</dd></div>
            <div><dt>{Language[BenefitsWords.WeUse]}</dt><dd>{WhatIsUsed(exchange)}</dd></div>
            <div><dt>{Language[BenefitsWords.Later]}</dt><dd>{Language[exchange.Withdrawal]}</dd></div></dl>
            {(own.IsAllowed ? WriteForm(exchange, exchange.Fact is not null && !own.FactHeld, Fault?.Fact == exchange.Name ? Fault.Typed : "") : WriteQuestion(exchange, ask))}
            </li>
            """);
    }

    /// <summary>Where the yes that a benefit needs is asked for: beside it, once, as long as nothing was ever said about the use and the law lets us ask.</summary>
    private Ask AskOf(OwnExchange own, List<OwnExchange> offered, OwnView view)
    {
        var purpose = own.Exchange.Purpose;
        var stands = view.Standings.FirstOrDefault(standing => standing.Purpose.Name == purpose.Name);
        var isUnsaid = stands is { Standing.State: ConsentState.Unknown, Refused: RefusalReason.ConsentUnknown or RefusalReason.ConsentUnsettled } && ChoiceAsked.All(Workspace).Any(asked => asked.Purpose.Name == purpose.Name && asked is { IsOpen: true, Notice: not null });
        var isSignalled = HasSignal && !PrivacyControl.LeftForDecisions(Workspace).Contains(purpose);
        return !isUnsaid || isSignalled ? Ask.Elsewhere : offered.Find(one => !one.IsAllowed && one.Exchange.Purpose.Name == purpose.Name) == own ? Ask.Here : Ask.Above;
    }

    // A question by itself, for one use: nobody agrees by taking a benefit, and nothing is taken by agreeing.
    private Markup WriteQuestion(ValueExchange exchange, Ask ask)
    {
        var purpose = exchange.Purpose;
        var title = Language[purpose.Title];
        return ask switch
        {
            Ask.Here => Html($"""
                <section class="ask" aria-labelledby="ask-{purpose.Name}"><h4 id="ask-{purpose.Name}">{Filled(BenefitsWords.Ask, title)}</h4>
                <p>{Language[purpose.Reason]}</p><p class="soft">{Language[BenefitsWords.AskText]}</p>
                <form method="post" action="{Visit.Path(Path)}" class="answer" autocomplete="off">
                {Visit.TokenField}<input type="hidden" name="purpose" value="{purpose.Name}"><input type="hidden" name="channel" value="">
                <button name="answer" value="{ChoicePage.Yes}">{Language[ChoiceWords.Allow]}<span class="apart"> {title}</span></button>
                <button name="answer" value="{ChoicePage.No}">{Language[ChoiceWords.Refuse]}<span class="apart"> {title}</span></button>
                </form></section>
                """),
            Ask.Above => Html($"<p>{Filled(BenefitsWords.NeedsYes, title)} <a href=\"#ask-{purpose.Name}\">{Filled(BenefitsWords.AskedAbove, title)}</a></p>"),
            _ => Html($"""
                <p>{Filled(BenefitsWords.NeedsYes, title)}</p>
                <p class="actions"><a class="button" href="{Visit.Path("choices")}#{purpose.Name}">{Language[BenefitsWords.Decide]}<span class="apart"> {title}</span></a></p>
                """),
        };
    }

    private Markup WriteForm(ValueExchange exchange, bool asksFact, string typed)
    {
        var fault = Fault?.Fact == exchange.Name ? Language[Fault.Words] : null;
        var field = asksFact && exchange.Fact is { } fact
            ? new TextField("value", Language[fact.Title], typed) { Id = $"value-{exchange.Name}", Hint = Language[BenefitsWords.Hint], Fault = fault }.Write()
            : None;
        return Html($"""
            <form method="post" action="{Visit.Path(Path)}" class="entry" autocomplete="off">
            {Visit.TokenField}<input type="hidden" name="exchange" value="{exchange.Name}">
            {field}
            <div class="answer"><button name="act" value="{BenefitsRoutes.Take}">{Language[BenefitsWords.Take]}<span class="apart"> {Language[exchange.Title]}</span></button>
            <button name="act" value="{BenefitsRoutes.Decline}">{Language[BenefitsWords.Decline]}<span class="apart"> {Language[exchange.Title]}</span></button></div>
            </form>
            """);
    }

    private string WhatIsUsed(ValueExchange exchange) => exchange.Fact is { } fact
        ? Filled(BenefitsWords.For, Language[fact.Title]).Replace("{1}", Language[exchange.Purpose.Title], StringComparison.Ordinal)
        : Filled(BenefitsWords.ForAll, Language[exchange.Purpose.Title]);

    private string Filled(LocalText words, string with) => Language[words].Replace("{0}", with, StringComparison.Ordinal);

    /// <summary>Where the yes that a benefit needs is asked for.</summary>
    private enum Ask
    {
        /// <summary>Beside the benefit.</summary>
        Here,

        /// <summary>Beside another benefit that needs the same yes.</summary>
        Above,

        /// <summary>Among all choices, for whoever goes there: it was answered before, or is not to be asked now.</summary>
        Elsewhere,
    }
}
