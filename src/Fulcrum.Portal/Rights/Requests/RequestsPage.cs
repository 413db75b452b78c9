using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Portal.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>My requests: a copy, an end to every use, a no to what rests on the company's interest, erasure, anything else; and where each request stands.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record RequestsPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "requests";

    /// <summary>What can be asked in words of their own.</summary>
    public static readonly ImmutableArray<RequestKind> Askable = [RequestKind.Review, RequestKind.Rectification, RequestKind.Access];

    /// <summary>What was just done; null for nothing.</summary>
    public Done? Done { get; init; }

    /// <summary>What others say that they want, and they did not answer.</summary>
    public ImmutableArray<Referral> Waiting { get; init; } = [];

    /// <summary>What others are told of their rights, newest first.</summary>
    public ImmutableArray<Tell> Told { get; init; } = [];

    /// <summary>What is wrong with what was asked; null for nothing.</summary>
    public LocalText? Fault { get; init; }

    /// <summary>What is wrong with the answer to one; null for nothing.</summary>
    public LocalText? AnswerFault { get; init; }

    /// <summary>The request that was answered; empty for none.</summary>
    public string Answered { get; init; } = "";

    /// <summary>What was typed.</summary>
    public string Typed { get; init; } = "";

    /// <summary>What was chosen; null for nothing.</summary>
    public RequestKind? Chosen { get; init; }

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(ImmutableArray<TimedRequest> requests, bool isRestricted, Instant now) =>
        Shell.Write(Visit.Frame(Language[ShellWords.Requests], Path) with { Lead = Language[RequestsWords.Lead] }, Workspace, Html($"""
            {WriteNews()}
            {new ReferralSection(Visit).Write(Waiting)}
            {Section("copy", RequestsWords.Copy, RequestsWords.CopyText, WriteCopy(now))}
            {Section("stop", RequestsWords.Stop, isRestricted ? RequestsWords.StoppedText : RequestsWords.StopText, WriteStop(isRestricted))}
            {Section("object", RequestsWords.Object, Objectable().Length == 0 ? RequestsWords.NothingToObject : RequestsWords.ObjectText, WriteObject())}
            {Section("erase", RequestsWords.Erase, RequestsWords.EraseText, Html($"<p class=\"actions\"><a class=\"button\" href=\"{Visit.Path(ErasePage.Path)}\">{Language[RequestsWords.EraseGo]}</a></p>"))}
            {Section("ask", RequestsWords.Ask, RequestsWords.AskText, WriteAsk())}
            {Section("all", RequestsWords.All, requests.IsEmpty ? RequestsWords.NoRequests : RequestsWords.AllText, requests.IsEmpty ? None : Html($"<ol class=\"rows\">{requests.Select(WriteRequest)}</ol>"))}
            {new ToldSection(Visit).Write([.. Told.Where(tell => !requests.Any(timed => tell.IsOf(timed.Request)))])}
            """));

    /// <summary>Says that nothing was done, with the button, and what was typed, still there.</summary>
    public string WriteNotSaved(string act, string id) =>
        Shell.Write(Visit.Frame(Language[OwnWords.NotSaved], Path) with { Lead = Language[OwnWords.NotSavedText] }, Workspace, Html($"<section class=\"choice\" role=\"alert\">{act switch
        {
            RequestsRoutes.Copy => WriteButton(RequestsRoutes.Copy, RequestsWords.CopyGo),
            RequestsRoutes.Stop => WriteStop(false),
            RequestsRoutes.GoOn => WriteStop(true),
            RequestsRoutes.Object => WriteObject(),
            RequestsRoutes.Confirm or RequestsRoutes.Decline => new ReferralSection(Visit).WriteAnswers(id, ""),
            RequestsRoutes.Drop => WriteDrop(id, RequestsWords.Drop, ""),
            RequestsRoutes.Answer => new AnswerSection(Visit) { Typed = Typed, Id = id }.WriteForm(id),
            _ => WriteAsk(),
        }}</section>"));

    private Markup Section(string id, LocalText title, LocalText text, Markup body) => Html($"""
        <section class="right" aria-labelledby="{id}"><h2 id="{id}">{Language[title]}</h2><p>{Language[text]}</p>
        {body}</section>
        """);

    private Markup WriteNews() => Done is { } done
        ? Html($"<section class=\"news\" id=\"news\" role=\"status\" tabindex=\"-1\"><h2>{Language[RequestsWords.Done]}</h2><p>{Language[RequestsWords.Of(done.What)]}</p></section>")
        : None;

    private Markup WriteCopy(Instant now)
    {
        var again = WriteButton(RequestsRoutes.Copy, Visit.Person!.Copy is null ? RequestsWords.CopyGo : RequestsWords.CopyAgain);
        return Visit.Person!.Copy switch
        {
            null => again,
            { State: CopyState.Writing, Progress: var told } => Html($"""
                <p class="standing" role="status"><strong>{Language[RequestsWords.CopyWriting]}</strong> {Filled(RequestsWords.CopyProgress, Language.Number(told.Done), Language.Number(told.Total))}</p>
                <p><progress max="{Math.Max(1, told.Total)}" value="{told.Done}" aria-labelledby="copy"></progress></p>
                <p class="actions"><a class="button" href="{Visit.Path(Path)}#copy">{Language[RequestsWords.CopyLook]}</a></p>
                """),
            { State: CopyState.Ready } copy when now < copy.Until => Html($"""
                <p class="standing" role="status"><strong>{Language[RequestsWords.CopyReady]}</strong> {Filled(RequestsWords.CopyUntil, Language.Moment(copy.Until), Language.Number((copy.Bytes + 1023) / 1024))}</p>
                <p class="actions"><a class="button" href="{Visit.Path(RequestsRoutes.CopyPath)}" download="my-data.zip">{Language[RequestsWords.CopyFetch]}</a></p>
                """),
            { State: CopyState.Ready } => Html($"<p class=\"standing\"><strong>{Language[RequestsWords.CopyOver]}</strong> {Language[RequestsWords.CopyOverText]}</p>{again}"),
            _ => Html($"<p class=\"standing\" role=\"alert\"><strong>{Language[RequestsWords.CopyFailed]}</strong> {Language[RequestsWords.CopyFailedText]}</p>{again}"),
        };
    }

    private Markup WriteStop(bool isRestricted) => isRestricted
        ? Html($"<p class=\"standing\"><strong>{Language[RequestsWords.IsStopped]}</strong></p>{WriteButton(RequestsRoutes.GoOn, RequestsWords.GoOn)}")
        : WriteButton(RequestsRoutes.Stop, RequestsWords.StopGo);

    private Markup WriteObject() => Objectable() is { Length: > 0 } purposes
        ? Html($"<ul>{purposes.Select(purpose => Html($"<li>{Language[purpose.Title]}</li>"))}</ul>{WriteButton(RequestsRoutes.Object, RequestsWords.ObjectGo)}")
        : None;

    private Purpose[] Objectable() =>
        [.. ChoiceAsked.All(Workspace).Where(asked => asked.IsOpen && asked.Purpose.Basis == LegalBasis.LegitimateInterest).Select(asked => asked.Purpose)];

    private Markup WriteAsk()
    {
        var about = Fault is null ? None : Html($" aria-describedby=\"kind-fault\" aria-invalid=\"true\"");
        var isKind = Fault == RequestsWords.NoKind;
        return Html($"""
            <form method="post" action="{Visit.Path(Path)}" class="entry" autocomplete="off">
            {Visit.TokenField}
            <div class="field{(isKind ? " wrong" : "")}"><label for="kind">{Language[RequestsWords.Kind]}</label>
            {(isKind ? Html($"<p class=\"fault\" id=\"kind-fault\" role=\"alert\">{Language[RequestsWords.NoKind]}</p>") : None)}
            <select id="kind" name="kind"{(isKind ? about : None)}><option value="">{Language[RequestsWords.Choose]}</option>
            {Askable.Select(kind => Html($"<option value=\"{kind.ToString()}\"{(kind == Chosen ? Html($" selected") : None)}>{Language[RequestWords.Of(kind)]}</option>"))}</select></div>
            {new TextField("what", Language[RequestsWords.What], Answered.Length > 0 ? "" : Typed) { Hint = Language[RequestsWords.WhatHint], Fault = Fault is not null && !isKind ? Language[Fault] : null, Lines = 4 }.Write()}
            <button name="act" value="{RequestsRoutes.Ask}">{Language[RequestsWords.AskGo]}</button>
            </form>
            """);
    }

    private Markup WriteRequest(TimedRequest timed)
    {
        var request = timed.Request;
        var state = request.IsClosed
            ? $"{Language[RequestWords.Of(request.State)]}, {Language.Day(request.ClosedAt)}"
            : $"{Language[RequestWords.Of(request.State)]}. {Filled(RequestsWords.Due, Language.Day(timed.DueAt), "")}";
        return Html($"""
            <li><p class="at">{Language.Moment(request.OpenedAt)}</p><h3>{Language[RequestWords.Of(request.Kind)]}</h3><p>{state}</p>
            {WriteClock(timed)}
            {new AnswerSection(Visit) { Fault = AnswerFault, Typed = Typed, Id = Answered }.Write(request)}
            {new ToldSection(Visit).WriteSystems([.. Told.Where(tell => tell.IsOf(request))])}
            {(request.IsClosed ? None : WriteDrop(request.Id, RequestsWords.Drop, Language[RequestWords.Of(request.Kind)]))}</li>
            """);
    }

    /// <summary>Why the day is another one than the law's usual: it takes longer, or we wait for them.</summary>
    private Markup WriteClock(TimedRequest timed) => timed.Request.IsClosed ? None : Html($"""
        {(timed.Request.IsExtended ? Html($"<p class=\"hint\">{Language[RequestsWords.Longer]}</p>") : None)}{(timed.Request.State == RequestState.Asked ? Html($"<p class=\"hint\">{Language[RequestsWords.Waits]}</p>") : None)}
        """);

    private Markup WriteDrop(string id, LocalText label, string about) => Html($"""
        <form method="post" action="{Visit.Path(Path)}" class="remedy">{Visit.TokenField}<input type="hidden" name="id" value="{id}">
        <button class="quiet" name="act" value="{RequestsRoutes.Drop}">{Language[label]}<span class="apart"> {about}</span></button></form>
        """);

    private Markup WriteButton(string act, LocalText label) => Html($"""
        <form method="post" action="{Visit.Path(Path)}" class="act">{Visit.TokenField}<button name="act" value="{act}">{Language[label]}</button></form>
        """);

    private string Filled(LocalText words, string first, string second) =>
        Language[words].Replace("{0}", first, StringComparison.Ordinal).Replace("{1}", second, StringComparison.Ordinal);
}
