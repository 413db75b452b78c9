using System.Collections.Immutable;
using Fulcrum.Exchanges;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Rights;
using Fulcrum.Portal.Rights.Access;
using Fulcrum.Workspaces;
using static Fulcrum.Portal.Layout.Markup;

namespace Fulcrum.Portal.Exchanges;

/// <summary>My benefits: what is owed and was given, and what can be had, each with both sides and the price of a no in one view.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record BenefitsPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "benefits";

    /// <summary>What was just done; null for nothing.</summary>
    public Done? Done { get; init; }

    /// <summary>What is wrong with what was typed; null for nothing.</summary>
    public DataFault? Fault { get; init; }

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(ImmutableArray<OwnExchange> exchanges, Instant now)
    {
        var yours = exchanges.Where(own => own.HeldBack == HoldBack.Taken).ToList();
        var offered = exchanges.Where(own => own.IsOffered).ToList();
        var others = exchanges.Where(own => own.HeldBack is HoldBack.Declined or HoldBack.RecentNo or HoldBack.Suppressed).ToList();
        return Shell.Write(Visit.Frame(Language[ShellWords.Benefits], Path) with { Lead = Language[BenefitsWords.Lead] }, Workspace, Html($"""
            {WriteNews()}
            {WriteList(BenefitsWords.Yours, yours.Select(own => WriteYours(own, now)))}
            {WriteList(BenefitsWords.Offered, offered.Select(WriteOffer))}
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
        ? Html($"""
            <section class="news" id="news" role="status" tabindex="-1"><h2>{Language[BenefitsWords.Saved]}</h2>
            <p>{Filled(done.What == BenefitsRoutes.Take ? BenefitsWords.Taken : BenefitsWords.Declined, Language[exchange.Title])}</p>
            </section>
            """)
        : None;

    private Markup WriteList(LocalText title, IEnumerable<Markup> cards) => cards.ToList() is { Count: > 0 } written
        ? Html($"<section><h2>{Language[title]}</h2><ul class=\"facts\">{written}</ul></section>")
        : None;

    private Markup WriteOthers(List<OwnExchange> others) => others.Count == 0
        ? None
        : Html($"""
            <details{(Fault is null ? None : Html($" open"))}><summary>{Language[BenefitsWords.Else]}</summary>
            <p>{Language[BenefitsWords.ElseText]}</p>
            <ul class="facts">{others.Select(WriteOffer)}</ul>
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

    private Markup WriteOffer(OwnExchange own)
    {
        var exchange = own.Exchange;
        return Html($"""
            <li class="fact" id="benefit-{exchange.Name}">
            <h3>{Language[exchange.Title]}</h3>
            <dl class="about"><div><dt>{Language[BenefitsWords.YouGet]}</dt><dd>{Language[exchange.Benefit]}</dd></div>
            <div><dt>{Language[BenefitsWords.Without]}</dt><dd>{Language[exchange.Refusal]}</dd></div>
            <div><dt>{Language[BenefitsWords.WeUse]}</dt><dd>{WhatIsUsed(exchange)}</dd></div>
            <div><dt>{Language[BenefitsWords.Later]}</dt><dd>{Language[exchange.Withdrawal]}</dd></div></dl>
            {(own.IsAllowed ? WriteForm(exchange, exchange.Fact is not null && !own.FactHeld, Fault?.Fact == exchange.Name ? Fault.Typed : "") : WriteQuestion(exchange))}
            </li>
            """);
    }

    // The yes is asked for where every yes is: nobody agrees by taking a benefit.
    private Markup WriteQuestion(ValueExchange exchange) => Html($"""
        <p>{Filled(BenefitsWords.NeedsYes, Language[exchange.Purpose.Title])}</p>
        <p class="actions"><a class="button" href="{Visit.Path("choices")}#{exchange.Purpose.Name}">{Language[BenefitsWords.Decide]}<span class="apart"> {Language[exchange.Purpose.Title]}</span></a></p>
        """);

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
}
