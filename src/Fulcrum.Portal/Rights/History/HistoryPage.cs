using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Consent.Receipts;
using Fulcrum.Portal.Exchanges;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Layout;
using Fulcrum.Portal.Rights.Requests;
using Fulcrum.Rights.Access;
using Fulcrum.Rights.Proof;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.History;

/// <summary>My receipts and history: each thing somebody did, said and asked for, newest first; each answer with its receipt, and the newest one with its way back.</summary>
/// <param name="Visit">Whose.</param>
/// <param name="HasReceipts">Whether there is a ledger that proves answers.</param>
internal sealed record HistoryPage(Visit Visit, bool HasReceipts)
{
    /// <summary>Its path.</summary>
    public const string Path = "history";

    /// <summary>Rows on one page.</summary>
    public const int RowsMax = 25;

    /// <summary>What it shows; how data was used has a page of its own.</summary>
    public const OwnKinds Kinds = OwnKinds.Events | OwnKinds.Consents | OwnKinds.Outcomes | OwnKinds.Links | OwnKinds.Messages | OwnKinds.Rights | OwnKinds.Exchanges | OwnKinds.Passkeys;

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(OwnPage page, long before, bool isAnswersOnly)
    {
        var filter = isAnswersOnly ? "show=answers" : "";
        var undoable = before > 0 ? [] : page.Entries.OfType<OwnConsent>().DistinctBy(answer => (answer.Record.Purpose, answer.Record.Scope)).Select(answer => answer.Sequence).ToHashSet();
        var query = string.Join('&', new[] { filter, before > 0 ? $"before={before}" : "" }.Where(part => part.Length > 0));
        var other = isAnswersOnly ? Visit.Path(Path) : $"{Visit.Path(Path)}?show=answers";
        return Shell.Write(Visit.Frame(Language[ShellWords.History], Path) with { Lead = Language[HistoryWords.Lead], Query = query.Length > 0 ? $"?{query}" : "" }, Workspace, Html($"""
            <p class="actions"><a class="button" href="{other}">{Language[isAnswersOnly ? HistoryWords.ShowAll : HistoryWords.ShowAnswers]}</a></p>
            {(page.Entries.IsEmpty ? Html($"<p>{Language[HistoryWords.None]}</p>") : Html($"<ol class=\"rows\">{page.Entries.Select(entry => WriteEntry(entry, undoable.Contains(entry.Sequence)))}</ol>"))}
            {Pager.Write(Visit, before > 0 ? $"{Visit.Path(Path)}{(filter.Length > 0 ? $"?{filter}" : "")}" : "", page.Before > 0 ? $"{Visit.Path(Path)}?before={page.Before}{(filter.Length > 0 ? $"&{filter}" : "")}" : "", Pager.ByTime)}
            """));
    }

    private Markup WriteEntry(OwnEntry entry, bool canUndo) => Html($"""
        <li><p class="at">{Language.Moment(entry.At)}</p>
        {entry switch
        {
            OwnEvent happened => WriteEvent(happened),
            OwnConsent answer => WriteAnswer(answer, canUndo),
            OwnRight right => WriteLine(Filled(HistoryWords.Of(right.Act), TitleOfFact(right.Fact)), right.Why),
            OwnRequest request => WriteLine($"{Language[RequestWords.Of(request.Kind)]}: {Language[HistoryWords.Of(request.Act)]}", request.Why),
            OwnExchangeAct exchange => WriteLine($"{TitleOfExchange(exchange.Exchange)}: {Language[BenefitsWords.Of(exchange.Act)]}", exchange.Act == ExchangeAct.Deliver ? exchange.Why : ""),
            OwnPasskey passkey => WriteLine(Language[passkey.Act switch { PasskeyAct.Add => PasskeyWords.DidAdd, PasskeyAct.Use => PasskeyWords.DidUse, _ => PasskeyWords.DidRemove }], passkey.Name),
            OwnLink link => WriteLine(Language[link.IsCut ? HistoryWords.Cut : HistoryWords.Joined], link.IsCut ? link.Why : ""),
            OwnMessage message => WriteLine(Language[message.Channel == "sms" ? HistoryWords.Sms : HistoryWords.Mail], Language[HistoryWords.OutcomeOf(message.Outcome)]),
            OwnOutcome outcome => WriteLine(Language[HistoryWords.OfReport(outcome.What)], Workspace.Offers.TryGetValue(outcome.Offer, out var offer) ? Language[offer.Title] : outcome.Offer),
            _ => WriteLine(Language[HistoryWords.Unreadable], ""),
        }}
        </li>
        """);

