using System.Collections.Immutable;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Rights.Requests;

/// <summary>A request of a subject about their rights: where it stands, and since when. Immutable; its history is the journal's.</summary>
/// <param name="Id">Tells requests apart; 32 hex digits.</param>
/// <param name="Kind">Which right.</param>
/// <param name="State">Where it stands.</param>
/// <param name="OpenedAt">When it came in.</param>
public sealed record RightsRequest(string Id, RequestKind Kind, RequestState State, Instant OpenedAt)
{
    /// <summary>Whether the subject was told that it takes longer.</summary>
    public bool IsExtended { get; init; }

    /// <summary>How often the same was asked again while it was open.</summary>
    public int Joined { get; init; }

    /// <summary>When the subject was asked something and when they answered; one that has no answer yet ends at <see cref="Instant.Never"/>.</summary>
    public ImmutableArray<(Instant From, Instant Until)> Pauses { get; init; } = [];

    /// <summary>When it was closed; <see cref="Instant.Never"/> while it is open.</summary>
    public Instant ClosedAt { get; init; } = Instant.Never;

    /// <summary>What the subject is asked or told now, in words of whoever acted; empty for nothing.</summary>
    public string Said { get; init; } = "";

    /// <summary>What was found: why it was refused, or what became of what a person looked at.</summary>
    public RequestFinding Finding { get; init; }

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsClosed => State is RequestState.Done or RequestState.Refused or RequestState.Dropped;

    /// <summary>What may be done with it where it stands.</summary>
    public ImmutableArray<RequestAct> Acts => [.. Enum.GetValues<RequestAct>().Where(act => After(act) is not null)];

    /// <summary>When its answer is due: the first instant at which it is late. While the subject is asked, a clock that stops stands still.</summary>
    /// <param name="clock">What the law gives; null when no law speaks, and then 30 days.</param>
    /// <param name="pack">Whose zone and calendar count; null with no clock.</param>
    /// <param name="now">Until when an open pause counts.</param>
    public Instant DueAt(RightsClock? clock, RulePack? pack, Instant now)
    {
        if (clock is null || pack is null)
        {
            return OpenedAt + TimeSpan.FromDays(30);
        }

        var pauses = new (Instant From, Instant Until)[Pauses.Length];
        for (var at = 0; at < pauses.Length; at++)
        {
            pauses[at] = (Pauses[at].From, Pauses[at].Until == Instant.Never ? now : Pauses[at].Until);
        }

        return clock.DueAt(OpenedAt, pack, IsExtended, pauses);
    }

    /// <summary>What it is after what was done with it; null when it cannot be done where it stands.</summary>
    internal RightsRequest? Next(Profiles.RequestEntry entry) => Next(entry.Act, entry.At) is not { } next ? null : entry.Act switch
    {
        RequestAct.Ask or RequestAct.Extend or RequestAct.Complete or RequestAct.Refuse => next with { Said = entry.Why, Finding = entry.Finding },
        RequestAct.Answer or RequestAct.Drop => next with { Said = "" },
        _ => next,
    };

    /// <summary>What it is after an act; null when it cannot be done where it stands.</summary>
    internal RightsRequest? Next(RequestAct act, Instant at) => After(act) is not { } state ? null : act switch
    {
        RequestAct.Ask => this with { State = state, Pauses = Pauses.Add((at, Instant.Never)) },
        RequestAct.Extend => this with { IsExtended = true },
        RequestAct.Join => this with { Joined = Joined == int.MaxValue ? Joined : Joined + 1 },
        _ => Resumed(at) with { State = state, ClosedAt = state is RequestState.Done or RequestState.Refused or RequestState.Dropped ? at : Instant.Never },
    };

    /// <summary>The table of the machine: every state that is open can be closed, and what is closed stays so.</summary>
    private RequestState? After(RequestAct act) => (State, act) switch
    {
        (RequestState.Received, RequestAct.Begin) => RequestState.Working,
        (RequestState.Received or RequestState.Working, RequestAct.Ask) when Pauses.Length < PausesMax => RequestState.Asked,
        (RequestState.Asked, RequestAct.Answer) => RequestState.Working,
        (RequestState.Received or RequestState.Working or RequestState.Asked, RequestAct.Complete) => RequestState.Done,
        (RequestState.Received or RequestState.Working or RequestState.Asked, RequestAct.Refuse) => RequestState.Refused,
        (RequestState.Received or RequestState.Working or RequestState.Asked, RequestAct.Drop) => RequestState.Dropped,
        (RequestState.Received or RequestState.Working or RequestState.Asked, RequestAct.Join) => State,
        (RequestState.Received or RequestState.Working or RequestState.Asked, RequestAct.Extend) when !IsExtended => State,
        _ => null,
    };

    /// <summary>Most times a subject is asked about one request, so that asking is no way to put off an answer.</summary>
    internal const int PausesMax = 5;

    private RightsRequest Resumed(Instant at) => Pauses.Length > 0 && Pauses[^1].Until == Instant.Never
        ? this with { Pauses = Pauses.SetItem(Pauses.Length - 1, (Pauses[^1].From, at)) }
        : this;

    /// <summary>Kind, state and id.</summary>
    public override string ToString() => $"{Kind} {State} {Id}";
}

/// <summary>The rights a request can be about.</summary>
public enum RequestKind : byte
{
    /// <summary>To see what is kept (GDPR Art. 15).</summary>
    Access = 1,

    /// <summary>To take it elsewhere (Art. 20).</summary>
    Portability = 2,

    /// <summary>To have it put right (Art. 16).</summary>
    Rectification = 3,

    /// <summary>To be forgotten (Art. 17).</summary>
    Erasure = 4,

    /// <summary>To object (Art. 21).</summary>
    Objection = 5,

    /// <summary>To have its use stopped (Art. 18).</summary>
    Restriction = 6,

    /// <summary>To take a consent back (Art. 7(3)).</summary>
    Withdrawal = 7,

    /// <summary>To have a person look at a decision (Art. 22(3)).</summary>
    Review = 8,
}

/// <summary>Where a request stands.</summary>
public enum RequestState : byte
{
    /// <summary>It came in; nobody looked yet.</summary>
    Received = 1,

    /// <summary>Somebody works on it.</summary>
    Working = 2,

    /// <summary>The subject was asked something and has not answered.</summary>
    Asked = 3,

    /// <summary>It was done.</summary>
    Done = 4,

    /// <summary>It was refused, with the reason told.</summary>
    Refused = 5,

    /// <summary>The subject took it back, or never answered.</summary>
    Dropped = 6,
}

/// <summary>What is done with a request.</summary>
public enum RequestAct : byte
{
    /// <summary>It comes in.</summary>
    Open = 1,

    /// <summary>Somebody begins to work on it.</summary>
    Begin = 2,

    /// <summary>The subject is asked something; a clock that stops stands still.</summary>
    Ask = 3,

    /// <summary>The subject answered; the clock goes on.</summary>
    Answer = 4,

    /// <summary>The subject is told that it takes longer.</summary>
    Extend = 5,

    /// <summary>It is done.</summary>
    Complete = 6,

    /// <summary>It is refused, with a reason.</summary>
    Refuse = 7,

    /// <summary>The subject takes it back, or never answered.</summary>
    Drop = 8,

    /// <summary>The same was asked again while it is open.</summary>
    Join = 9,
}
