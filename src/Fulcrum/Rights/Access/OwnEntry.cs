using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Decisions;
using Fulcrum.Exchanges;
using Fulcrum.Profiles;
using Fulcrum.Rights.Proof;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Access;

/// <summary>One row of the journal about a subject, as they see it themselves. Personal data: it does not print itself.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When it was received.</param>
public abstract record OwnEntry(long Sequence, Instant At)
{
    /// <summary>Kind and sequence only.</summary>
    public sealed override string ToString() => $"{GetType().Name} {Sequence}";
}

/// <summary>An event that was kept.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When it was received.</param>
/// <param name="Type">The call.</param>
/// <param name="Name">The event's name.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Source">Name of the source that sent it; empty for one the workspace no longer knows.</param>
/// <param name="Purposes">Names of the purposes it was kept for when it came in.</param>
/// <param name="Identifiers">What it was known by.</param>
/// <param name="Properties">What it said.</param>
/// <param name="Undeclared">What it said that no contract declares and nobody may use, as a JSON object; empty for nothing.</param>
public sealed record OwnEvent(
    long Sequence,
    Instant At,
    EventType Type,
    string Name,
    Instant OccurredAt,
    string Source,
    ImmutableArray<string> Purposes,
    ImmutableArray<OwnIdentifier> Identifiers,
    ImmutableArray<OwnProperty> Properties,
    ReadOnlyMemory<byte> Undeclared) : OwnEntry(Sequence, At);

/// <summary>A property of an event.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Value">Its value.</param>
/// <param name="Purposes">Names of the purposes it was kept for when it came in.</param>
public sealed record OwnProperty(string Path, FactValue Value, ImmutableArray<string> Purposes);

/// <summary>Something the subject decided.</summary>
/// <param name="Sequence">Its place in the journal, which its receipt bears.</param>
/// <param name="At">When it was received.</param>
/// <param name="Record">What was decided, with its evidence.</param>
public sealed record OwnConsent(long Sequence, Instant At, ConsentRecord Record) : OwnEntry(Sequence, At);

/// <summary>A decision about what to show the subject.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When it was made.</param>
/// <param name="Id">Its id, as its account is asked for.</param>
/// <param name="Placement">Name of the placement.</param>
/// <param name="Purpose">Name of the purpose data was used for; empty when the version it was made under cannot be read any more.</param>
/// <param name="Mode">Whether data of the subject was used.</param>
/// <param name="Why">Why none was used, or something was kept back; empty otherwise.</param>
/// <param name="Offers">Names of what was shown, best first.</param>
public sealed record OwnDecision(
    long Sequence, Instant At, string Id, string Placement, string Purpose, DecisionMode Mode, string Why, ImmutableArray<string> Offers) : OwnEntry(Sequence, At)
{
    /// <summary>Why, in one plain sentence; null where it was not asked for, or the version it was made under cannot be read any more.</summary>
    public LocalText? Sentence { get; init; }
}

/// <summary>What became of something shown.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When it was reported.</param>
/// <param name="Decision">Id of the decision.</param>
/// <param name="Offer">Which offer.</param>
/// <param name="What">impression, click, conversion, complaint.</param>
public sealed record OwnOutcome(long Sequence, Instant At, string Decision, string Offer, string What) : OwnEntry(Sequence, At);

/// <summary>A look-up by staff.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who looked, as they signed: role and name.</param>
/// <param name="View">What they may see.</param>
/// <param name="Purpose">Name of the purpose they acted under.</param>
/// <param name="Why">The reason they gave.</param>
public sealed record OwnLookUp(long Sequence, Instant At, string Who, string View, string Purpose, string Why) : OwnEntry(Sequence, At);

/// <summary>An access by the subject, or by whoever acted for them.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="By">Who asked: <c>self</c>, or who acted for them.</param>
/// <param name="Surface">Where.</param>
/// <param name="What">What was opened.</param>
/// <param name="Why">The reason given; empty when they asked themselves.</param>
public sealed record OwnAccess(long Sequence, Instant At, string By, string Surface, string What, string Why) : OwnEntry(Sequence, At);

/// <summary>Two sets of data that were taken for one person's, or no longer are.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="IsCut">Whether they were parted again.</param>
/// <param name="Why">Stable key: <c>identify</c>, <c>alias</c>, <c>staff</c>; for a cut the reason given.</param>
/// <param name="IdentifierType">Name of the type of identifier that carried it; empty for a cut.</param>
public sealed record OwnLink(long Sequence, Instant At, bool IsCut, string Why, string IdentifierType) : OwnEntry(Sequence, At);

