namespace Fulcrum.Exchanges;

/// <summary>An exchange as its subject sees it.</summary>
/// <param name="Exchange">What is exchanged.</param>
/// <param name="Standing">Where it stands with them.</param>
/// <param name="IsAllowed">Whether they allow the use now.</param>
/// <param name="HeldBack">Why it is not offered to them now; none when it is, or when it was taken.</param>
/// <param name="FactHeld">Whether the datum it asks for is held for the use already.</param>
public sealed record OwnExchange(ValueExchange Exchange, ExchangeStanding Standing, bool IsAllowed, HoldBack HeldBack, bool FactHeld)
{
    /// <summary>Whether they may be asked now.</summary>
    public bool IsOffered => HeldBack == HoldBack.None;

    /// <summary>Whether the consent that it was given for was taken back since; what was earned stays.</summary>
    public bool IsWithdrawn => Standing.State is ExchangeState.Accepted or ExchangeState.Delivered && !IsAllowed;
}

/// <summary>Why somebody is not asked.</summary>
public enum HoldBack
{
    /// <summary>They may be asked.</summary>
    None,

    /// <summary>They took it.</summary>
    Taken,

    /// <summary>They said no to it, or to its purpose, a short while ago.</summary>
    Declined,

    /// <summary>They said no to something else a short while ago.</summary>
    RecentNo,

    /// <summary>Something is open with them, for example a complaint.</summary>
    Suppressed,

    /// <summary>They stopped every use, or the law forbids this one for them.</summary>
    Forbidden,
}
