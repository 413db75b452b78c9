using System.Collections.Immutable;
using Fulcrum.Collect;
using Fulcrum.Consent;
using Fulcrum.Exchanges;
using Fulcrum.Identity;
using Fulcrum.Rights.Referrals;
using Fulcrum.Rights.Requests;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;

namespace Fulcrum.Profiles;

/// <summary>The opened payload of a journal row that the fold understands.</summary>
internal abstract record Entry;

/// <summary>An event that at least one permitted purpose justifies, with just what may be kept of it.</summary>
/// <param name="Type">The call.</param>
/// <param name="Name">The event rule's name: the track event, else <c>page</c>, <c>screen</c>, <c>identify</c>, <c>group</c>, <c>alias</c>.</param>
/// <param name="OccurredAt">Corrected event time; never later than <paramref name="ReceivedAt"/>.</param>
/// <param name="ReceivedAt">Time of receipt.</param>
/// <param name="Source">Source code.</param>
/// <param name="Kept">Purposes that were permitted when it came in and justify keeping it.</param>
/// <param name="Identifiers">The identifiers it came with, so that an unmerge can be told from them.</param>
/// <param name="Properties">The kept properties.</param>
/// <param name="Undeclared">Properties no contract declares, as a JSON object; sealed, listed, unusable. Empty for none.</param>
/// <param name="MessageId">As sent.</param>
internal sealed record AcceptedEvent(
    EventType Type,
    string Name,
    Instant OccurredAt,
    Instant ReceivedAt,
    int Source,
    PurposeSet Kept,
    ImmutableArray<KeptIdentifier> Identifiers,
    ImmutableArray<KeptProperty> Properties,
    ReadOnlyMemory<byte> Undeclared,
    string MessageId) : Entry;

/// <summary>An identifier as an event brought it.</summary>
internal readonly record struct KeptIdentifier(byte Type, string Value, bool Verified)
{
    /// <summary>As an identifier of a workspace; null when it has no such type any more.</summary>
    public Identifier? In(Workspace workspace)
    {
        foreach (var type in workspace.IdentifierTypes.Values)
        {
            if (type.Code == Type)
            {
                return new Identifier(type, Value, Verified);
            }
        }

        return null;
    }

    /// <summary>Never the value.</summary>
    public override string ToString() => $"identifier type {Type}";
}

/// <summary>A property as an event brought it.</summary>
/// <param name="Path">Dotted path of its rule.</param>
/// <param name="Value">Its value.</param>
/// <param name="Kept">Purposes that were permitted and justify keeping it; a subset of the event's and the rule's.</param>
internal readonly record struct KeptProperty(string Path, FactValue Value, PurposeSet Kept);

/// <summary>A consent record.</summary>
internal sealed record ConsentEntry(ConsentRecord Record) : Entry;

/// <summary>This subject was linked with another. Each of the two gets a row of its own.</summary>
/// <param name="Other">The other subject.</param>
/// <param name="Reason">Stable key: <c>identify</c>, <c>alias</c>, <c>staff</c>.</param>
/// <param name="Verified">Whether a verified identifier carried the link.</param>
/// <param name="IdentifierType">Name of the identifier type that carried it.</param>
/// <param name="Source">Source code of the event behind it.</param>
/// <param name="At">When.</param>
internal sealed record LinkEntry(SubjectId Other, string Reason, bool Verified, string IdentifierType, int Source, Instant At) : Entry;

/// <summary>The link between this subject and another was cut.</summary>
internal sealed record CutEntry(SubjectId Other, string By, string Why, Instant At) : Entry;

/// <summary>A decision about this subject: what the contact policy must remember of it, and the decision's own record.</summary>
/// <param name="RequestKey">Keyed hash of the caller's request id; 0 for none.</param>
/// <param name="At">When.</param>
/// <param name="Placement">The placement.</param>
/// <param name="Contacts">Names of the offers it returned, in slot order; empty when it returned none.</param>
/// <param name="LapsesAt">When an unreported contact no longer counts; <see cref="Instant.Never"/> when decisions count as contacts.</param>
/// <param name="Record">The decision's record, opaque to the fold.</param>
internal sealed record DecisionEntry(
    UInt128 RequestKey, Instant At, string Placement, ImmutableArray<string> Contacts, Instant LapsesAt, ReadOnlyMemory<byte> Record) : Entry;

