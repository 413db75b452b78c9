using System.Collections.Immutable;
using Fulcrum.Permits;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Identity.Passkeys;
using Fulcrum.Portal.Layout;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Rights.Access;

/// <summary>My data: each fact with where it came from, why it is kept and until when, and the form that puts it right beside it.</summary>
/// <param name="Visit">Whose.</param>
internal sealed record DataPage(Visit Visit)
{
    /// <summary>Its path.</summary>
    public const string Path = "data";

    /// <summary>Facts on one page.</summary>
    public const int FactsMax = 10;

    /// <summary>What was just done; null for nothing.</summary>
    public Done? Done { get; init; }

    /// <summary>What is wrong with what was typed; null for nothing.</summary>
    public DataFault? Fault { get; init; }

    /// <summary>How many passkeys of theirs are kept.</summary>
    public int Passkeys { get; init; }

    /// <summary>Which page of the facts, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>Whether it shows a browser what came from it: nobody proved who they are, so nothing is changed here and nothing of a person is shown.</summary>
    private bool IsDevice => Visit.Person is null;

    private PageLanguage Language => Visit.Language;

    private Workspace Workspace => Visit.Workspace;

    /// <summary>Writes it.</summary>
    public string Write(OwnView view)
    {
        var pages = Math.Max(1, (view.Facts.Length + FactsMax - 1) / FactsMax);
        var number = Math.Clamp(Number, 1, pages);
        var facts = view.Facts.Skip((number - 1) * FactsMax).Take(FactsMax).ToImmutableArray();
        var query = number > 1 ? $"?page={number}" : "";
        return Shell.Write(Visit.Frame(Language[ShellWords.Data], Path) with { Lead = Language[IsDevice ? DataWords.DeviceLead : DataWords.Lead], Query = query }, Workspace, Html($"""
            {WriteNews()}
            {(facts.IsEmpty ? Html($"<p>{Language[DataWords.None]}</p>") : Html($"<ul class=\"facts\">{facts.Select(fact => WriteFact(fact, number))}</ul>"))}
            {Pager.Write(Visit, number > 1 ? $"{Visit.Path(Path)}?page={number - 1}" : "", number < pages ? $"{Visit.Path(Path)}?page={number + 1}" : "", Pager.Plain)}
            {(Passkeys > 0 ? Html($"<p>{Language[PasskeyWords.Kept].Replace("{0}", Language.Number(Passkeys), StringComparison.Ordinal)} <a href=\"{Visit.Path(PasskeyPage.Path)}\">{Language[PasskeyWords.Title]}</a></p>") : None)}
            {(IsDevice ? WriteBeyondDevice() : Html($"<p class=\"soft\">{Language[DataWords.Rest]} <a href=\"{Visit.Path("history")}\">{Language[ShellWords.History]}</a></p>"))}
            """));
    }

    /// <summary>Says that nothing was saved, with what was typed still there.</summary>
    public string WriteNotSaved(FactDefinition fact, string act, string typed) =>
        Shell.Write(Visit.Frame(Language[OwnWords.NotSaved], Path) with { Lead = Language[OwnWords.NotSavedText] }, Workspace, Html($"""
            <section class="fact" role="alert"><h2>{Language[fact.Title]}</h2>{(act == DataRoutes.Correct ? WriteCorrect(fact, typed, null, Number) : WriteContest(fact, Number))}</section>
            """));

    private Markup WriteNews() => Done is { } done && Workspace.Facts.TryGetValue(done.About, out var fact)
        ? Html($"""
            <section class="news" id="news" role="status" tabindex="-1"><h2>{Language[DataWords.Saved]}</h2>
            <p>{Language[done.What switch { DataRoutes.Correct => DataWords.Corrected, DataRoutes.Same => DataWords.SameContest, _ => DataWords.Contested }].Replace("{0}", Language[fact.Title], StringComparison.Ordinal)}</p>
            </section>
            """)
        : None;

    private Markup WriteBeyondDevice() => Html($"""
        <section class="note" aria-labelledby="beyond"><h2 id="beyond">{Language[DataWords.Beyond]}</h2><p>{Language[DataWords.BeyondText]}</p>
        <p class="actions"><a class="button" href="{Visit.Path("choices")}">{Language[ShellWords.Choices]}</a><a class="button" href="{SignInRoutes.PathTo(Path, Language)}">{Language[ShellWords.SignIn]}</a></p></section>
        """);

