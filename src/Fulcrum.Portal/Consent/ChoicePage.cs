using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.Portal.Consent;

/// <summary>My choices: each purpose by itself, with two buttons alike. Saying no takes as many presses as saying yes, and neither is ever pre-set.</summary>
/// <param name="Visit">Whose choices: the person's who is signed in, else the device's.</param>
internal sealed record ChoicePage(Visit Visit)
{
    /// <summary>What the form says for yes.</summary>
    public const string Yes = "allow";

    /// <summary>What the form says for no.</summary>
    public const string No = "refuse";

    /// <summary>The page's language.</summary>
    public PageLanguage Language => Visit.Language;

    /// <summary>The workspace in force.</summary>
    public Workspace Workspace => Visit.Workspace;

    /// <summary>What stands, by purpose.</summary>
    public ImmutableArray<PurposeStanding> Standings { get; init; } = [];

    /// <summary>What is said above the choices: that something was saved, or was not; none for nothing.</summary>
    public Markup News { get; init; }

    /// <summary>Whether the person stopped every use, whatever they chose below.</summary>
    public bool IsRestricted { get; init; }

    /// <summary>Names of the purposes that the law forbids at the person's age: off, and nothing asks about them.</summary>
    public ImmutableHashSet<string> TooYoungFor { get; init; } = [];

    /// <summary>Whether the browser sends a Global Privacy Control signal.</summary>
    public bool HasSignal { get; init; }

    /// <summary>Whether a yes to a purpose counts on this visit; where it does not, none is asked for.</summary>
    public bool CanAllow(string purpose) => WhyOff(purpose) is null;

    /// <summary>Writes it.</summary>
    public string Write()
    {
        var frame = Visit.Frame(Language[ShellWords.Choices], "choices") with { Lead = Language[ChoiceWords.Lead] };
        if (Visit is { Person: null, Device.Identifier: null })
        {
            return Shell.Write(frame, Workspace, Html($"<p>{Language[ChoiceWords.NoDevices]}</p>"));
        }

        var all = ChoiceAsked.All(Workspace).ToArray();
        return Shell.Write(frame, Workspace, Html($"""
            {News}
            {WriteSignal()}
            {WriteWhose()}
            {WriteGroup("asked", ChoiceWords.Asked, all.Where(asked => asked.IsOpen && !asked.IsOnBySilence))}
            {WriteGroup("objectable", ChoiceWords.Objectable, all.Where(asked => asked.IsOpen && asked.IsOnBySilence))}
            {WriteRefuseAll()}
            {WriteNeeded(all.Where(asked => !asked.IsOpen).ToArray())}
            """));
    }

    /// <summary>A form that says one thing about one purpose: its two buttons, or the one that takes back.</summary>
    public Markup WriteForm(string purpose, string channel, string title, params (string Answer, LocalText Label)[] buttons) => Html($"""
        <form method="post" action="{Language.Path("choices")}" class="answer" autocomplete="off">
        {Visit.TokenField}<input type="hidden" name="purpose" value="{purpose}"><input type="hidden" name="channel" value="{channel}">
        {buttons.Select(button => Html($"<button name=\"answer\" value=\"{button.Answer}\">{Language[button.Label]}<span class=\"apart\"> {title}</span></button>"))}
        </form>
        """);

    private Markup WriteWhose() => Visit.Person is { } person
        ? Html($"""
            <p class="soft">{Language[ChoiceWords.Person].Replace("{0}", person.Masked, StringComparison.Ordinal)}</p>
            {(IsRestricted ? Html($"<section class=\"note\" aria-labelledby=\"stopped\"><h2 id=\"stopped\">{Language[ChoiceWords.Stopped]}</h2><p>{Language[ChoiceWords.StoppedText]}</p></section>") : None)}
            """)
        : Html($"<p class=\"soft\">{Language[ChoiceWords.Device]} <a href=\"{Visit.Path("data")}\">{Language[ChoiceWords.DeviceData]}</a></p>");

    private Markup WriteSignal() => HasSignal
        ? Html($"<section class=\"note\" aria-labelledby=\"signal\"><h2 id=\"signal\">{Language[ChoiceWords.Signal]}</h2><p>{Language[ChoiceWords.SignalText]}</p></section>")
        : None;

    private Markup WriteGroup(string id, LocalText title, IEnumerable<ChoiceAsked> asked)
    {
        var cards = asked.Select(WriteCard).ToArray();
        return cards.Length == 0
            ? None
            : Html($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{Language[title]}</h2><ul class=\"choices\">{cards}</ul></section>");
    }