/// <summary>What happened after a decision.</summary>
/// <param name="Decision">Journal sequence of the decision.</param>
/// <param name="Offer">Which of its offers.</param>
/// <param name="Kind">impression, click, conversion, complaint.</param>
/// <param name="At">When.</param>
internal sealed record OutcomeEntry(long Decision, string Offer, string Kind, Instant At) : Entry;

/// <summary>The subject was shown, or given, what is kept about themselves.</summary>
/// <param name="By">Who asked: <c>self</c>, or who acted for them.</param>
/// <param name="Surface">Where, for example <c>privacy-centre</c>.</param>
/// <param name="What">What was opened, for example <c>data</c>, <c>uses</c>, <c>export</c>.</param>
/// <param name="Why">The reason given; empty when they asked themselves.</param>
/// <param name="At">When.</param>
internal sealed record AccessEntry(string By, string Surface, string What, string Why, Instant At) : Entry;

/// <summary>A message that waits to be sent to the subject.</summary>
/// <param name="Id">Tells messages apart, at every attempt the same.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Address">Where to.</param>
/// <param name="Template">What it is.</param>
/// <param name="Language">BCP 47 tag of its text.</param>
/// <param name="Subject">Its subject line.</param>
/// <param name="Body">Its text.</param>
/// <param name="ExpiresAt">From then on it is not sent any more.</param>
/// <param name="At">When it was asked for.</param>
internal sealed record MessageEntry(
    string Id, string Channel, string Address, string Template, string Language, string Subject, string Body, Instant ExpiresAt, Instant At) : Entry;

/// <summary>What became of a message.</summary>
/// <param name="Message">Journal sequence of the message.</param>
/// <param name="Id">Its id.</param>
/// <param name="Channel"><c>email</c> or <c>sms</c>.</param>
/// <param name="Template">What it was.</param>
/// <param name="Outcome"><c>sent</c>, <c>rejected</c> or <c>expired</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When.</param>
internal sealed record DeliveryEntry(long Message, string Id, string Channel, string Template, string Outcome, int Attempts, Instant At) : Entry;

/// <summary>A right of the subject that takes effect at once.</summary>
/// <param name="Act">What was done.</param>
/// <param name="Fact">Name of the fact it is about; empty for all data.</param>
/// <param name="By">Who: <c>self</c>, or who acted for them.</param>
/// <param name="Why">The reason given; may be empty for the subject's own.</param>
/// <param name="At">When.</param>
internal sealed record RightEntry(RightAct Act, string Fact, string By, string Why, Instant At) : Entry;

/// <summary>A request about rights, and what was done with it.</summary>
/// <param name="Id">Which request.</param>
/// <param name="Kind">Which right.</param>
/// <param name="Act">What was done.</param>
/// <param name="By">Who: <c>self</c>, or who acted.</param>
/// <param name="Why">What they want, what they are told, or what was found.</param>
/// <param name="At">When.</param>
internal sealed record RequestEntry(string Id, RequestKind Kind, RequestAct Act, string By, string Why, Instant At) : Entry
{
    /// <summary>For a refusal why, and for a review what became of it.</summary>
    public RequestFinding Finding { get; init; }
}

/// <summary>What was done with a request that a partner handed on. Nobody's data.</summary>
/// <param name="Id">Which.</param>
/// <param name="Act">What was done.</param>
/// <param name="By">Who: <c>partner:NAME</c>, <c>self</c>, or <c>fulcrum</c>.</param>
/// <param name="Why">For the people who look it up later; <see cref="Found"/> when there is something to fetch; the request at the desk that it waits for.</param>
/// <param name="At">When.</param>
internal sealed record ReferralEntry(string Id, RequestAct Act, string By, string Why, Instant At) : Entry
{
    /// <summary>What was asked to see is there.</summary>
    internal const string Found = "found";

    /// <summary>Who acted where nobody did.</summary>
    internal const string Fulcrum = "fulcrum";

    /// <summary>For the act that opens it: what was asked.</summary>
    public ReferralAsked? Asked { get; init; }

    /// <summary>For a refusal: why.</summary>
    public DenialReason Reason { get; init; }

    /// <summary>For an answer: which of its identities was proved; -1 for none.</summary>
    public int Proven { get; init; } = -1;
}