    private static Markup WriteLine(string title, string detail) => Html($"<h2>{title}</h2>{(detail.Length > 0 ? Html($"<p>{detail}</p>") : None)}");

    private Markup WriteEvent(OwnEvent happened) => Html($"""
        <h2>{(happened.Type == Fulcrum.Collect.EventType.Track ? happened.Name : Language[HistoryWords.Of(happened.Type)])}</h2>
        <p class="soft">{OwnValues.Source(happened.Source, Language, Workspace)}</p>
        {(happened.Properties.IsEmpty ? None : Html($"<dl class=\"about\">{happened.Properties.Select(property => Html($"<div><dt>{property.Path}</dt><dd>{OwnValues.Value(property.Value, Language)}</dd></div>"))}</dl>"))}
        {(happened.Undeclared.IsEmpty ? None : Html($"<p class=\"soft\">{Language[HistoryWords.Undeclared]} <code>{System.Text.Encoding.UTF8.GetString(happened.Undeclared.Span)}</code></p>"))}
        <p class="soft">{Language[HistoryWords.KeptFor]} {string.Join(", ", happened.Purposes.Select(purpose => OwnValues.Purpose(purpose, Language, Workspace)))}</p>
        """);

    private Markup WriteAnswer(OwnConsent answer, bool canUndo)
    {
        var record = answer.Record;
        var isAll = record.Purpose == ConsentRecord.EveryPurpose;
        var purpose = isAll ? Language[ChoiceWords.RefuseAll] : OwnValues.Purpose(record.Purpose, Language, Workspace);
        var title = record.Scope.Channel.Length == 0 ? purpose : $"{purpose}, {ChoiceWords.ChannelIn(record.Scope.Channel, Language)}";
        var isNo = record.State is ConsentState.Refused or ConsentState.Withdrawn;
        var isOpen = canUndo && !isAll && record.Scope.Category.Length == 0 && record.State is ConsentState.Given or ConsentState.Refused or ConsentState.Withdrawn
            && ChoiceAsked.All(Workspace).Any(asked => asked.IsOpen && asked.Purpose.Name == record.Purpose);
        var undo = isOpen && canUndo ? new ChoicePage(Visit).WriteForm(record.Purpose, record.Scope.Channel, title, (isNo ? ChoicePage.Yes : ChoicePage.No, ChoiceWords.Undo)) : None;
        var receipt = HasReceipts ? Html($"<a href=\"{ReceiptRoutes.PathOf(answer.Sequence, Visit)}\">{Language[ChoiceWords.Receipt]}<span class=\"apart\"> {title}</span></a>") : None;
        return Html($"<h2>{Filled(HistoryWords.Of(record.State), title)}</h2><div class=\"actions\">{receipt}{undo}</div>");
    }

    private string TitleOfExchange(string exchange) => Workspace.Exchanges.Exchanges.TryGetValue(exchange, out var known) ? Language[known.Title] : exchange;

    private string TitleOfFact(string fact) => Workspace.Facts.TryGetValue(fact, out var known) ? Language[known.Title] : fact;

    private string Filled(LocalText words, string value) => Language[words].Replace("{0}", value, StringComparison.Ordinal);
}