    private Markup WriteCard(ChoiceAsked asked)
    {
        var purpose = asked.Purpose;
        var title = Language[purpose.Title];
        var stands = Standings.FirstOrDefault(one => one.Purpose?.Name == purpose.Name);
        if (WhyOff(purpose.Name) is { } why)
        {
            return WriteOff(purpose, title, why, stands.Purpose is not null && stands.Standing.State == ConsentState.Given);
        }

        var channels = ChoiceAsked.ChannelsOf(purpose, Workspace).ToArray();
        var byChannel = channels.Length < 2
            ? None
            : Html($"""
                <details><summary>{Language[ChoiceWords.ByChannel]}<span class="apart"> {title}</span></summary>
                <ul class="channels">{channels.Select(channel => WriteChannel(asked, channel, stands))}</ul></details>
                """);
        return Html($"""
            <li class="choice" id="{purpose.Name}">
            <h3>{title}</h3>
            <p>{Language[purpose.Reason]}</p>
            {WriteState(asked, stands.Purpose is null ? ConsentStanding.Unknown : stands.Standing)}
            {WriteForm(purpose.Name, "", title, (Yes, ChoiceWords.Allow), (No, ChoiceWords.Refuse))}
            {byChannel}
            </li>
            """);
    }

    /// <summary>A purpose that is off whatever is chosen: nothing is asked, and a yes that still stands can be taken back.</summary>
    private Markup WriteOff(Purpose purpose, string title, LocalText why, bool isGiven) => Html($"""
        <li class="choice" id="{purpose.Name}">
        <h3>{title}</h3>
        <p>{Language[purpose.Reason]}</p>
        <p class="state off"><strong>{Language[ChoiceWords.Off]}</strong> {Language[why]}</p>
        {(isGiven ? WriteForm(purpose.Name, "", title, (No, ChoiceWords.Refuse)) : None)}
        </li>
        """);

    private LocalText? WhyOff(string purpose) =>
        TooYoungFor.Contains(purpose) ? ChoiceWords.TooYoung
        : HasSignal && Workspace.Purposes.TryGetValue(purpose, out var known) && !PrivacyControl.LeftForDecisions(Workspace).Contains(known) ? ChoiceWords.Signalled
        : null;

    private Markup WriteChannel(ChoiceAsked asked, string channel, PurposeStanding stands)
    {
        var name = ChoiceWords.ChannelIn(channel, Language);
        var scope = new ConsentScope(channel, "");
        var part = stands.Parts.IsDefaultOrEmpty ? default : stands.Parts.FirstOrDefault(one => one.Scope == scope);
        var standing = part.Scope == scope ? part.Standing : stands.Purpose is null ? ConsentStanding.Unknown : stands.Standing;
        return Html($"<li><h4>{name}</h4>{WriteState(asked, standing)}{WriteForm(asked.Purpose.Name, channel, $"{Language[asked.Purpose.Title]}, {name}", (Yes, ChoiceWords.Allow), (No, ChoiceWords.Refuse))}</li>");
    }

    private Markup WriteState(ChoiceAsked asked, ConsentStanding standing)
    {
        var isOn = standing.State == ConsentState.Given || (asked.IsOnBySilence && standing.State is not (ConsentState.Refused or ConsentState.Withdrawn or ConsentState.Stale));
        return Html($"<p class=\"state {(isOn ? "on" : "off")}\"><strong>{Language[isOn ? ChoiceWords.On : ChoiceWords.Off]}</strong> {ChoiceWords.Why(standing, Language)}</p>");
    }

    private Markup WriteRefuseAll() => Html($"""
        <section class="all" aria-labelledby="all"><h2 id="all">{Language[ChoiceWords.RefuseAll]}</h2>
        <p>{Language[ChoiceWords.RefuseAllText]}</p>
        {WriteForm(ConsentRecord.EveryPurpose, "", Language[ChoiceWords.RefuseAll], (No, ChoiceWords.Refuse))}
        </section>
        """);

    private Markup WriteNeeded(ChoiceAsked[] needed) => needed.Length == 0
        ? None
        : Html($"""
            <section aria-labelledby="needed"><h2 id="needed">{Language[ChoiceWords.Needed]}</h2>
            <p>{Language[ChoiceWords.NeededText]}</p>
            <dl class="terms">{needed.Select(one => Html($"<dt>{Language[one.Purpose.Title]}</dt><dd>{Language[one.Purpose.Reason]}</dd>"))}</dl>
            </section>
            """);
}
