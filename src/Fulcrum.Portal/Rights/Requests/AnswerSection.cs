using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>What we asked or answered about a request, in words: a question with a field for the answer, a refusal with its reason and where to complain, a review with what became of it.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record AnswerSection(Visit Visit)
{
    /// <summary>What is wrong with what was typed; null for nothing.</summary>
    public LocalText? Fault { get; init; }

    /// <summary>What was typed.</summary>
    public string Typed { get; init; } = "";

    /// <summary>Below which request it was typed; empty for none.</summary>
    public string Id { get; init; } = "";

    private PageLanguage Language => Visit.Language;

    /// <summary>Writes it; nothing where nothing was said.</summary>
    public Markup Write(RightsRequest request) => request.State switch
    {
        RequestState.Asked => Html($"{WriteSaid(AnswerWords.Question, request.Said)}{WriteForm(request.Id)}"),
        RequestState.Refused => Html($"""
            {WriteLine(AnswerWords.Of(request.Finding.Reason))}{WriteSaid(AnswerWords.Said, request.Said)}
            <p class="hint">{Language[AnswerWords.Complain]} <a href="{Visit.Path("notices")}">{Language[ShellWords.Notices]}</a></p>
            """),
        RequestState.Done => Html($"{WriteLine(AnswerWords.Of(request.Finding.Outcome))}{WriteSaid(AnswerWords.Said, request.Said)}"),
        _ => WriteSaid(AnswerWords.Said, request.Said),
    };

    /// <summary>The field for an answer.</summary>
    public Markup WriteForm(string id)
    {
        var isIt = Id == id;
        return Html($"""
            <form method="post" action="{Visit.Path(RequestsPage.Path)}" class="entry" autocomplete="off">{Visit.TokenField}<input type="hidden" name="id" value="{id}">
            {new TextField("what", Language[AnswerWords.Answer], isIt ? Typed : "") { Id = $"answer-{id}", Hint = Language[RequestsWords.WhatHint], Fault = isIt && Fault is not null ? Language[Fault] : null, Lines = 3 }.Write()}
            <button name="act" value="{RequestsRoutes.Answer}">{Language[AnswerWords.Go]}</button></form>
            """);
    }

    private Markup WriteLine(LocalText? text) => text is null ? None : Html($"<p>{Language[text]}</p>");

    private Markup WriteSaid(LocalText who, string said) => said.Length == 0 ? None : Html($"<p>{Language[who]}</p><blockquote class=\"said\">{said}</blockquote>");
}
