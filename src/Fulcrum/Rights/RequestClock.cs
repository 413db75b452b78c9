using System.Collections.Immutable;
using Fulcrum.Consent.RulePacks;

namespace Fulcrum.Rights;

/// <summary>What is counted about one request of a subject: when it came in, when they were asked something, whether they were told that it takes longer.</summary>
/// <remarks>
/// Immutable; each event gives a new one. It holds what happened and no deadline: that is worked out anew from the laws, so that a rule
/// that is corrected corrects every open request. Pure.
/// </remarks>
public sealed record RequestClock
{
    /// <summary>The axis of the rules about it.</summary>
    public const string Axis = "answer-within";

    /// <summary>Starts the clock.</summary>
    /// <param name="kind">Which right, in the words of the packs, for example <c>access</c> or <c>erasure</c>.</param>
    /// <param name="receivedAt">When the request came in, by whatever way.</param>
    public RequestClock(string kind, Instant receivedAt) => (Kind, ReceivedAt) = (kind, receivedAt);

    /// <summary>Which right.</summary>
    public string Kind { get; }

    /// <summary>When the request came in.</summary>
    public Instant ReceivedAt { get; }

    /// <summary>When the subject was asked for what is needed to answer, and when they gave it; the last may be open.</summary>
    public ImmutableArray<RequestPause> Pauses { get; private init; } = [];

    /// <summary>When the subject was told that it takes longer, and why; null when they were not.</summary>
    public Instant? ExtendedAt { get; private init; }

    /// <summary>Whether an answer of the subject is waited for.</summary>
    public bool IsWaiting => !Pauses.IsEmpty && Pauses[^1].Until is null;

    /// <summary>The subject is asked for what is needed: who they are, what they mean.</summary>
    /// <exception cref="InvalidOperationException">They were asked already and have not answered.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is before the request, or before the last answer.</exception>
    public RequestClock Asked(Instant at)
    {
        if (IsWaiting)
        {
            throw new InvalidOperationException("An answer is waited for already.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(at, Pauses.IsEmpty ? ReceivedAt : Pauses[^1].Until!.Value);
        return this with { Pauses = Pauses.Add(new RequestPause(at, null)) };
    }

    /// <summary>The subject gave what was asked for.</summary>
    /// <exception cref="InvalidOperationException">Nothing was asked.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is before the question.</exception>
    public RequestClock Answered(Instant at)
    {
        if (!IsWaiting)
        {
            throw new InvalidOperationException("No answer is waited for.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(at, Pauses[^1].From);
        return this with { Pauses = Pauses.SetItem(Pauses.Length - 1, Pauses[^1] with { Until = at }) };
    }

    /// <summary>The subject is told that it takes longer, and why. Told when it is late already, it counts for nothing.</summary>
    /// <exception cref="InvalidOperationException">They were told before; no law gives a second extension.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It is before the request.</exception>
    public RequestClock Extended(Instant at)
    {
        if (ExtendedAt is not null)
        {
            throw new InvalidOperationException("The subject was told already that it takes longer.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(at, ReceivedAt);
        return this with { ExtendedAt = at };
    }

    /// <summary>By when each law wants it answered, the earliest first: that one is kept. Empty when no law speaks of it.</summary>
    /// <param name="packs">The laws that protect the subject.</param>
    /// <param name="now">The moment: while an answer is waited for, a clock that stops stands still until then.</param>
    /// <remarks>The rules in force when the request came in count. Of the rules of one law about the right, and about any, the earliest counts.</remarks>
    public ImmutableArray<Deadline> Deadlines(ImmutableArray<RulePack> packs, Instant now) =>
    [
        .. from pack in packs
           from deadline in (from rule in pack.InForce(ReceivedAt)
                             where rule.Axis.Name == Axis && (rule.Class == Kind || rule.Class == Rulebook.Any) && rule.Value.Clock is not null
                             let found = Reckon(pack, rule, rule.Value.Clock!, now)
                             orderby found.DueAt, rule.Class == Kind ? 0 : 1
                             select found).Take(1)
           orderby deadline.DueAt, pack.Name
           select deadline,
    ];

    private Deadline Reckon(RulePack pack, Rule rule, RightsClock clock, Instant now)
    {
        var pauses = Pauses.Select(pause => (pause.From, pause.Until ?? (now > pause.From ? now : pause.From))).ToArray();
        var usual = clock.Reckon(ReceivedAt, pack, isExtended: false, pauses);
        var isExtended = clock.Extension > 0 && ExtendedAt < usual.DueAt;
        var found = isExtended ? clock.Reckon(ReceivedAt, pack, isExtended: true, pauses) : usual;
        var steps = found.Steps;
        if (ExtendedAt is { } told && !isExtended)
        {
            steps = steps.Add(clock.Extension == 0 ? "this law gives no more time" : $"the subject was told only at {told}, when it was late: no more time");
        }

        if (IsWaiting)
        {
            steps = steps.Add(clock.Stops ? "an answer of the subject is waited for: it stands still until then" : "an answer of the subject is waited for, and this clock goes on");
        }

        return new Deadline(found.DueAt, pack, rule, isExtended, steps);
    }
}

/// <summary>Time in which an answer of the subject is waited for.</summary>
/// <param name="From">When they were asked.</param>
/// <param name="Until">When they answered; null while they have not.</param>
public readonly record struct RequestPause(Instant From, Instant? Until);
