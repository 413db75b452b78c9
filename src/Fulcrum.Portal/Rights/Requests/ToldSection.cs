using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Rights.Systems;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>Who else was told of what they asked or took back, and what each has said: nothing is called done there before it said so.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record ToldSection(Visit Visit)
{
    private PageLanguage Language => Visit.Language;

    /// <summary>What was done at once, with no request behind it; nothing when there is none.</summary>
    public Markup Write(ImmutableArray<Tell> told) => told.IsEmpty ? None : Html($"""
        <section class="right" aria-labelledby="told"><h2 id="told">{Language[ToldWords.Title]}</h2><p>{Language[ToldWords.Text]}</p>
        <ol class="rows">{told.Select(tell => Html($"<li><p class=\"at\">{Language.Moment(tell.At)}</p><h3>{Language[RequestWords.Of(tell.Kind)]}</h3>{WriteWhat(tell)}{WriteSystems([tell])}</li>"))}</ol></section>
        """);

    /// <summary>Each system of some rights.</summary>
    public Markup WriteSystems(ImmutableArray<Tell> told) => told.IsEmpty ? None : Html($"""
        <ul class="told">{told.SelectMany(tell => tell.Systems).Select(system => Html($"<li><strong>{TitleOf(system)}</strong> {Language[ToldWords.Of(system.State)]} {Language.Moment(system.At)}</li>"))}</ul>
        """);

    private Markup WriteWhat(Tell tell) => WhatOf(tell) is { Length: > 0 } what ? Html($"<p>{what}</p>") : None;

    /// <summary>What was taken back, or which fact was put right, by the names the workspace gives them.</summary>
    private string WhatOf(Tell tell) => tell.Fact.Length > 0
        ? Visit.Workspace.Facts.TryGetValue(tell.Fact, out var fact) ? Language[fact.Title] : tell.Fact
        : string.Join(", ", tell.Withdrawn.Select(use => TitleOf(use.Purpose)).Distinct());

    private string TitleOf(string purpose) => purpose == ConsentRecord.EveryPurpose
        ? Language[ToldWords.Everything]
        : Visit.Workspace.Purposes.TryGetValue(purpose, out var known) ? Language[known.Title] : purpose;

    private string TitleOf(ToldSystem system) => Visit.Workspace.Systems.TryGetValue(system.Name, out var known) ? Language[known.Title] : system.Name;
}
