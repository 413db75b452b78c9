namespace Fulcrum.Exchanges;

/// <summary>Where an exchange stands with one subject. Immutable; its history is the journal's.</summary>
/// <param name="Exchange">Name of the exchange.</param>
/// <param name="State">Where it stands.</param>
/// <param name="At">Since when.</param>
/// <param name="AcceptedAt">When it was accepted; <see cref="Instant.Never"/> when it was not.</param>
/// <param name="DueAt">When the benefit is late; <see cref="Instant.Never"/> before it is accepted.</param>
public sealed record ExchangeStanding(string Exchange, ExchangeState State, Instant At, Instant AcceptedAt, Instant DueAt)
{
    /// <summary>Nobody said anything yet.</summary>
    public static ExchangeStanding Open(string exchange) => new(exchange, ExchangeState.Open, Instant.Never, Instant.Never, Instant.Never);

    /// <summary>Whether the company owes the benefit, and is late with it.</summary>
    public bool IsOverdue(Instant now) => State == ExchangeState.Accepted && now >= DueAt;

    /// <summary>
    /// What it is after an act; null when it cannot be done where it stands. No act takes back what was earned: a benefit that was
    /// accepted is owed until it is delivered, and one that was delivered stays so, whatever becomes of the consent.
    /// </summary>
    internal ExchangeStanding? Next(ExchangeAct act, Instant at, Instant dueAt) => (State, act) switch
    {
        (ExchangeState.Open or ExchangeState.Declined, ExchangeAct.Accept) => this with { State = ExchangeState.Accepted, At = at, AcceptedAt = at, DueAt = dueAt },
        (ExchangeState.Open or ExchangeState.Declined, ExchangeAct.Decline) => this with { State = ExchangeState.Declined, At = at },
        (ExchangeState.Accepted, ExchangeAct.Deliver) => this with { State = ExchangeState.Delivered, At = at },
        _ => null,
    };

    /// <summary>Of what two parts of one profile say, what counts for the whole: what is owed or was given before what was only declined, the newer before the older.</summary>
    internal static ExchangeStanding Of(ExchangeStanding one, ExchangeStanding other) =>
        Rank(one) != Rank(other) ? (Rank(one) > Rank(other) ? one : other) : one.At >= other.At ? one : other;

    private static int Rank(ExchangeStanding standing) => (int)standing.State;
}

/// <summary>Where an exchange stands with a subject; each comes before what is less for them.</summary>
public enum ExchangeState : byte
{
    /// <summary>Nothing was said.</summary>
    Open = 0,

    /// <summary>They said no.</summary>
    Declined = 1,

    /// <summary>They said yes, and the benefit is owed.</summary>
    Accepted = 2,

    /// <summary>They have the benefit.</summary>
    Delivered = 3,
}

/// <summary>What is done with an exchange.</summary>
public enum ExchangeAct : byte
{
    /// <summary>The subject takes it.</summary>
    Accept = 1,

    /// <summary>The subject does not want it.</summary>
    Decline = 2,

    /// <summary>The company gives the benefit.</summary>
    Deliver = 3,
}
