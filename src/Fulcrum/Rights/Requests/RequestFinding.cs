namespace Fulcrum.Rights.Requests;

/// <summary>What was found about a request, beside the words of it: so that it is said the same in every language.</summary>
/// <param name="Reason">For a refusal: why.</param>
/// <param name="Outcome">For a review that is done: what became of the decision.</param>
public readonly record struct RequestFinding(DenialReason Reason, ReviewOutcome Outcome)
{
    /// <summary>Whether it goes with an act: a reason with a refusal, an outcome with the end of a review.</summary>
    internal bool Fits(RequestKind kind, RequestAct act) =>
        (Reason == DenialReason.None || act == RequestAct.Refuse) && (Outcome == ReviewOutcome.None || (act == RequestAct.Complete && kind == RequestKind.Review));
}

/// <summary>What became of a decision that a person looked at (GDPR Art. 22(3)).</summary>
public enum ReviewOutcome : byte
{
    /// <summary>Nobody said.</summary>
    None = 0,

    /// <summary>It stays as it was.</summary>
    Stands = 1,

    /// <summary>It was changed.</summary>
    Changed = 2,
}

/// <summary>Why a request is refused: the reasons of the Data Rights Protocol, which are the best list found.</summary>
public enum DenialReason : byte
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>Somebody else seems to ask.</summary>
    SuspectedFraud = 1,

    /// <summary>Nobody proved who asks.</summary>
    InsufficientVerification = 2,

    /// <summary>Nobody is known by what was given.</summary>
    NoMatch = 3,

    /// <summary>The law does not give this right here.</summary>
    ClaimNotCovered = 4,

    /// <summary>Another law holds where they live.</summary>
    OutsideJurisdiction = 5,

    /// <summary>The same was asked too often.</summary>
    TooManyRequests = 6,

    /// <summary>Another reason, told in words.</summary>
    Other = 7,
}