    private Markup WriteFact(OwnFact own, int number)
    {
        var fact = own.Fact;
        var fault = Fault?.Fact == fact.Name ? Fault : null;
        return Html($"""
            <li class="fact" id="fact-{fact.Name}">
            <h2>{Language[fact.Title]}</h2>
            {own.Readings.Select(WriteReading)}
            <p class="soft">{Language[fact.Reason]}</p>
            {WriteContested(own)}
            {(IsDevice ? None : WriteRemedy(own, fault, number))}
            </li>
            """);
    }

    private Markup WriteReading(OwnReading reading)
    {
        var value = reading.Value;
        return Html($"""
            <p class="value">{OwnValues.Value(value.Value, Language)}</p>
            <dl class="about">
            <div><dt>{Language[DataWords.From]}</dt><dd>{OwnValues.Source(value.Source, Language, Workspace)}</dd></div>
            <div><dt>{Language[DataWords.When]}</dt><dd>{Language.Moment(value.At)}</dd></div>
            <div><dt>{Language[DataWords.How]}</dt><dd>{Language[DataWords.Of(value.Provenance)]}</dd></div>
            <div><dt>{Language[DataWords.KeptFor]}</dt><dd><ul class="kept">{reading.Purposes.Select(WritePurpose)}</ul></dd></div>
            </dl>
            """);
    }

    private Markup WritePurpose(OwnPurpose kept)
    {
        var use = kept.IsUsed ? Language[DataWords.Used]
            : kept.IsEnded ? Language[DataWords.Ended]
            : $"{Language[DataWords.NotUsed]}: {Language[DataWords.Of(kept.NotUsed!.Value)]}";
        var until = kept.Until is { } end ? Language[DataWords.Until].Replace("{0}", Language.Day(end), StringComparison.Ordinal) : Language[DataWords.NoUntil];
        return Html($"<li>{Language[kept.Purpose.Title]} <span class=\"soft\">({use}; {until})</span></li>");
    }

    private Markup WriteContested(OwnFact own) => own.ContestedAt is { } at
        ? Html($"<p class=\"standing\"><strong>{Language[own.IsUpheld ? DataWords.WasUpheld : DataWords.IsContested]}</strong> {Language[own.IsUpheld ? DataWords.WasUpheldText : DataWords.IsContestedText].Replace("{0}", Language.Day(at), StringComparison.Ordinal)}</p>")
        : None;

    private Markup WriteRemedy(OwnFact own, DataFault? fault, int number)
    {
        var fact = own.Fact;
        if (fact is { Computed: null, Provenance: Provenance.Declared })
        {
            var typed = fault?.Typed ?? OwnValues.Typed(own.Readings[0].Value.Value, Language);
            return Html($"""
                <details{(fault is null ? None : Html($" open"))}><summary>{Language[DataWords.Correct]}<span class="apart"> {Language[fact.Title]}</span></summary>
                {WriteCorrect(fact, typed, fault, number)}</details>
                """);
        }

        return own.ContestedAt is not null ? None : WriteContest(fact, number);
    }

    private Markup WriteCorrect(FactDefinition fact, string typed, DataFault? fault, int number) => Html($"""
        <form method="post" action="{Visit.Path(Path)}" class="entry" autocomplete="off">
        {WriteHidden(fact, number)}
        {new TextField("value", Language[DataWords.RightValue], typed) { Id = $"value-{fact.Name}", Hint = Language[DataWords.HintOf(fact.Type)], Fault = fault is null ? null : Language[fault.Words] }.Write()}
        <button name="act" value="{DataRoutes.Correct}">{Language[DataWords.Save]}<span class="apart"> {Language[fact.Title]}</span></button>
        </form>
        """);

    private Markup WriteContest(FactDefinition fact, int number) => Html($"""
        <form method="post" action="{Visit.Path(Path)}" class="remedy">
        {WriteHidden(fact, number)}
        <button class="quiet" name="act" value="{DataRoutes.Contest}">{Language[DataWords.Contest]}<span class="apart"> {Language[fact.Title]}</span></button>
        <span class="soft">{Language[DataWords.ContestText]}</span>
        </form>
        """);

    private Markup WriteHidden(FactDefinition fact, int number) =>
        Html($"{Visit.TokenField}<input type=\"hidden\" name=\"fact\" value=\"{fact.Name}\"><input type=\"hidden\" name=\"page\" value=\"{number}\">");
}

/// <summary>What is wrong with what was typed about a fact.</summary>
/// <param name="Fact">Name of the fact.</param>
/// <param name="Typed">What was typed.</param>
/// <param name="Words">What is wrong.</param>
internal sealed record DataFault(string Fact, string Typed, LocalText Words)
{
    /// <summary>Never what was typed.</summary>
    public override string ToString() => $"DataFault({Fact})";
}