/// <summary>Whose request it is that a partner handed on.</summary>
/// <param name="Referral">Which.</param>
/// <param name="Identifiers">What the partner knows them by.</param>
/// <param name="At">When.</param>
internal sealed record ReferralIdentitiesEntry(string Referral, ImmutableArray<KeptIdentifier> Identifiers, Instant At) : Entry;

/// <summary>A partner was told of a change, or could not be.</summary>
/// <param name="Referral">Of which request.</param>
/// <param name="Change">Journal sequence of the change.</param>
/// <param name="Address">Which of its callbacks, from 0.</param>
/// <param name="Outcome"><c>sent</c>, <c>rejected</c> or <c>given-up</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="At">When.</param>
internal sealed record ReferralDeliveryEntry(string Referral, long Change, int Address, string Outcome, int Attempts, Instant At) : Entry;

/// <summary>A right that connected systems are to be told of. Nobody's data.</summary>
/// <param name="Id">Which.</param>
/// <param name="Kind">Which right.</param>
/// <param name="Systems">Names of the systems.</param>
/// <param name="Identities">Journal sequence of the row that says whose it is.</param>
/// <param name="At">When.</param>
internal sealed record TellEntry(string Id, RequestKind Kind, ImmutableArray<string> Systems, long Identities, Instant At) : Entry
{
    /// <summary>Whose it is, the part it was exercised in first, so that they can be shown how far each system is; empty for an erasure, which leaves nobody.</summary>
    public ImmutableArray<SubjectId> Subjects { get; init; } = [];

    /// <summary>For a withdrawal: what was taken back.</summary>
    public ImmutableArray<WithdrawnUse> Withdrawn { get; init; } = [];

    /// <summary>Jurisdiction of their law, for example <c>EU</c>; empty when no law speaks.</summary>
    public string Law { get; init; } = "";

    /// <summary>For a rectification: name of the fact.</summary>
    public string Fact { get; init; } = "";
}

/// <summary>How far a connected system is; without a system, that the right itself is done or was not.</summary>
internal sealed record TellActEntry(string Tell, string System, ToldState State, Instant At) : Entry;

/// <summary>Whose right connected systems are told of. Journaled beside a withdrawal it is the note that they have to be.</summary>
/// <param name="Tell">Of which.</param>
/// <param name="Identifiers">What they are known by.</param>
/// <param name="At">When.</param>
internal sealed record TellIdentitiesEntry(string Tell, ImmutableArray<KeptIdentifier> Identifiers, Instant At) : Entry
{
    /// <summary>For the note of a withdrawal: whose it is, the part that said no first.</summary>
    public ImmutableArray<SubjectId> Subjects { get; init; } = [];

    /// <summary>For the note of a withdrawal: what was taken back.</summary>
    public ImmutableArray<WithdrawnUse> Withdrawn { get; init; } = [];

    /// <summary>For a rectification: what the fact is now, as it was typed.</summary>
    public string Value { get; init; } = "";
}

/// <summary>What was done with a value exchange.</summary>
/// <param name="Exchange">Name of the exchange.</param>
/// <param name="Act">What was done.</param>
/// <param name="By">Who: <c>self</c>, or who acted.</param>
/// <param name="Why">What was delivered; for an acceptance the name of the fact that was stated with it, empty for none.</param>
/// <param name="DueAt">For an acceptance, when the benefit is late; <see cref="Instant.Never"/> otherwise.</param>
/// <param name="At">When.</param>
internal sealed record ExchangeEntry(string Exchange, ExchangeAct Act, string By, string Why, Instant DueAt, Instant At) : Entry;

/// <summary>What was done about a right.</summary>
internal enum RightAct : byte
{
    /// <summary>Every use is stopped (GDPR Art. 18).</summary>
    Restrict = 1,

    /// <summary>Uses go on.</summary>
    Lift = 2,

    /// <summary>A guess is contested; nobody uses it until it was looked at.</summary>
    Contest = 3,

    /// <summary>The subject was right: it stays unused.</summary>
    Uphold = 4,

    /// <summary>It was looked at and is used again.</summary>
    Dismiss = 5,
}

/// <summary>Staff looked this subject up.</summary>
internal sealed record LookUpEntry(string Who, string View, string Purpose, string Why, Instant At) : Entry;
