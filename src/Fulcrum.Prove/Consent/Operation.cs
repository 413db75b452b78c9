namespace Fulcrum.Prove.Consent;

/// <summary>What a client did about one subject and one purpose.</summary>
public enum OperationKind
{
    /// <summary>Recorded a yes.</summary>
    Grant,

    /// <summary>Recorded a withdrawal.</summary>
    Withdraw,

    /// <summary>Asked a decision.</summary>
    Decide,

    /// <summary>Asked what stands.</summary>
    Read,
}

/// <summary>One operation of a history, as a client saw it. Times are of one monotonic clock, the clients' own; no server's clock is in it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Which subject and purpose; the checks of different keys are independent.</param>
/// <param name="Invoke">When it was sent.</param>
/// <param name="End">When its answer came; for one without an answer the instant after which it can no longer be done, at most <see cref="long.MaxValue"/>.</param>
/// <param name="IsSure">Whether it was acknowledged; what was not may have been done, or not (rule V4).</param>
/// <param name="Yes">Of a decision: it used personal data. Of a read: it showed a yes.</param>
/// <param name="Epoch">The journal sequence of the consent it recorded, used or showed; 0 when not known.</param>
public readonly record struct Operation(OperationKind Kind, int Key, long Invoke, long End, bool IsSure, bool Yes = false, long Epoch = 0);