/// <summary>A message to the subject, or what became of it.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Template">What it is, for example <c>code</c>.</param>
/// <param name="Outcome"><c>waiting</c>, <c>sent</c>, <c>rejected</c> or <c>expired</c>.</param>
public sealed record OwnMessage(long Sequence, Instant At, string Channel, string Template, string Outcome) : OwnEntry(Sequence, At);

/// <summary>A right that took effect at once.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Act">What was done.</param>
/// <param name="Fact">Name of the fact it is about; empty for all data.</param>
/// <param name="By">Who: <c>self</c>, or who acted for them.</param>
/// <param name="Why">The reason given.</param>
public sealed record OwnRight(long Sequence, Instant At, OwnRightAct Act, string Fact, string By, string Why) : OwnEntry(Sequence, At);

/// <summary>A request about rights, and what was done with it.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Id">Which request.</param>
/// <param name="Kind">Which right.</param>
/// <param name="Act">What was done.</param>
/// <param name="By">Who: <c>self</c>, or who acted.</param>
/// <param name="Why">What they want, what they are told, or what was found.</param>
public sealed record OwnRequest(long Sequence, Instant At, string Id, RequestKind Kind, RequestAct Act, string By, string Why) : OwnEntry(Sequence, At)
{
    /// <summary>For a refusal why, and for a review what became of it.</summary>
    public RequestFinding Finding { get; init; }
}

/// <summary>What was done with a value exchange.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Exchange">Name of the exchange.</param>
/// <param name="Act">What was done.</param>
/// <param name="By">Who: <c>self</c>, or who acted.</param>
/// <param name="Why">What was delivered, or what else is to be remembered.</param>
public sealed record OwnExchangeAct(long Sequence, Instant At, string Exchange, ExchangeAct Act, string By, string Why) : OwnEntry(Sequence, At);

/// <summary>What was done with a passkey. Its key is of no use to anybody else and is not told.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When.</param>
/// <param name="Act">What was done.</param>
/// <param name="Name">What they call it.</param>
public sealed record OwnPasskey(long Sequence, Instant At, PasskeyAct Act, string Name) : OwnEntry(Sequence, At);

/// <summary>What was done about a right.</summary>
public enum OwnRightAct
{
    /// <summary>A declared fact was put right.</summary>
    Corrected = 0,

    /// <summary>Every use was stopped.</summary>
    Restricted = 1,

    /// <summary>Uses go on.</summary>
    Lifted = 2,

    /// <summary>A guess was contested.</summary>
    Contested = 3,

    /// <summary>The contest was found right.</summary>
    Upheld = 4,

    /// <summary>The contest was found wrong.</summary>
    Dismissed = 5,
}

/// <summary>A row that is there and cannot be opened; it waits for repair, and nothing uses it.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="At">When it was received.</param>
public sealed record OwnUnreadable(long Sequence, Instant At) : OwnEntry(Sequence, At);

/// <summary>Which rows are wanted.</summary>
[Flags]
public enum OwnKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Events.</summary>
    Events = 1,

    /// <summary>Consents.</summary>
    Consents = 2,

    /// <summary>Decisions.</summary>
    Decisions = 4,

    /// <summary>Outcomes.</summary>
    Outcomes = 8,

    /// <summary>Look-ups by staff.</summary>
    LookUps = 16,

    /// <summary>Accesses by the subject.</summary>
    Accesses = 32,

    /// <summary>Links and cuts.</summary>
    Links = 64,

    /// <summary>Messages to the subject.</summary>
    Messages = 128,

    /// <summary>Restrictions, contests and requests; corrections come among the events.</summary>
    Rights = 256,

    /// <summary>Value exchanges: what was taken, declined and delivered.</summary>
    Exchanges = 512,

    /// <summary>Passkeys: added, used, removed.</summary>
    Passkeys = 1024,

    /// <summary>All of them.</summary>
    All = Events | Consents | Decisions | Outcomes | LookUps | Accesses | Links | Messages | Rights | Exchanges | Passkeys,
}

/// <summary>Some rows, newest first.</summary>
/// <param name="Entries">The rows.</param>
/// <param name="Before">What to ask the next, older page with; 0 when there is none.</param>
public sealed record OwnPage(ImmutableArray<OwnEntry> Entries, long Before);
